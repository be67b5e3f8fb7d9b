import type { RuleSetting } from './policy/policy.ts';

/** Tells which texts a set of rules cannot say anything about, without parsing them. */
export interface Screen {
  /** Whether some rule might fire on a text. */
  hits(text: string): boolean;
}

/**
 * The screen of a set of rules; undefined where one of them may fire on any text.
 * Handlers of raw text look for themselves and do not count.
 */
export function createScreen(settings: readonly RuleSetting[]): Screen | undefined {
  const literals = new Set<string>();
  const expressions: RegExp[] = [];
  for (const { rule } of settings) {
    if (rule.file) return undefined;
    if (!Object.keys(rule.on ?? {}).some((kind) => kind !== 'text')) continue;
    if (!rule.anchors) return undefined;
    for (const anchor of rule.anchors) {
      if (typeof anchor === 'string') literals.add(anchor);
      else if (!expressions.some((one) => one.source === anchor.source)) expressions.push(anchor);
    }
  }
  const lower = union([...literals].map((literal) => literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')));
  const exact = union(expressions.filter(({ flags }) => !flags.includes('i')).map(({ source }) => source));
  const either = union(
    expressions.filter(({ flags }) => flags.includes('i')).map(({ source }) => source),
    'i',
  );
  return {
    hits: (text) => exact?.test(text) || either?.test(text) || lower?.test(text.toLowerCase()) || false,
  };
}

const union = (sources: readonly string[], flags = ''): RegExp | undefined =>
  sources.length === 0 ? undefined : new RegExp(sources.map((source) => `(?:${source})`).join('|'), flags);
