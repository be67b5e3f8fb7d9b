import type { TSESTree } from '@typescript-eslint/types';
import { astConverter } from '@typescript-eslint/typescript-estree/use-at-your-own-risk';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import ts from 'typescript';
import type { LanguageId, SyntaxProblem } from '../../engine/language.ts';

export type Node = TSESTree.Node;

/** What the parser says of a text. The tree is there even where the text has errors. */
export interface ParsedScript {
  readonly program: TSESTree.Program;
  readonly problems: readonly SyntaxProblem[];
  /** In order. */
  readonly comments: readonly (readonly [number, number])[];
}

const KIND: Readonly<Partial<Record<LanguageId, ts.ScriptKind>>> = {
  javascript: ts.ScriptKind.JSX,
  typescript: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
};

/**
 * Turns a text into ESTree with typescript-estree's converter, errors or not: TypeScript's parser always gives a tree,
 * and with its list of errors taken out the converter accepts every such tree (measured in the design).
 */
export function parseScript(text: string, language: LanguageId, withComments: boolean): ParsedScript {
  const source = ts.createSourceFile(
    `chunk.${language}`,
    text,
    { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
    true,
    KIND[language],
  ) as ts.SourceFile & { parseDiagnostics: ts.DiagnosticWithLocation[] };
  const problems = source.parseDiagnostics.map(({ start, length, messageText }) => ({
    span: [start, start + length] as const,
    message: `Syntax error: ${typeof messageText === 'string' ? messageText : messageText.messageText}`,
  }));
  source.parseDiagnostics = [];
  const program = convert(source, withComments);
  if (!program) return { program: EMPTY, problems, comments: [] };
  setParents(program);
  return { program, problems, comments: withComments ? (program.comments ?? []).map(({ range }) => range) : [] };
}

/** Undefined for the rare broken tree that the converter itself stumbles over; its errors are reported all the same. */
function convert(source: ts.SourceFile, withComments: boolean): TSESTree.Program | undefined {
  try {
    return astConverter(source as never, { ...SETTINGS, comment: withComments } as never, false)
      .estree as unknown as TSESTree.Program;
  } catch {
    return undefined;
  }
}

const EMPTY = { type: 'Program', body: [], range: [0, 0] } as unknown as TSESTree.Program;

const SETTINGS = {
  allowInvalidAST: true,
  errorOnUnknownASTType: false,
  range: true,
  loc: true,
  tokens: false,
  suppressDeprecatedPropertyWarnings: true,
};

/** The children of a node, in order. */
export function childrenOf(node: Node): Node[] {
  const result: Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(value)) {
      for (const one of value) if (one) result.push(one as Node);
    } else if (value) result.push(value as Node);
  }
  return result;
}

function setParents(node: Node): void {
  for (const one of childrenOf(node)) {
    (one as { parent?: Node }).parent = node;
    setParents(one);
  }
}
