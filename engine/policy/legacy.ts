import type { Section } from '../rule.ts';

/** A policy as it was read: plain data of unknown shape. */
export type Raw = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Levels of `enforcement_level` that do not block. */
const ADVISORY = /^(?:advisory|advise|warn(?:ing)?s?|low|moderate|monitor|permissive|relaxed|audit)$/i;

/**
 * The older form of the policy in today's words: `data_authenticity.prohibited_patterns` belongs to `synthetic_data`,
 * `required_data_sources.allowed_sources` to `data_sources`, and an advisory `enforcement_level` turns every critical
 * section into a warning. What the policy says in today's words wins.
 */
export function modernise(raw: Raw, sections: readonly Section[]): Raw {
  const older = raw['data_authenticity'];
  const authenticity = isMap(older) ? older : {};
  const sources = firstMap(authenticity['required_data_sources'], raw['required_data_sources']);
  const result: Record<string, unknown> = { ...raw };
  const patterns = authenticity['prohibited_patterns'];
  if (Array.isArray(patterns)) {
    const strings = patterns.map(patternText).filter((text) => text !== undefined);
    result['synthetic_data'] = { prohibited_patterns: strings, ...asMap(raw['synthetic_data']) };
  }
  const allowed = sources['allowed_sources'] ?? authenticity['allowed_sources'];
  if (Array.isArray(allowed)) {
    result['data_sources'] = { approved: allowed.filter(isString), ...asMap(raw['data_sources']) };
  }
  const level = raw['enforcement_level'] ?? authenticity['enforcement_level'];
  if (typeof level === 'string' && ADVISORY.test(level.trim())) {
    for (const { id, severity } of sections) {
      if (severity === 'critical') result[id] = { severity: 'warning', ...asMap(result[id]) };
    }
  }
  return result;
}

/** Older patterns come as strings or as `{pattern: …}`. */
function patternText(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  return isMap(entry) && typeof entry['pattern'] === 'string' ? entry['pattern'] : undefined;
}

const isString = (value: unknown): value is string => typeof value === 'string';
const asMap = (value: unknown): Raw => (isMap(value) ? value : {});
const firstMap = (...values: unknown[]): Raw => values.find(isMap) ?? {};
