import type { ExceptionState, Finding, Severity, Suppression } from '../finding.ts';
import type { Directive } from '../language.ts';
import type { ExceptionPolicy } from '../policy/policy.ts';
import type { Span } from '../text.ts';
import { type ExceptionText, parseDirective } from './directive.ts';

/** Shortest justification that says something (CodeQL's figure for its own suppressions). */
export const SHORTEST_JUSTIFICATION = 25;
const DAY = 86_400_000;
const DUE_SOON_DAYS = 14;
const DEFAULT_SECTION = 'security';

interface Assessment {
  readonly suppression: Suppression;
  /** What to say at the exception itself, and where; undefined where there is nothing to say. */
  readonly remark?: { readonly rule: string; readonly severity: Severity; readonly message: string };
}

/**
 * Marks the findings that an exception covers, and adds what is to be said about the exceptions themselves.
 * An exception covers the statement that follows it, for the rules that it names (without names: the `security`
 * section, as in seed 001). Only an accepted one hides its findings.
 */
export function applyExceptions(
  findings: readonly Finding[],
  directives: readonly Directive[],
  policy: ExceptionPolicy,
  today: string,
): Finding[] {
  if (directives.length === 0) return [...findings];
  const remarks: Finding[] = [];
  const marked = [...findings];
  for (const directive of directives) {
    const text = parseDirective(directive);
    const { suppression, remark } = assess(text, directive.span, policy, today);
    const covered = marked.flatMap((finding, index) => (covers(directive, text, finding) ? [index] : []));
    for (const index of covered)
      marked[index] = { ...marked[index]!, suppression: forRule(suppression, marked[index]!, policy) };
    if (remark) remarks.push(remarkAt(directive, remark));
    const refused = covered.find(
      (index) => marked[index]!.suppression!.state === 'refused' && suppression.state !== 'refused',
    );
    if (refused !== undefined) {
      remarks.push(
        remarkAt(directive, {
          rule: 'exceptions/not-allowed',
          severity: 'critical',
          message: `The policy allows no exception from \`${marked[refused]!.rule}\`, so the finding stands. Repair the code.`,
        }),
      );
    }
    if (covered.length === 0) {
      remarks.push(
        remarkAt(directive, {
          rule: 'exceptions/unused',
          severity: 'warning',
          message: 'This exception covers nothing: the next statement has no such finding. Remove it.',
        }),
      );
    }
  }
  return [...marked, ...remarks];
}

function covers(directive: Directive, { rules }: ExceptionText, finding: Finding): boolean {
  const { covers } = directive;
  if (!covers || finding.span[0] < covers[0] || finding.span[0] >= covers[1]) return false;
  return rules.length === 0 ? finding.section === DEFAULT_SECTION : rules.some((rule) => names(rule, finding));
}

const names = (pattern: string, finding: Finding): boolean =>
  pattern === finding.rule || pattern.replace(/\/\*$/, '') === finding.section;

const forRule = (suppression: Suppression, finding: Finding, policy: ExceptionPolicy): Suppression =>
  policy.never.some((pattern) => names(pattern, finding)) ? { ...suppression, state: 'refused' } : suppression;

const remarkAt = (directive: Directive, remark: NonNullable<Assessment['remark']>): Finding => ({
  ...remark,
  section: 'exceptions',
  confidence: 'high',
  span: directive.lines[0]?.span ?? directive.span,
});

/** Decides an exception's state. */
function assess(text: ExceptionText, span: Span, policy: ExceptionPolicy, today: string): Assessment {
  const approval = parseApproval(text.approval);
  const reviewBy = text.reviewBy ?? (approval.date ? addDays(approval.date, policy.defaultDays) : undefined);
  const outcome = (state: ExceptionState, severity?: Severity, message?: string): Assessment => ({
    suppression: {
      state,
      span,
      justification: text.justification ?? '',
      ...(text.risk ? { risk: text.risk } : {}),
      ...(text.mitigation ? { mitigation: text.mitigation } : {}),
      ...(approval.name ? { approver: approval.name } : {}),
      ...(approval.date ? { approvedOn: approval.date } : {}),
      ...(reviewBy ? { reviewBy } : {}),
    },
    ...(message && severity
      ? { remark: { rule: `exceptions/${state === 'accepted' ? 'due' : state}`, severity, message } }
      : {}),
  });
  const missing = [
    ...((text.justification?.length ?? 0) < SHORTEST_JUSTIFICATION
      ? [`a justification of at least ${SHORTEST_JUSTIFICATION} characters`]
      : []),
    ...(text.risk ? [] : ['`Risk assessment:`']),
    ...(text.mitigation ? [] : ['`Mitigation:`']),
    ...(text.approval ? [] : ['`Approval: Name - YYYY-MM-DD`']),
  ];
  if (missing.length > 0)
    return outcome('incomplete', 'warning', `This exception lacks ${missing.join(' and ')}, so the finding stands.`);
  if (isTemplate(text.approval!)) {
    return outcome(
      'under-review',
      'warning',
      'Nobody has approved this exception yet, so the finding stands. Replace `[Your Name] - [Date]` with the approver and the date.',
    );
  }
  if (!approval.name || !approval.date)
    return outcome('incomplete', 'warning', 'The approval is not `Name - YYYY-MM-DD`, so the finding stands.');
  if (!reviewBy || !isDate(reviewBy))
    return outcome('incomplete', 'warning', 'The review date is not a date like 2026-04-30, so the finding stands.');
  if (approval.date > today)
    return outcome(
      'refused',
      'warning',
      `The approval is dated ${approval.date}, which is in the future, so the finding stands.`,
    );
  if (policy.approvers.length > 0 && !policy.approvers.includes(approval.name)) {
    return outcome(
      'refused',
      'warning',
      `${approval.name} may not approve exceptions under this policy (approvers: ${policy.approvers.join(', ')}), so the finding stands.`,
    );
  }
  if (daysBetween(approval.date, reviewBy) > policy.maxDays) {
    return outcome(
      'refused',
      'warning',
      `This exception runs longer than the policy's ${policy.maxDays} days, so the finding stands.`,
    );
  }
  if (today > reviewBy)
    return outcome(
      'expired',
      'warning',
      `This exception expired on ${reviewBy}, so the finding stands. Review it and renew the dates, or repair the code.`,
    );
  const left = daysBetween(today, reviewBy);
  if (left <= DUE_SOON_DAYS)
    return outcome(
      'accepted',
      'info',
      `This exception is due for review on ${reviewBy} (${left === 0 ? 'today' : `in ${left} days`}).`,
    );
  return outcome('accepted');
}

const isTemplate = (approval: string): boolean =>
  /\[[^\]]*\]|<[^>]*>|^(?:tbd|todo|pending|your name)\b/i.test(approval);

function parseApproval(text: string | undefined): { name?: string; date?: string } {
  if (!text) return {};
  const date = /\d{4}-\d{2}-\d{2}/.exec(text);
  if (!date || !isDate(date[0])) return {};
  const name = text
    .slice(0, date.index)
    .replace(/[\s,(–—-]+$/, '')
    .trim();
  return { ...(name ? { name } : {}), date: date[0] };
}

/** An ISO date that exists. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The ISO date some days after another. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
