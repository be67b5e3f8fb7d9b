import { distance } from 'fastest-levenshtein';
import {
  type Document,
  isAlias,
  isScalar,
  isSeq,
  isMap as isYamlMap,
  LineCounter,
  type ParsedNode,
  parseDocument,
} from 'yaml';
import type { Finding, Severity } from '../finding.ts';
import type { Rule, Section } from '../rule.ts';
import type { Span } from '../text.ts';
import { isMap, modernise, type Raw } from './legacy.ts';
import { parsePattern } from './pattern.ts';
import type { LoadedPolicy } from './policy.ts';
import { type JsonSchema, knownKeys, schemaAt } from './schema.ts';
import { SCOPES, settlePolicy } from './settle.ts';

/** What a policy is checked against. `validate` is the compiled schema (ajv standalone). */
export interface PolicyCatalog {
  readonly rules: readonly Rule[];
  readonly sections: readonly Section[];
  readonly schema: JsonSchema;
  validate(data: unknown): readonly SchemaError[];
}

/** A mistake as ajv reports it. */
export interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** A policy file's text. */
export interface PolicyText {
  readonly path: string;
  readonly text: string;
}

type YamlPath = readonly (string | number)[];

const MAX_ALIASES = 100;
const CLOSE_ENOUGH = 3;

/** The file names under `extends`, as written, each with its place. Empty where the file does not parse. */
export function policyParents(text: string): { readonly name: string; readonly span: Span }[] {
  const document = parseDocument(text, { logLevel: 'silent' });
  const node = document.get('extends', true);
  const items = isSeq(node) ? node.items : [node];
  return items.flatMap((item) =>
    isScalar(item) && typeof item.value === 'string' && item.range
      ? [{ name: item.value, span: [item.range[0], item.range[1]] as const }]
      : [],
  );
}

/**
 * Loads a policy file on top of the files it extends (first is the farthest ancestor).
 * Problems are those of `file` alone: every parent is checked as a file of its own.
 */
export function loadPolicy(file: PolicyText, parents: readonly PolicyText[], catalog: PolicyCatalog): LoadedPolicy {
  const { raw, problems } = readPolicy(file.text, catalog);
  const layers = [...parents.map((parent) => readPolicy(parent.text, catalog).raw), raw];
  const merged = layers.map((layer) => modernise(layer, catalog.sections)).reduce(merge, {});
  return {
    policy: settlePolicy(merged, file.path, catalog.rules, catalog.sections),
    problems,
    usable: !problems.some((problem) => problem.severity === 'critical'),
  };
}

/** The policy where there is no file. */
export function builtInPolicy(catalog: PolicyCatalog): LoadedPolicy['policy'] {
  return settlePolicy({}, undefined, catalog.rules, catalog.sections);
}

function readPolicy(text: string, catalog: PolicyCatalog): { raw: Raw; problems: Finding[] } {
  const document = parseDocument(text, { lineCounter: new LineCounter(), logLevel: 'silent' });
  const problems = document.errors.map((error) =>
    problem(
      'policy/syntax',
      'critical',
      [error.pos[0], Math.max(error.pos[1], error.pos[0] + 1)],
      `This is not YAML: ${firstLine(error.message)}`,
    ),
  );
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  } catch (error) {
    raw = {};
    problems.push(
      problem('policy/syntax', 'critical', [0, 1], `This policy cannot be read: ${firstLine(String(error))}`),
    );
  }
  if (!isMap(raw)) {
    problems.push(
      problem(
        'policy/syntax',
        'critical',
        [0, Math.max(1, text.length)],
        'A policy is a map of sections, such as `synthetic_data:`.',
      ),
    );
    raw = {};
  }
  const map = raw as Raw;
  // What follows from text that is no YAML would only distract.
  if (problems.length > 0) return { raw: map, problems };
  const at = (path: YamlPath, key = false) => spanAt(document, path, key);
  problems.push(
    ...schemaProblems(map, catalog, at),
    ...unknownTopKeys(map, catalog, at),
    ...patternProblems(map, catalog, at, text),
    ...scopeProblems(map, catalog, at),
  );
  return { raw: map, problems: problems.sort((a, b) => a.span[0] - b.span[0]) };
}

type Locate = (path: YamlPath, key?: boolean) => Span;

function schemaProblems(raw: Raw, { schema, validate }: PolicyCatalog, at: Locate): Finding[] {
  const seen = new Set<string>();
  const problems: Finding[] = [];
  for (const error of validate(raw)) {
    if (error.keyword === 'anyOf') continue;
    const path = pointerPath(error.instancePath, raw);
    const extra = error.params['additionalProperty'];
    const place = extra === undefined ? path : [...path, String(extra)];
    // One mistake fails every branch of an anyOf; the deepest branch says it best and comes with the same place.
    const key = place.join('\0');
    if (seen.has(key) || (error.schemaPath.includes('/anyOf/') && isMap(valueAt(raw, place)) && extra === undefined))
      continue;
    seen.add(key);
    const where = schemaAt(schema, path);
    const message =
      extra === undefined
        ? `\`${path.join('.')}\` ${expectation(where, error)}.`
        : `Unknown key \`${String(extra)}\`${path.length ? ` in \`${path.join('.')}\`` : ''}.${suggestion(String(extra), where ? knownKeys(where) : [])}`;
    problems.push(
      problem(
        extra === undefined ? 'policy/value' : 'policy/unknown-key',
        'critical',
        at(place, extra !== undefined),
        message,
      ),
    );
  }
  return problems;
}

function expectation(schema: JsonSchema | undefined, error: SchemaError): string {
  const branches = ((schema?.['anyOf'] as readonly JsonSchema[] | undefined) ?? [schema ?? {}]).flatMap((branch) => {
    if (Array.isArray(branch['enum'])) return [branch['enum'].join(', ')];
    if (branch['const'] !== undefined) return [String(branch['const'])];
    if (branch['pattern']) return ['`os.environ`, `os.getenv`, `process.env` or `from module import function`'];
    return typeof branch['type'] === 'string' ? [TYPE_WORDS[branch['type']] ?? branch['type']] : [];
  });
  return branches.length > 0 ? `must be ${[...new Set(branches)].join(', or ')}` : (error.message ?? 'is not valid');
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map',
  boolean: 'true or false',
  string: 'text',
  integer: 'a whole number of at least 1',
  number: 'a number',
};

function unknownTopKeys(raw: Raw, { schema }: PolicyCatalog, at: Locate): Finding[] {
  const known = knownKeys(schema);
  const unknown = Object.keys(raw).filter((key) => !known.includes(key) && !LEGACY_KEYS.has(key));
  const typos = unknown.filter((key) => nearest(key, known));
  const foreign = unknown.filter((key) => !typos.includes(key));
  const problems = typos.map((key) =>
    problem('policy/unknown-key', 'critical', at([key], true), `Unknown section \`${key}\`.${suggestion(key, known)}`),
  );
  if (foreign.length > 0) {
    const names = foreign.map((key) => `\`${key}\``).join(', ');
    problems.push(
      problem(
        'policy/unread-section',
        'hint',
        at([foreign[0]!], true),
        `Probity does not read ${names}; kept for other tools.`,
      ),
    );
  }
  return problems;
}

const LEGACY_KEYS = new Set(['required_data_sources', 'name', 'description', 'last_updated', 'metadata']);

function patternProblems(raw: Raw, { sections }: PolicyCatalog, at: Locate, text: string): Finding[] {
  const lists: YamlPath[] = [...sections.map(({ id }) => [id]), ['data_authenticity']].map((path) => [
    ...path,
    'prohibited_patterns',
  ]);
  return lists.flatMap((path) => {
    const list = valueAt(raw, path);
    if (!Array.isArray(list)) return [];
    return list.flatMap((entry, index) => {
      if (typeof entry !== 'string') return [];
      if (!entry.trim()) return [problem('policy/pattern', 'critical', at([...path, index]), 'This pattern is empty.')];
      try {
        parsePattern(entry);
        return [];
      } catch (error) {
        const span = at([...path, index]);
        const reason = firstLine(error instanceof Error ? error.message : String(error)).replace(
          /^error parsing regexp: /,
          '',
        );
        return [
          problem(
            'policy/pattern',
            'critical',
            within(text, span, reason),
            `This regular expression does not compile: ${reason}. (Patterns run in linear time; look-around and back-references are not available.)`,
          ),
        ];
      }
    });
  });
}

/** The part of a pattern that its compiler quotes in back-ticks, else the whole pattern. */
function within(text: string, span: Span, reason: string): Span {
  const quoted = /`([^`]+)`\s*$/.exec(reason)?.[1];
  const at = quoted ? text.indexOf(quoted, span[0]) : -1;
  return quoted && at !== -1 && at < span[1] ? [at, at + quoted.length] : span;
}

const BUILT_IN_SCOPES = Object.keys(SCOPES);

function scopeProblems(raw: Raw, { sections }: PolicyCatalog, at: Locate): Finding[] {
  const scopes = valueAt(raw, ['scopes']);
  const known = [...BUILT_IN_SCOPES, ...(isMap(scopes) ? Object.keys(scopes) : [])];
  return sections.flatMap(({ id }) => {
    return (['exceptions', 'warning_only'] as const).flatMap((key) => {
      const list = valueAt(raw, [id, key]);
      if (!Array.isArray(list)) return [];
      return list.flatMap((name, index) =>
        typeof name === 'string' && !known.includes(name)
          ? [
              problem(
                'policy/unknown-scope',
                'critical',
                at([id, key, index]),
                `No scope is called \`${name}\`.${suggestion(name, known) || ' Define it under `scopes:`.'}`,
              ),
            ]
          : [],
      );
    });
  });
}

const problem = (rule: string, severity: Severity, span: Span, message: string): Finding => ({
  rule,
  section: 'policy',
  severity,
  confidence: 'high',
  span,
  message,
});

function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((one) => ({ one, far: distance(name, one) })).sort((a, b) => a.far - b.far);
  return ranked[0] && ranked[0].far <= Math.min(CLOSE_ENOUGH, Math.floor(name.length / 2)) ? ranked[0].one : undefined;
}

function suggestion(name: string, known: readonly string[]): string {
  const best = nearest(name, known);
  return best ? ` Did you mean \`${best}\`?` : '';
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!.replace(/:$/, '');

function pointerPath(pointer: string, raw: Raw): YamlPath {
  const path: (string | number)[] = [];
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(valueAt(raw, path)) ? Number(key) : key);
  }
  return path;
}

function valueAt(raw: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>((here, key) => (here as Record<string | number, unknown> | undefined | null)?.[key], raw);
}

/** Where the value (or the key) at a path stands. The nearest parent's place where the path does not exist. */
function spanAt(document: Document.Parsed, path: YamlPath, key: boolean): Span {
  let node: ParsedNode | null | undefined = document.contents as ParsedNode | null;
  let span: Span = [0, 1];
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) as ParsedNode | undefined;
    if (isYamlMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(part));
      if (!pair) break;
      const wanted = (key && index === path.length - 1) || !pair.value ? pair.key : pair.value;
      if (wanted.range) span = [wanted.range[0], wanted.range[1]];
      node = pair.value as ParsedNode | null;
    } else if (isSeq(node)) {
      node = node.items[Number(part)] as ParsedNode | undefined;
      if (node?.range) span = [node.range[0], node.range[1]];
    } else break;
  }
  return span;
}

/** Maps merge key by key, anything else is replaced by the later one. */
function merge(base: Raw, over: Raw): Raw {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(result, key) ? result[key] : undefined;
    Object.defineProperty(result, key, {
      value: isMap(value) && isMap(below) ? merge(below, value) : value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return result;
}
