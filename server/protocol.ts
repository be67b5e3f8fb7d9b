/** What client and server say to each other beyond the Language Server Protocol. */

/** A place in a file, as the protocol counts. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** Request: audit every workspace folder. Takes a `workDoneToken`; results are published file by file. */
export const AUDIT = 'probity/audit';
export interface AuditAnswer {
  readonly verdict: 'passed' | 'failed' | 'incomplete' | 'cancelled' | 'unusable';
  /** One line for a message. */
  readonly summary: string;
  /** The whole report as text. */
  readonly report: string;
}

/** Request: the edits of all fixes in the workspace. */
export const FIX_ALL = 'probity/fixAll';
export interface FixAllQuestion {
  /** Also fixes that change behaviour. */
  readonly review: boolean;
}
export interface FixAllAnswer {
  readonly files: readonly {
    readonly uri: string;
    readonly edits: readonly { readonly start: Place; readonly end: Place; readonly text: string }[];
  }[];
  readonly fixes: number;
}

/** Request: what a new exception for the finding at a place needs. */
export const EXCEPTION_DEFAULTS = 'probity/exceptionDefaults';
export interface ExceptionDefaultsQuestion {
  readonly uri: string;
  readonly at: Place;
  readonly rule?: string;
}
export interface ExceptionDefaultsAnswer {
  /** Set where no exception can be made; says why. */
  readonly refusal?: string;
  readonly rule?: string;
  readonly message?: string;
  readonly today?: string;
  readonly reviewBy?: string;
  readonly latestReview?: string;
  readonly approvers?: readonly string[];
  readonly shortestJustification?: number;
}

/** Request: the edit that adds an exception. */
export const ADD_EXCEPTION = 'probity/addException';
export interface AddExceptionQuestion extends ExceptionDefaultsQuestion {
  readonly form: {
    readonly justification: string;
    readonly risk: string;
    readonly mitigation: string;
    readonly approver: string;
    readonly approvedOn: string;
    readonly reviewBy: string;
  };
}
export interface AddExceptionAnswer {
  readonly refusal?: string;
  readonly at?: Place;
  readonly text?: string;
  readonly version?: number;
}

/** Request: a rule's page as Markdown; undefined where there is no such rule. */
export const EXPLAIN = 'probity/explain';

/** Request: the text of a new policy. */
export const POLICY_TEMPLATE = 'probity/policyTemplate';

/** Request: the policy file that decides over a file; undefined for the built-in policy. */
export const POLICY_OF = 'probity/policyOf';

/** Commands of code actions, handled by the client. */
export const COMMANDS = {
  addException: 'probity.addException',
  explain: 'probity.explainRule',
  /** Shows a text: what to do after a fix. */
  advise: 'probity.advise',
} as const;
