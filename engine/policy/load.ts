import { isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Finding } from '../finding.ts';
import type { Rule, Section } from '../rule.ts';
import type { Span } from '../text.ts';
import { isMap, modernise, type Raw } from './legacy.ts';
import { spanAt, type YamlPath } from './place.ts';
import type { LoadedPolicy } from './policy.ts';
import {
  firstLine,
  governedProblems,
  neverProblems,
  patternProblems,
  problem,
  schemaProblems,
  scopeProblems,
  unknownTopKeys,
} from './problems.ts';
import type { JsonSchema } from './schema.ts';
import { settlePolicy } from './settle.ts';

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

const MAX_ALIASES = 100;

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
    ...neverProblems(map, catalog, at),
    ...governedProblems(map, catalog, at),
  );
  return { raw: map, problems: problems.sort((a, b) => a.span[0] - b.span[0]) };
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
