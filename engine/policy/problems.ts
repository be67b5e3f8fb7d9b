import { distance } from 'fastest-levenshtein';
import type { Finding, Severity } from '../finding.ts';
import type { Span } from '../text.ts';
import { isMap, type Raw } from './legacy.ts';
import type { PolicyCatalog, SchemaError } from './load.ts';
import { parsePattern } from './pattern.ts';
import type { YamlPath } from './place.ts';
import { type JsonSchema, knownKeys, schemaAt } from './schema.ts';
import { liesUnder, SCOPES } from './settle.ts';

/** What can be wrong with a policy that is YAML: each check gives its findings at their places in the file. */

const CLOSE_ENOUGH = 3;

export type Locate = (path: YamlPath, key?: boolean) => Span;

export function schemaProblems(raw: Raw, { schema, validate }: PolicyCatalog, at: Locate): Finding[] {
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
    if (Array.isArray(branch['enum'])) return [`one of ${branch['enum'].join(', ')}`];
    if (branch['const'] !== undefined) return [String(branch['const'])];
    if (branch['pattern']) return [String(branch['description']).replace(/\.$/, '')];
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

export function unknownTopKeys(raw: Raw, { schema }: PolicyCatalog, at: Locate): Finding[] {
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

export function patternProblems(raw: Raw, { sections }: PolicyCatalog, at: Locate, text: string): Finding[] {
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

export function scopeProblems(raw: Raw, { sections }: PolicyCatalog, at: Locate): Finding[] {
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

export const problem = (rule: string, severity: Severity, span: Span, message: string): Finding => ({
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

export const firstLine = (text: string): string => text.split('\n', 1)[0]!.replace(/:$/, '');

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

/** Names under `exceptions.never` that are no rule and no section. */
export function neverProblems(raw: Raw, { sections, rules }: PolicyCatalog, at: Locate): Finding[] {
  const list = valueAt(raw, ['exceptions', 'never']);
  const known = [...sections.flatMap(({ id }) => [id, `${id}/prohibited-pattern`]), ...rules.map(({ id }) => id)];
  return (Array.isArray(list) ? list : []).flatMap((name, index) =>
    typeof name === 'string' && !known.includes(name.replace(/\/\*$/, ''))
      ? [
          problem(
            'policy/unknown-rule',
            'critical',
            at(['exceptions', 'never', index]),
            `No rule or section is called \`${name}\`.${suggestion(name, known)}`,
          ),
        ]
      : [],
  );
}

/** Says which rules a list of patterns switches off, since nobody would guess it. */
export function governedProblems(raw: Raw, { rules }: PolicyCatalog, at: Locate): Finding[] {
  return rules.flatMap(({ id, section, family }) => {
    const list = valueAt(raw, [section, 'prohibited_patterns']);
    const own = valueAt(raw, [section, 'rules', id.slice(section.length + 1)]);
    if (!family || own !== undefined || !Array.isArray(list)) return [];
    if (list.some((entry) => typeof entry === 'string' && liesUnder(entry, family))) return [];
    const message = `No entry lies under \`${family[0]}\`, so the rule \`${id}\` is off. Add \`${family[0]}\` to prohibit it again.`;
    return [problem('policy/rule-off', 'info', at([section, 'prohibited_patterns'], true), message)];
  });
}
