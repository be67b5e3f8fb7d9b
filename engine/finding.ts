import type { Span } from './text.ts';

/** How bad it is. The policy may set it per section and per rule. */
export type Severity = 'critical' | 'warning' | 'info' | 'hint';
/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info', 'hint'];

/** How sure the rule is, kept apart from how bad it would be. */
export type Confidence = 'high' | 'medium' | 'low';
/** Surest first. */
export const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low'];

/**
 * What a fix may do. `safe`: keeps behaviour or makes it strictly safer, may run on save; `review`: changes behaviour,
 * offered as a quick-fix only; `guidance`: words and no edit.
 */
export type FixSafety = 'safe' | 'review' | 'guidance';

/** State of an exception comment. Only `accepted` hides a finding. */
export type ExceptionState = 'accepted' | 'under-review' | 'incomplete' | 'expired' | 'refused';

/** The exception that covers a finding. */
export interface Suppression {
  readonly state: ExceptionState;
  readonly justification: string;
  readonly risk?: string;
  readonly mitigation?: string;
  readonly approver?: string;
  /** ISO date. */
  readonly approvedOn?: string;
  /** ISO date. */
  readonly reviewBy?: string;
  /** Where the exception stands in the same file. */
  readonly span: Span;
}

/** One violation of the policy at one place. Plain data; carries no secret. */
export interface Finding {
  /** `category/name`. */
  readonly rule: string;
  /** The policy section: `security`. */
  readonly section: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly span: Span;
  readonly message: string;
  readonly fix?: FixSafety;
  readonly suppression?: Suppression;
}

/** Whether a finding counts against the audit. */
export const isOpen = (finding: Finding): boolean => finding.suppression?.state !== 'accepted';

/** Order for output: worst first, then by place. */
export function byWeight(a: Finding, b: Finding): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.span[0] - b.span[0];
}
