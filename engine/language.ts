import type { Binding, Fact, Import, Ref } from './facts.ts';
import type { Edit, Span } from './text.ts';

/** Languages that the engine knows by name. `text` is anything else that is text. */
export type LanguageId =
  | 'python'
  | 'javascript'
  | 'typescript'
  | 'tsx'
  | 'yaml'
  | 'json'
  | 'dotenv'
  | 'dockerfile'
  | 'shell'
  | 'markdown'
  | 'text';

/**
 * A piece of a file that is read by itself: a top-level statement, a class member, a run of short statements.
 * Chunks cover the file without overlap; comments belong to the chunk that they introduce.
 */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  /** What else its facts depend on (the class around a method); empty at top level. */
  readonly context: string;
  /** A split may be resumed at the start of this chunk: nothing before it matters. */
  readonly restart: boolean;
  /** Its brackets or strings do not close, or a block lacks its colon: only a parser can tell. */
  readonly doubtful?: boolean;
}

/** A place that could not be parsed. */
export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
}

/** A comment that introduces an exception, and what it covers. */
export interface Directive {
  /** The comment lines as one span. */
  readonly span: Span;
  /** Its text without comment marks, one entry a line. */
  readonly lines: readonly { readonly text: string; readonly span: Span }[];
  /** The statement, definition or entry that follows it; undefined where nothing does. */
  readonly covers?: Span;
}

/** What an adapter reads out of one chunk. Plain data; spans are relative to the chunk. */
export interface Reading {
  readonly facts: readonly Fact<Ref>[];
  /** Names that it binds at module level. */
  readonly bindings: readonly Binding[];
  readonly problems: readonly SyntaxProblem[];
  readonly directives: readonly Directive[];
}

/** A name that a fix needs in scope. */
export interface Need {
  readonly module: string;
  /** The name to import from the module; undefined for the module itself. */
  readonly name?: string;
}

/** A file as far as writing into it needs to know it. Spans are absolute. */
export interface Source {
  readonly text: string;
  readonly imports: readonly Import[];
  /** Text of the chunk that is being repaired. */
  readonly near: string;
  /** Whether a name is bound at module level to anything but an import. */
  isBound(name: string): boolean;
}

/** How the engine writes a language: comments and imports. */
export interface Writing {
  /** Start of a line comment; undefined where the language has none (JSON). */
  readonly lineComment?: string;
  /**
   * Puts a name in scope: the expression that reads it in this file, and the edit that adds the import where it is
   * missing. Undefined where that cannot be done safely (the name is taken).
   */
  bring?(source: Source, need: Need): { readonly expression: string; readonly edit?: Edit } | undefined;
  /** Declares a module-level value after the imports, once: a logger. Undefined where the name is taken. */
  declare?(source: Source, name: string, value: string): { readonly name: string; readonly edit?: Edit } | undefined;
}

/**
 * A language adapter: two pure functions. Once loaded it holds no state of any file, so that a chunk's reading depends
 * on the chunk's text and context alone, whatever was typed before.
 */
export interface Language {
  readonly ids: readonly LanguageId[];
  readonly writing: Writing;
  /** Loads grammars. Await it once before `read`. */
  load(id: LanguageId): Promise<void>;
  /** The chunks of a text from an offset on, which must be 0 or the start of a chunk with `restart`. */
  split(text: string, from: number, id: LanguageId): Iterable<Chunk>;
  /** Reads one chunk. Never throws for bad source: see {@link Reading.problems}. */
  read(text: string, context: string, id: LanguageId): Reading;
}

const BY_EXTENSION: Readonly<Record<string, LanguageId>> = {
  py: 'python',
  pyw: 'python',
  pyi: 'python',
  js: 'javascript',
  cjs: 'javascript',
  mjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  cts: 'typescript',
  mts: 'typescript',
  tsx: 'tsx',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  jsonc: 'json',
  env: 'dotenv',
  sh: 'shell',
  bash: 'shell',
  md: 'markdown',
};

const TEXT_EXTENSIONS = new Set(
  (
    'txt cfg ini conf toml properties pem key crt csv tf hcl xml html css sql rst go rs java kt rb php c h cpp cs ' +
    'swift scala r jl lua pl ps1 bat zsh fish gradle ipynb npmrc pypirc netrc'
  ).split(' '),
);

/**
 * The language of a file by its name; undefined for a file that is not read (images, archives, unknown endings).
 * The first line decides for a file without an ending (`#!/usr/bin/env python3`).
 */
export function languageOf(path: string, firstLine = ''): LanguageId | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^\.env(?:\.|$)/.test(name) || /\.env$/.test(name)) return 'dotenv';
  if (/^(?:Dockerfile|Containerfile)(?:\.|$)/i.test(name) || /\.dockerfile$/i.test(name)) return 'dockerfile';
  const dot = name.lastIndexOf('.');
  const extension = dot >= 0 ? name.slice(dot + 1).toLowerCase() : '';
  const known = BY_EXTENSION[extension];
  if (known) return known;
  if (TEXT_EXTENSIONS.has(extension)) return 'text';
  if (dot <= 0 && firstLine.startsWith('#!')) {
    if (/\bpython[\d.]*\b/.test(firstLine)) return 'python';
    if (/\bnode\b/.test(firstLine)) return 'javascript';
    if (/\b(?:ba|z|da|k)?sh\b/.test(firstLine)) return 'shell';
  }
  if (/^(?:Caddyfile|Makefile|Procfile|requirements|Pipfile|id_(?:rsa|dsa|ecdsa|ed25519))$/.test(name)) return 'text';
  return undefined;
}
