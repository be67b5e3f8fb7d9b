import { CONFIDENCES, SEVERITIES } from '../finding.ts';
import type { Rule, Section } from '../rule.ts';

/** A JSON Schema (draft-07). */
export type JsonSchema = Readonly<Record<string, unknown>>;

const globs = (description: string): JsonSchema => ({ type: 'array', items: { type: 'string' }, description });
const severity: JsonSchema = { enum: SEVERITIES, description: 'How bad a finding is.' };

/** What a lookup may look like, by language. */
const PYTHON_LOOKUP = String.raw`os\.environ(?:\[.*\])?|os\.getenv(?:\(.*\))?|from\s+[\w.]+\s+import\s+\w+`;
const SCRIPT_LOOKUP = String.raw`process\.env(?:\..*)?|import\s+\{\s*\w+\s*\}\s+from\s+['"].+['"];?`;

const lookup = (forms: string, description: string): JsonSchema => ({
  type: 'string',
  pattern: String.raw`^\s*(?:${forms})\s*$`,
  description,
});
const pythonLookup = lookup(
  PYTHON_LOOKUP,
  '`os.environ`, `os.getenv`, or an import: `from config.secrets_manager import get_required_secret`.',
);
const scriptLookup = lookup(
  SCRIPT_LOOKUP,
  '`process.env`, or an import: `import { requireEnv } from "./config/env.js"`.',
);

/**
 * The JSON Schema of `agent_rules.yaml`, made from the rules and sections themselves.
 * Top-level keys that it does not name are allowed: a policy may carry sections for other tools.
 */
export function policySchema(sections: readonly Section[], rules: readonly Rule[]): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Probity policy (agent_rules.yaml)',
    type: 'object',
    properties: {
      version: { const: 1, description: 'Version of the policy format.' },
      extends: {
        description: 'Policies to start from: paths relative to this file. Later ones and this file win.',
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      },
      exclude: globs('Paths that are not audited at all, as in .gitignore.'),
      min_confidence: { enum: CONFIDENCES, description: 'Findings below this confidence are not reported.' },
      scopes: {
        type: 'object',
        description: 'Named sets of paths, to be used under `exceptions`.',
        additionalProperties: globs('Globs of this scope.'),
      },
      secrets: {
        type: 'object',
        description: 'Where secrets live.',
        additionalProperties: false,
        properties: {
          lookup: {
            description: 'How code reads a secret: one form, or one for each language.',
            anyOf: [
              lookup(`${PYTHON_LOOKUP}|${SCRIPT_LOOKUP}`, 'One form, for the language that it belongs to.'),
              {
                type: 'object',
                additionalProperties: false,
                properties: { python: pythonLookup, javascript: scriptLookup },
              },
            ],
          },
        },
      },
      exceptions: {
        type: 'object',
        description: 'Who may approve exceptions to the rules, and for how long.',
        additionalProperties: false,
        properties: {
          approvers: {
            type: 'array',
            items: { type: 'string' },
            description: 'Names that may approve. Empty: anybody.',
          },
          max_days: { type: 'integer', minimum: 1, description: 'Most days between approval and review.' },
          default_days: {
            type: 'integer',
            minimum: 1,
            description: 'Days until review where the exception names none.',
          },
          never: {
            type: 'array',
            items: { type: 'string' },
            description: 'Rules or sections that no exception can cover.',
          },
        },
      },
      enforcement_level: { type: 'string', description: 'Older form: `strict`, or `advisory` (nothing is critical).' },
      data_authenticity: { type: 'object', description: 'Older form of `synthetic_data` and `data_sources`.' },
      ...Object.fromEntries(sections.map((section) => [section.id, sectionSchema(section, rules)])),
    },
  };
}

function sectionSchema(section: Section, rules: readonly Rule[]): JsonSchema {
  const own = rules.filter((rule) => rule.section === section.id);
  const shared = Object.assign({}, ...own.map(optionSchemas)) as Record<string, JsonSchema>;
  return {
    type: 'object',
    description: section.summary,
    additionalProperties: false,
    properties: {
      enabled: { type: 'boolean', default: true, description: 'Whether this section is checked.' },
      severity: { ...severity, description: `Severity of every rule of the section (default: ${section.severity}).` },
      exceptions: {
        type: 'array',
        items: { type: 'string' },
        default: section.exceptions,
        description: 'Scopes in which this section is silent: `test_files`, `documentation`, or one of `scopes`.',
      },
      warning_only: {
        type: 'array',
        items: { type: 'string' },
        default: section.relaxed,
        description: 'Scopes in which a critical finding is a warning.',
      },
      prohibited_patterns: {
        type: 'array',
        items: { type: 'string' },
        description:
          'Code that may not occur: `np.random` (any use, under any alias), `random.random()` (the call), `fake_data` (names), `/regex/` (text, linear time).',
      },
      rules: {
        type: 'object',
        description: 'Settings of single rules.',
        additionalProperties: false,
        properties: Object.fromEntries(own.map((rule) => [rule.id.slice(section.id.length + 1), ruleSchema(rule)])),
      },
      ...shared,
    },
  };
}

function ruleSchema(rule: Rule): JsonSchema {
  return {
    description: rule.summary,
    anyOf: [
      { enum: ['on', 'off', ...SEVERITIES] },
      { type: 'boolean' },
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          enabled: { type: 'boolean' },
          severity,
          exceptions: { type: 'array', items: { type: 'string' } },
          ...optionSchemas(rule),
        },
      },
    ],
  };
}

function optionSchemas(rule: Rule): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(rule.options ?? {}).map(([name, { schema }]) => [name, schema]));
}

/** The schema of the value at a path of keys; undefined where the schema says nothing of it. */
export function schemaAt(schema: JsonSchema, path: readonly (string | number)[]): JsonSchema | undefined {
  let here: JsonSchema | undefined = schema;
  for (const key of path) {
    here = alternatives(here)
      .map((one) => child(one, key))
      .find((found) => found !== undefined);
    if (!here) return undefined;
  }
  return here;
}

function child(schema: JsonSchema, key: string | number): JsonSchema | undefined {
  const properties = schema['properties'] as Record<string, JsonSchema> | undefined;
  if (properties && Object.hasOwn(properties, key)) return properties[key];
  const rest = typeof key === 'number' ? schema['items'] : schema['additionalProperties'];
  return typeof rest === 'object' ? (rest as JsonSchema) : undefined;
}

const alternatives = (schema: JsonSchema): readonly JsonSchema[] =>
  (schema['anyOf'] as readonly JsonSchema[] | undefined) ?? [schema];

/** The keys that an object at this schema may have. */
export function knownKeys(schema: JsonSchema): string[] {
  return alternatives(schema).flatMap((one) => Object.keys((one['properties'] as object | undefined) ?? {}));
}
