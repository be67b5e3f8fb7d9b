import type { FactKind, FactOf, Import } from './facts.ts';
import type { Confidence, FixSafety, Severity } from './finding.ts';
import type { LanguageId, Need } from './language.ts';
import type { Options, OptionValues } from './option.ts';
import type { SecretsPolicy } from './policy/policy.ts';
import type { Edit, Span } from './text.ts';

/** What a rule may know besides the fact in its hands. Spans are relative to {@link RuleContext.text}. */
export interface RuleContext<O extends Options = Options> {
  readonly options: OptionValues<O>;
  /** Path of the file from the policy's folder, with `/`. */
  readonly path: string;
  readonly language: LanguageId;
  /** Text of the chunk. */
  readonly text: string;
  readonly secrets: SecretsPolicy;
  /** Whether the file lies in a scope that the policy names (`test_files`). */
  inScope(name: string): boolean;
  /** Whether the file's path matches one of some globs. */
  matches(globs: readonly string[]): boolean;
}

/** What a check says: a place, and the small payload that message and fix are made from. */
export interface Report<D> {
  readonly at: Span;
  readonly data: D;
  /** Differs from the rule's own only where the check knows better. */
  readonly confidence?: Confidence;
  readonly severity?: Severity;
}

/** A whole file's facts, for rules that ask what a file lacks. Spans are absolute. */
export interface FileView {
  facts<K extends FactKind>(kind: K): readonly FactOf<K>[];
  readonly imports: readonly Import[];
  readonly length: number;
  /** Length of the first line. */
  readonly firstLine: number;
}

/** What a fix may use. Spans are those of the finding's payload. */
export interface FixContext<O extends Options = Options> extends RuleContext<O> {
  /**
   * Brings a name into scope and returns the expression that reads it; the edit joins the fix.
   * Throws {@link FixWithheld} where that is not safe.
   */
  bring(need: Need): string;
  /** The expression that reads a name that the file imports already; undefined where it does not. */
  known(need: Need): string | undefined;
  /**
   * Declares `name = value` at module level, unless the file has such a value under another name already.
   * Returns the name to use. Throws {@link FixWithheld} where that is not safe.
   */
  declare(name: string, value: string): string;
}

/** Thrown inside a fix to say that none can be offered here. */
export class FixWithheld extends Error {}

/** An edit that repairs a finding, in the finding's own coordinates. */
export interface FixProposal {
  /** Imperative, without the secret: "Replace `eval` with `ast.literal_eval`". */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Differs from the rule's own only where the fix knows better. */
  readonly safety?: FixSafety;
  /** Said after the fix was applied: "Rotate this key". */
  readonly advice?: string;
}

type Handlers<O extends Options, D> = {
  readonly [K in FactKind]?: (fact: FactOf<K>, context: RuleContext<O>) => Iterable<Report<D>>;
};

/** A piece of source that shows what a rule says. Examples are the rule's tests and its documentation. */
export interface Example {
  readonly language: LanguageId;
  /** Source with a line of `~` under each place that is reported. */
  readonly bad?: string;
  /** Source in which this rule reports nothing. */
  readonly good?: string;
  /** The text of `bad` after every fix of this rule. */
  readonly fixed?: string;
  /** Path of the file, where it matters. */
  readonly path?: string;
  /** Policy for the example, as YAML, where it matters. */
  readonly policy?: string;
  /** What is worth noticing. */
  readonly note?: string;
}

/** One rule, as its file gives it. Its id is its path and its folder is its policy section. */
export interface RuleSpec<O extends Options = Options, D = unknown> {
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly languages: readonly LanguageId[] | 'all';
  /**
   * What a text must hold for the rule to fire: literals in lower case, compared without case, or expressions. The
   * `text` handler looks for itself and is always called. Undefined where the rule may fire on any text.
   */
  readonly anchors?: readonly (string | RegExp)[];
  /** Whether the rule has anything to say about a file at all; true where it is not given. */
  concerns?(context: RuleContext<O>): boolean;
  /**
   * Names under which a policy's `prohibited_patterns` governs this rule: where the policy writes that list and no
   * entry lies under one of them, the rule is off.
   */
  readonly family?: readonly string[];
  /** Off unless the policy turns it on. */
  readonly optional?: boolean;
  /** One line, no period missing. */
  readonly summary: string;
  readonly why: string;
  /** What to do about it, for the hover and the page. */
  readonly remedy: string;
  /** Decisions and limits that a reader of the page should know. */
  readonly notes?: string;
  readonly refs: readonly string[];
  readonly controls?: readonly string[];
  readonly options?: O;
  readonly on?: Handlers<O, D>;
  /** Looks at the whole file once. */
  file?(view: FileView, context: RuleContext<O>): Iterable<Report<D>>;
  message(data: D, context: { readonly options: OptionValues<O>; readonly language: LanguageId }): string;
  readonly fixSafety?: FixSafety;
  /** First is preferred. May throw {@link FixWithheld}. */
  fix?(data: D, context: FixContext<O>): FixProposal | readonly FixProposal[] | undefined;
  readonly examples: readonly Example[];
}

/** A rule with its id. */
export interface Rule extends RuleSpec<Options, unknown> {
  readonly id: string;
  readonly section: string;
}

/** Declares a rule; gives its options and payload their types. */
export function rule<D, O extends Options = Record<never, never>>(spec: RuleSpec<O, D>): RuleSpec<O, D> {
  return spec;
}

/** Names a declared rule. The registry calls it with the path of the rule's file. */
export function named(id: string, spec: RuleSpec<never, never>): Rule {
  return { ...(spec as unknown as RuleSpec), id, section: id.slice(0, id.indexOf('/')) };
}

/** A section of the policy and of the report. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Shown in the report's summary when nothing was found: "No Synthetic Data". */
  readonly goal: string;
  readonly summary: string;
  /** Named scopes that the section leaves out by default. */
  readonly exceptions: readonly string[];
  /** Named scopes in which a critical finding is a warning by default. */
  readonly relaxed: readonly string[];
}
