import { isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseAllDocuments } from 'yaml';
import type { Entry, Fact, Ref } from '../../engine/facts.ts';
import type { Language, Reading, SyntaxProblem } from '../../engine/language.ts';
import type { Span } from '../../engine/text.ts';
import { findDirectives } from '../directives.ts';
import { wholeFile } from './whole.ts';

const DEEPEST = 200;
const TEMPLATE = /\{\{|\{%/;

/** YAML as entries with key paths. Aliases are not expanded, so an alias bomb costs nothing. */
export const yamlLanguage: Language = {
  ids: ['yaml'],
  writing: { lineComment: '#' },
  load: async () => {},
  split: wholeFile,
  read: readYaml,
};

function readYaml(text: string): Reading {
  const facts: Fact<Ref>[] = [];
  const problems: SyntaxProblem[] = [];
  const documents = parseAllDocuments(text, { lineCounter: new LineCounter(), logLevel: 'silent', uniqueKeys: false });
  for (const document of Array.isArray(documents) ? documents : []) {
    // A template (Helm, Jinja) is no YAML before it is filled in; what can be read of it is.
    for (const { pos, message } of TEMPLATE.test(text) ? [] : document.errors) {
      problems.push({
        span: [pos[0], Math.max(pos[1], pos[0] + 1)],
        message: `Syntax error: ${message.split('\n', 1)[0]!.replace(/ at line .*$/, '')}`,
      });
    }
    collect(document.contents as ParsedNode | null, [], [0, 0], text, facts, 0);
  }
  return {
    facts,
    bindings: [],
    problems,
    directives: findDirectives(text, commentsOf(text), (offset) => nextEntry(text, offset)),
  };
}

function collect(
  node: ParsedNode | null | undefined,
  path: readonly string[],
  keySpan: Span,
  text: string,
  facts: Fact<Ref>[],
  depth: number,
): void {
  if (!node || isAlias(node) || depth > DEEPEST) return;
  if (isMap(node)) {
    // `- name: DB_PASSWORD` / `value: …`: the value stands under that name.
    const named = node.items.find(({ key }) => isScalar(key) && key.value === 'name')?.value;
    const label =
      isScalar(named) && typeof named.value === 'string' && /^[A-Z][A-Z\d_]*$/.test(named.value)
        ? named.value
        : undefined;
    for (const { key, value } of node.items) {
      const own = isScalar(key) ? String(key.value ?? '') : '';
      const name = own === 'value' && label ? label : own;
      const span: Span = key.range ? [key.range[0], key.range[1]] : keySpan;
      collect(value as ParsedNode | null, [...path, name], span, text, facts, depth + 1);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries())
      collect(item as ParsedNode, [...path, String(index)], keySpan, text, facts, depth + 1);
  } else if (isScalar(node) && node.range) {
    const { value } = node;
    const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
    const entry: Entry = {
      kind: 'entry',
      path,
      key: lastName(path),
      keySpan,
      span: [node.range[0], node.range[1]],
      value: typeof value === 'string' ? value : text.slice(node.range[0], node.range[1]),
      type:
        value === null
          ? 'null'
          : typeof value === 'number'
            ? 'number'
            : typeof value === 'boolean'
              ? 'boolean'
              : 'string',
      quoted,
    };
    facts.push(entry);
  }
}

/** The nearest part of a path that is a name and not an index. */
const lastName = (path: readonly string[]): string => path.findLast((part) => !/^\d+$/.test(part)) ?? '';

function* commentsOf(text: string): Iterable<Span> {
  for (const match of text.matchAll(/(?:^|[ \t])(#[^\r\n]*)/gm)) {
    const start = match.index + match[0].length - match[1]!.length;
    yield [start, start + match[1]!.length];
  }
}

/** The entry below a comment: its line and the deeper lines that follow. */
function nextEntry(text: string, offset: number): Span | undefined {
  const rest = /\S/.exec(text.slice(offset));
  if (!rest) return undefined;
  const start = offset + rest.index;
  const column = start - (Math.max(text.lastIndexOf('\n', start), text.lastIndexOf('\r', start)) + 1);
  let end = start;
  for (const line of text.slice(start).split(/(?<=\n)/)) {
    const indent = line.search(/\S/);
    if (end > start && indent !== -1 && indent <= column) break;
    end += line.length;
  }
  return [start, end];
}
