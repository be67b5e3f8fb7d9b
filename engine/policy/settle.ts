import type { Confidence, Severity } from '../finding.ts';
import { named, type Rule, type Section } from '../rule.ts';
import { pathTest } from './globs.ts';
import { isMap, type Raw } from './legacy.ts';
import { canonicalName, parsePattern, patternRule } from './pattern.ts';
import type { ExceptionPolicy, Lookup, Policy, RuleSetting, SecretsPolicy } from './policy.ts';

/** Scopes that every policy has unless it says otherwise. */
export const SCOPES: Readonly<Record<string, readonly string[]>> = {
  test_files: [
    'test_*.py',
    '*_test.py',
    'conftest.py',
    '*.test.*',
    '*.spec.*',
    '**/tests/**',
    '**/test/**',
    '**/__tests__/**',
    '**/testing/**',
    '**/_testing/**',
    '**/testdata/**',
    '**/test-data/**',
    '**/fixtures/**',
  ],
  documentation: ['*.md', '*.rst', '**/docs/**', '**/doc/**'],
  examples: ['**/examples/**', '**/example/**', '**/samples/**', '**/demo/**'],
  command_line: [
    'cli.py',
    '__main__.py',
    'manage.py',
    'setup.py',
    'cli.ts',
    'cli.js',
    '**/cli/**',
    '**/bin/**',
    '**/scripts/**',
  ],
  env_templates: ['.env.example', '.env.sample', '.env.template', '.env.dist', '*.env.example', 'example.env'],
};

const EXCLUDED = [
  '**/node_modules/**',
  '**/.git/**',
  '**/.venv/**',
  '**/venv/**',
  '**/__pycache__/**',
  '**/.secrets/**',
];

/** Fills in the defaults of a validated policy. Values of the wrong type fall back to the default. */
export function settlePolicy(
  raw: Raw,
  source: string | undefined,
  rules: readonly Rule[],
  sections: readonly Section[],
): Policy {
  const scopes = { ...SCOPES, ...stringLists(raw['scopes']) };
  const tests = new Map(Object.entries(scopes).map(([name, globs]) => [name, pathTest(globs)]));
  const exclude = strings(raw['exclude']) ?? [];
  return {
    source,
    settings: sections.flatMap((section) => sectionSettings(section, asMap(raw[section.id]), rules)),
    secrets: secretsPolicy(asMap(raw['secrets'])['lookup']),
    exceptions: exceptionPolicy(asMap(raw['exceptions'])),
    minConfidence: oneOf<Confidence>(raw['min_confidence'], ['high', 'medium', 'low']) ?? 'medium',
    excludes: pathTest([...EXCLUDED, ...exclude]),
    inScope: (name, path) => tests.get(name)?.(path) ?? false,
    scopes,
    fingerprint: JSON.stringify([source, raw]),
  };
}

function sectionSettings(section: Section, raw: Raw, rules: readonly Rule[]): RuleSetting[] {
  const enabled = raw['enabled'] !== false;
  const severity = severityOf(raw['severity']);
  const exceptScopes = strings(raw['exceptions']) ?? section.exceptions;
  const relaxedScopes = strings(raw['warning_only']) ?? section.relaxed;
  const patterns = strings(raw['prohibited_patterns'])?.flatMap(usablePattern);
  const overrides = asMap(raw['rules']);
  const settings: RuleSetting[] = [];
  for (const rule of rules) {
    if (rule.section !== section.id) continue;
    const own = overrides[rule.id.slice(section.id.length + 1)];
    const map = asMap(own);
    const set =
      typeof own === 'boolean'
        ? own
        : own === undefined || map['enabled'] === undefined
          ? undefined
          : map['enabled'] !== false;
    const on = own === 'off' ? false : own === undefined ? undefined : (set ?? true);
    const governed = !rule.family || !patterns || patterns.some((pattern) => liesUnder(pattern, rule.family!));
    if (!enabled || !(on ?? (governed && !rule.optional))) continue;
    settings.push({
      rule,
      severity: severityOf(own) ?? severityOf(map['severity']) ?? severity ?? undefined,
      options: optionsOf(rule, { ...raw, ...map }),
      exceptScopes: strings(map['exceptions']) ?? exceptScopes,
      relaxedScopes,
    });
  }
  if (enabled && patterns && patterns.length > 0) {
    const rule = named(`${section.id}/prohibited-pattern`, patternRule(patterns.map(parsePattern)));
    settings.push({ rule, severity: severity ?? section.severity, options: {}, exceptScopes, relaxedScopes });
  }
  return settings;
}

/** A pattern that does not compile was reported when the policy was loaded. */
function usablePattern(source: string): string[] {
  try {
    parsePattern(source);
    return [source];
  } catch {
    return [];
  }
}

/** Whether a pattern is one of some names, or lies below one. */
export function liesUnder(pattern: string, family: readonly string[]): boolean {
  const name = canonicalName(pattern);
  return family.some((top) => name === top || name.startsWith(`${top}.`));
}

function optionsOf(rule: Rule, raw: Raw): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(rule.options ?? {}).map(([name, { fallback }]) => [
      name,
      Object.hasOwn(raw, name) && sameKind(raw[name], fallback) ? raw[name] : fallback,
    ]),
  );
}

const sameKind = (value: unknown, fallback: unknown): boolean =>
  Array.isArray(fallback) ? strings(value) !== undefined : typeof value === typeof fallback;

function secretsPolicy(raw: unknown): SecretsPolicy {
  const map = asMap(raw);
  const given = (key: 'python' | 'javascript') => {
    const text = typeof raw === 'string' ? raw : map[key];
    return typeof text === 'string' ? lookupOf(text)[key] : undefined;
  };
  return { python: given('python') ?? { form: 'environ' }, javascript: given('javascript') ?? { form: 'process-env' } };
}

/** A lookup as the policy writes it; which language it is for follows from its form. */
function lookupOf(text: string): { readonly python?: Lookup; readonly javascript?: Lookup } {
  const python = /^\s*from\s+([\w.]+)\s+import\s+(\w+)\s*$/.exec(text);
  if (python) return { python: { form: 'call', module: python[1]!, name: python[2]! } };
  const javascript = /^\s*import\s+\{\s*(\w+)\s*\}\s+from\s+['"](.+)['"];?\s*$/.exec(text);
  if (javascript) return { javascript: { form: 'call', module: javascript[2]!, name: javascript[1]! } };
  if (/^\s*os\.getenv/.test(text)) return { python: { form: 'getenv' } };
  if (/^\s*process\.env/.test(text)) return { javascript: { form: 'process-env' } };
  return /^\s*os\.environ/.test(text) ? { python: { form: 'environ' } } : {};
}

function exceptionPolicy(raw: Raw): ExceptionPolicy {
  return {
    approvers: strings(raw['approvers']) ?? [],
    maxDays: days(raw['max_days']) ?? 365,
    defaultDays: days(raw['default_days']) ?? 90,
    never: strings(raw['never']) ?? ['api_keys'],
  };
}

const days = (value: unknown): number | undefined => (typeof value === 'number' && value >= 1 ? value : undefined);
const asMap = (value: unknown): Raw => (isMap(value) ? value : {});
const severityOf = (value: unknown) => oneOf<Severity>(value, ['critical', 'warning', 'info', 'hint']);

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((one) => one === value);
}

function strings(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : undefined;
}

function stringLists(value: unknown): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(asMap(value)).flatMap(([name, globs]) => (strings(globs) ? [[name, strings(globs)!]] : [])),
  );
}
