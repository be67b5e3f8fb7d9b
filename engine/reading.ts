import { DIRECTIVE } from './exception/directive.ts';
import type { Chunk, Language, LanguageId, Reading } from './language.ts';
import { MEMBER } from './names.ts';
import type { Screen } from './screen.ts';

/** A chunk with its text. */
export interface Piece {
  readonly chunk: Chunk;
  readonly text: string;
}

const NOTHING: Reading = { facts: [], bindings: [], problems: [], directives: [] };

/** What an adapter says of a chunk. A part that it stumbles over is reported as not analysed; the rest of the file is. */
export function readSafely(language: Language, text: string, context: string, id: LanguageId): Reading {
  try {
    return language.read(text, context, id);
  } catch (error) {
    const message = `Probity failed on this part (${error instanceof Error ? error.name : 'error'}), so its findings are missing. Please report this.`;
    return { ...NOTHING, problems: [{ span: [0, text.length], message }] };
  }
}

/** Statements that bring names in, in any of the languages. */
const IMPORTS = /(?:^|\n)[ \t]*(?:import|from)\b|\brequire\s*\(|\bimport\s*\(/;

/**
 * Reads only the pieces on which some rule might fire, with the pieces that their names come from:
 * those that hold an anchor, an import, an exception or a doubt about their syntax; then those that use a name which
 * stands for something anchored (`r` after `from numpy import random as r`), and those that bind a name which is used.
 * Gives undefined for a piece that was not read. When no piece holds an anchor, none is read.
 */
export function readScreened(
  pieces: readonly Piece[],
  screen: Screen,
  read: (piece: Piece) => Reading,
): readonly (Reading | undefined)[] {
  const readings: (Reading | undefined)[] = pieces.map(({ chunk, text }) =>
    screen.hits(text) || chunk.doubtful || DIRECTIVE.test(text) ? read({ chunk, text }) : undefined,
  );
  if (readings.every((reading) => reading === undefined)) return readings;
  for (const [index, piece] of pieces.entries()) {
    if (!readings[index] && IMPORTS.test(piece.text)) readings[index] = read(piece);
  }
  const followed = new Set<string>();
  for (;;) {
    const { aliases, heads } = namesToFollow(readings, screen, followed);
    const uses = wordPattern(fresh(aliases, followed, ''), (words) => `(?<![\\w$])(?:${words})(?![\\w$])`);
    const binds = wordPattern(fresh(heads, followed, '='), bindingPattern);
    if (!uses && !binds) return readings;
    for (const [index, piece] of pieces.entries()) {
      if (!readings[index] && (uses?.test(piece.text) || binds?.test(piece.text))) readings[index] = read(piece);
    }
  }
}

/** What was not followed before. */
function fresh(names: ReadonlySet<string>, followed: Set<string>, mark: string): string[] {
  const result = [...names].filter((name) => !followed.has(mark + name));
  for (const name of result) followed.add(mark + name);
  return result;
}

const wordPattern = (names: readonly string[], pattern: (words: string) => string): RegExp | undefined =>
  names.length === 0 ? undefined : new RegExp(pattern(names.map((name) => name.replaceAll('$', '\\$')).join('|')), 'm');

/** Where a name may be bound: a definition, a loop, a target at the start of a line, a destructuring. */
const bindingPattern = (words: string): string =>
  `\\b(?:def|class|function|for|as|global|const|let|var|async)\\s+(?:${words})(?![\\w$])` +
  `|^[ \\t]*(?:[\\w.]+[ \\t]*,[ \\t]*)*(?:${words})[ \\t]*(?:,[\\w., \\t]*)?(?::[^=\\n]{0,80})?=(?!=)` +
  `|(?:const|let|var)\\s*[{[][^}\\]=]*(?<![\\w$])(?:${words})(?![\\w$])`;

/** The first part of a path as it is written in code: `rng` of `Engine#rng.normal`. */
function shortName(path: string): string {
  const name = /^[^.([]*/.exec(path)![0];
  return name.slice(name.indexOf(MEMBER) + 1);
}

/** Names that stand for something anchored, and the first parts of the names by which anchored things are used. */
function namesToFollow(readings: readonly (Reading | undefined)[], screen: Screen, followed: ReadonlySet<string>) {
  const aliases = new Set<string>();
  const heads = new Set<string>();
  const add = (set: Set<string>, path: string) => {
    const short = shortName(path);
    if (/^[\w$]+$/.test(short)) set.add(short);
  };
  for (const reading of readings) {
    for (const { name, to } of reading?.bindings ?? []) {
      // What comes from a file of the project is no library that a rule could name.
      if (!to || (to.from === 'import' && /^[./@~]*\//.test(to.path))) continue;
      if (screen.hits(to.path) || followed.has(shortName(to.path))) add(aliases, name);
    }
    for (const fact of reading?.facts ?? []) {
      const ref = fact.kind === 'call' ? fact.callee : fact.kind === 'name' ? fact.ref : undefined;
      if (ref?.from === 'module' && screen.hits(ref.path)) add(heads, ref.path);
    }
  }
  return { aliases, heads };
}
