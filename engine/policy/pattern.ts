import { RE2JS } from 're2js';
import { CUSTOMARY } from '../names.ts';
import type { RuleSpec } from '../rule.ts';
import { rule } from '../rule.ts';
import type { Span } from '../text.ts';

/** One entry of `prohibited_patterns`, understood. */
export type Pattern =
  | { readonly form: 'regex'; readonly source: string; readonly regex: RE2JS }
  /** A dotted name: any use of it, or of what lies below it. */
  | { readonly form: 'path'; readonly source: string; readonly path: string; readonly callOnly: boolean }
  /** A single word: names that contain it as a word. */
  | { readonly form: 'word'; readonly source: string; readonly words: string; readonly callOnly: boolean };

/** A pattern's name with customary short names written out: `np.random` is `numpy.random`. */
export function canonicalName(pattern: string): string {
  const name = pattern.trim().replace(/\(\s*\)?$/, '');
  const dot = name.indexOf('.');
  const head = dot === -1 ? name : name.slice(0, dot);
  return dot !== -1 && Object.hasOwn(CUSTOMARY, head) ? CUSTOMARY[head] + name.slice(dot) : name;
}

/**
 * Reads one entry of `prohibited_patterns`.
 * @throws an error whose message names the mistake where the entry is a regular expression that does not compile
 */
export function parsePattern(source: string): Pattern {
  const text = source.trim();
  const literal = /^\/(.+)\/([ims]*)$/s.exec(text);
  if (literal) return { form: 'regex', source, regex: compile(literal[1]!, literal[2]!) };
  const callOnly = /\(\s*\)?$/.test(text);
  const name = canonicalName(text);
  if (/^[\w$]+$/.test(name)) return { form: 'word', source, words: snake(name), callOnly };
  if (/^[\w$]+(?:\.[\w$]+)+\.?$/.test(name)) return { form: 'path', source, path: name.replace(/\.$/, ''), callOnly };
  return { form: 'regex', source, regex: compile(RE2JS.quote(text), 'i') };
}

const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};

const compile = (pattern: string, flags: string): RE2JS =>
  RE2JS.compile(
    pattern,
    [...flags].reduce((bits, flag) => bits | (FLAGS[flag] ?? 0), 0),
  );

/** `generateFakeData` and `GENERATE_FAKE_DATA` as `generate_fake_data`. */
const snake = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();

/** The rule that a section's `prohibited_patterns` makes. */
export function patternRule(patterns: readonly Pattern[]): RuleSpec<never, never> {
  const regexes = patterns.filter((pattern) => pattern.form === 'regex');
  const names = patterns.filter((pattern) => pattern.form !== 'regex');
  const report = (at: Span, path: string, isCall: boolean) => {
    const hit = names.find((pattern) => matchesName(pattern, path, isCall));
    return hit ? [{ at, data: hit.source }] : [];
  };
  return rule<string>({
    severity: 'critical',
    confidence: 'high',
    languages: 'all',
    anchors: names.map((pattern) =>
      pattern.form === 'path' ? lastPart(pattern.path).toLowerCase() : pattern.words.split('_')[0]!,
    ),
    summary: "Code that the policy's `prohibited_patterns` names.",
    why: 'Your team decided that this does not belong in the code base.',
    remedy: 'Use what the policy approves, or have an exception approved.',
    refs: [],
    on: {
      call: (call) => report(call.calleeSpan, call.callee, true),
      // A name that ends in a call is what the call gave.
      name: (use) => (use.ref.endsWith('()') ? [] : report(use.span, use.ref, false)),
      import: (item) => (item.module.includes('.') ? [] : report(item.moduleSpan, item.module, false)),
      assign: (item) => report(item.targetSpan, lastPart(item.target), false),
      definition: (item) => report(item.nameSpan, item.name, false),
      *text(raw, { path }) {
        // The policy itself names what it prohibits.
        if (path.endsWith('agent_rules.yaml')) return;
        for (const { regex, source } of regexes) {
          const matcher = regex.matcher(raw.text);
          while (matcher.find()) {
            if (matcher.end() > matcher.start()) yield { at: [matcher.start(), matcher.end()], data: source };
          }
        }
      },
    },
    message: (source) =>
      `The policy prohibits \`${source}\`. Use what the policy approves, or have an exception approved.`,
    examples: [],
  }) as RuleSpec<never, never>;
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

function matchesName(pattern: Exclude<Pattern, { form: 'regex' }>, path: string, isCall: boolean): boolean {
  if (pattern.callOnly && !isCall) return false;
  if (pattern.form === 'path') {
    const bare = path.startsWith('%') ? path.slice(1) : path;
    const found = path.startsWith('%') && bare !== pattern.path ? '' : bare;
    return pattern.callOnly ? found === pattern.path : found === pattern.path || startsBelow(found, pattern.path);
  }
  return (
    `_${snake(lastPart(path))}_`.includes(`_${pattern.words}_`) ||
    (!path.startsWith('%') && startsBelow(path, pattern.words))
  );
}

const startsBelow = (path: string, top: string): boolean =>
  path.startsWith(top) && (path[top.length] === '.' || path[top.length] === '(');
