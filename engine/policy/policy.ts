import type { Confidence, Finding, Severity } from '../finding.ts';
import type { Rule } from '../rule.ts';

/** How code looks a secret up in one language. */
export interface Lookup {
  /** `environ`: `os.environ["X"]`; `getenv`: `os.getenv("X")`; `process-env`: `process.env.X`; `call`: a function. */
  readonly form: 'environ' | 'getenv' | 'process-env' | 'call';
  /** Of `call`: the module and the function to import. */
  readonly module?: string;
  readonly name?: string;
}

export interface SecretsPolicy {
  readonly python: Lookup;
  readonly javascript: Lookup;
}

/** Who may approve exceptions, and for how long. */
export interface ExceptionPolicy {
  /** Names that may approve; empty: anybody. */
  readonly approvers: readonly string[];
  /** Most days between approval and review. */
  readonly maxDays: number;
  /** Days from approval to review where the exception names no review date. */
  readonly defaultDays: number;
  /** Rules (ids, sections or globs) that may not be excepted. */
  readonly never: readonly string[];
}

/** A rule's setting under one policy. */
export interface RuleSetting {
  readonly rule: Rule;
  readonly severity: Severity | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  /** Names of the scopes in which the rule is silent. */
  readonly exceptScopes: readonly string[];
  /** Names of the scopes in which a critical finding is a warning. */
  readonly relaxedScopes: readonly string[];
}

/** A policy, settled: defaults filled in, names checked, globs compiled. */
export interface Policy {
  /** Path of the file that decided; undefined for the built-in policy. */
  readonly source: string | undefined;
  readonly settings: readonly RuleSetting[];
  readonly secrets: SecretsPolicy;
  readonly exceptions: ExceptionPolicy;
  readonly minConfidence: Confidence;
  /** Whether the policy leaves a file out altogether. */
  excludes(path: string): boolean;
  /** Whether a file lies in a named scope. */
  inScope(name: string, path: string): boolean;
  /** Globs of the scopes, for hovers. */
  readonly scopes: Readonly<Record<string, readonly string[]>>;
  /** Equal for two policies under which every file has the same findings. */
  readonly fingerprint: string;
}

/** What loading a policy gives: the policy to use, and what is wrong with the file, in the file's own coordinates. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly problems: readonly Finding[];
  /** Whether the file itself could be used; false: `policy` is the fallback. */
  readonly usable: boolean;
}
