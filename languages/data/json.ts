import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Fact, Ref } from '../../engine/facts.ts';
import type { Language, Reading } from '../../engine/language.ts';
import type { Span } from '../../engine/text.ts';
import { wholeFile } from './whole.ts';

const DEEPEST = 200;

/** JSON, with the comments and trailing commas that configuration files have. */
export const jsonLanguage: Language = {
  ids: ['json'],
  writing: {},
  load: async () => {},
  split: wholeFile,
  read: readJson,
};

function readJson(text: string): Reading {
  const facts: Fact<Ref>[] = [];
  const errors: ParseError[] = [];
  if (!text.trim()) return { facts, bindings: [], problems: [], directives: [] };
  const tooDeep = nesting(text) > DEEPEST;
  const root = tooDeep ? undefined : parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  if (root) collect(root, [], [0, 0], facts);
  const problems = errors.map(({ error, offset, length }) => ({
    span: [offset, offset + Math.max(1, length)] as const,
    message: `Syntax error: ${words(printParseErrorCode(error))}.`,
  }));
  if (tooDeep)
    problems.push({ span: [0, 1], message: `This file nests deeper than ${DEEPEST} levels and was not read.` });
  return { facts, bindings: [], problems, directives: [] };
}

/** `CommaExpected` as `comma expected`. */
const words = (code: string): string => code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** How deep brackets nest, strings left out. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}

function collect(node: Node, path: readonly string[], keySpan: Span, facts: Fact<Ref>[]): void {
  if (node.type === 'object') {
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (key && value) collect(value, [...path, String(key.value)], [key.offset, key.offset + key.length], facts);
    }
  } else if (node.type === 'array') {
    for (const [index, item] of (node.children ?? []).entries())
      collect(item, [...path, String(index)], keySpan, facts);
  } else if (node.type !== 'property') {
    facts.push({
      kind: 'entry',
      path,
      key: path.findLast((part) => !/^\d+$/.test(part)) ?? '',
      keySpan,
      span: [node.offset, node.offset + node.length],
      value: String(node.value),
      type: node.type,
      quoted: node.type === 'string',
    });
  }
}
