import { type Fact, type FactKind, LOCAL } from './facts.ts';
import { CONFIDENCES, type Confidence, type Severity } from './finding.ts';
import type { LanguageId } from './language.ts';
import { pathTest } from './policy/globs.ts';
import type { Policy, RuleSetting } from './policy/policy.ts';
import { createScreen, type Screen } from './screen.ts';
import type { FileView, Report, RuleContext } from './rule.ts';

/** What a rule said of one place: a finding before it is placed in its file. */
export interface Raw {
  readonly setting: RuleSetting;
  readonly report: Report<unknown>;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
}

/** A rule that threw. */
export interface Broken {
  readonly rule: string;
  readonly error: string;
}

/** The outcome of running rules over some facts. */
export interface Checked {
  readonly raws: readonly Raw[];
  readonly broken: readonly Broken[];
}

type Handler = (fact: Fact, context: RuleContext) => Iterable<Report<unknown>>;
interface Active {
  readonly setting: RuleSetting;
  readonly handlers: Readonly<Partial<Record<FactKind, Handler>>>;
}

/** The rules that hold for one file under one policy. */
export interface Checker {
  readonly policy: Policy;
  /** Runs the rules that look at single facts. */
  chunk(facts: readonly Fact[], text: string): Checked;
  /** Runs the rules that look at the whole file. */
  file(view: FileView, text: string): Checked;
  /** Tells what need not be read; undefined where everything must be. */
  readonly screen: Screen | undefined;
  /** What a rule may know about a chunk of this file. */
  context(setting: RuleSetting, text: string): RuleContext;
}

/** What a rule may know about a file, or about a chunk of it. */
export const ruleContext = (
  policy: Policy,
  setting: RuleSetting,
  path: string,
  language: LanguageId,
  text: string,
): RuleContext => ({
  options: setting.options as RuleContext['options'],
  path,
  language,
  text,
  secrets: policy.secrets,
  inScope: (name) => policy.inScope(name, path),
  matches: (globs) => pathTest(globs)(path),
});

/** Chooses the rules for a file: those whose language it is, that are on and that no scope leaves out. */
export function createChecker(policy: Policy, path: string, language: LanguageId): Checker {
  const context = (setting: RuleSetting, text: string) => ruleContext(policy, setting, path, language, text);
  const active: Active[] = policy.settings
    .filter(
      ({ rule, exceptScopes }) =>
        speaks(rule.languages, language) && !exceptScopes.some((scope) => policy.inScope(scope, path)),
    )
    .filter((setting) => setting.rule.concerns?.(context(setting, '')) ?? true)
    .map((setting) => ({ setting, handlers: (setting.rule.on ?? {}) as Active['handlers'] }));
  const byKind = new Map<FactKind, Active[]>();
  for (const one of active) {
    for (const kind of Object.keys(one.handlers) as FactKind[]) {
      byKind.set(kind, [...(byKind.get(kind) ?? []), one]);
    }
  }
  const whole = active.filter(({ setting }) => setting.rule.file);
  const lowest = CONFIDENCES.indexOf(policy.minConfidence);

  const relax = ({ relaxedScopes }: RuleSetting, severity: Severity): Severity =>
    severity === 'critical' && relaxedScopes.some((scope) => policy.inScope(scope, path)) ? 'warning' : severity;

  const collect = (setting: RuleSetting, reports: () => Iterable<Report<unknown>>, raws: Raw[], broken: Broken[]) => {
    try {
      for (const report of reports()) {
        const confidence = report.confidence ?? setting.rule.confidence;
        if (CONFIDENCES.indexOf(confidence) > lowest) continue;
        raws.push({
          setting,
          report,
          severity: relax(setting, severityOf(setting, report)),
          confidence,
          message: setting.rule.message(report.data, { options: setting.options as RuleContext['options'], language }),
        });
      }
    } catch (error) {
      // The message of a thrown error may quote the source, so only its kind is kept.
      broken.push({ rule: setting.rule.id, error: error instanceof Error ? error.name : 'error' });
    }
  };

  return {
    policy,
    context,
    screen: createScreen(active.map(({ setting }) => setting)),
    chunk(facts, text) {
      const raws: Raw[] = [];
      const broken: Broken[] = [];
      const contexts = new Map<RuleSetting, RuleContext>();
      for (const fact of facts) {
        // No rule has anything to say about a name of unknown origin that is merely read.
        if (fact.kind === 'name' && fact.ref.startsWith(LOCAL)) continue;
        for (const { setting, handlers } of byKind.get(fact.kind) ?? []) {
          let known = contexts.get(setting);
          if (!known) contexts.set(setting, (known = context(setting, text)));
          const own = known;
          collect(setting, () => handlers[fact.kind]!(fact, own), raws, broken);
        }
      }
      return { raws, broken };
    },
    file(view, text) {
      const raws: Raw[] = [];
      const broken: Broken[] = [];
      for (const { setting } of whole) {
        collect(setting, () => setting.rule.file!(view, context(setting, text)), raws, broken);
      }
      return { raws, broken };
    },
  };
}

/** The policy's word, where it differs from the rule's own; else what the check says of this place. */
const severityOf = ({ severity, rule }: RuleSetting, report: Report<unknown>): Severity =>
  (severity === rule.severity ? undefined : severity) ?? report.severity ?? rule.severity;

const speaks = (languages: readonly LanguageId[] | 'all', language: LanguageId): boolean =>
  languages === 'all' || languages.includes(language);
