import { type Finding, isOpen, SEVERITIES, type Severity } from './finding.ts';
import type { LanguageId } from './language.ts';
import { createLines, type Position } from './text.ts';

/** A finding with its place spelled out and the lines around it, free of secrets. */
export interface PlacedFinding extends Finding {
  readonly start: Position;
  readonly end: Position;
  /** The line of code on which it starts, with every credential in it blotted out. */
  readonly code: string;
}

/**
 * What became of a file. `analysed`; `recovered`: analysed although it does not parse everywhere; `screened`: no rule
 * could have fired; `skipped`: not read, with the reason.
 */
export type FileStatus = 'analysed' | 'recovered' | 'screened' | 'skipped';

export interface FileReport {
  /** From the audit's root, with `/`. */
  readonly path: string;
  readonly language?: LanguageId;
  readonly status: FileStatus;
  /** Why it was skipped. */
  readonly reason?: string;
  /** The skip is by rule and leaves nothing unread that a person wrote (a minified file, a link). */
  readonly expected?: boolean;
  readonly lines: number;
  readonly findings: readonly PlacedFinding[];
}

/** A section's row in the summary. */
export interface SectionSummary {
  readonly id: string;
  readonly title: string;
  readonly goal: string;
  readonly open: number;
  readonly accepted: number;
  readonly worst: Severity | undefined;
  /** Whether any rule of the section looked at any file. */
  readonly checked: boolean;
}

export type Verdict = 'passed' | 'failed' | 'incomplete';

/** The outcome of an audit. Plain data. */
export interface AuditReport {
  /** ISO time at which it began. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly engineVersion: string;
  /** Path of the policy from the root; undefined for the built-in one. */
  readonly policy: string | undefined;
  /** Paths of all policies that decided over some file. */
  readonly policies: readonly string[];
  readonly failOn: Severity;
  readonly files: readonly FileReport[];
  /** Files of kinds that Probity does not read (images, archives, other languages). */
  readonly otherKinds: number;
  readonly sections: readonly SectionSummary[];
  readonly verdict: Verdict;
  readonly counts: Readonly<Record<Severity, number>>;
  readonly accepted: number;
}

/** Places findings in their text. Credentials are blotted out of what is quoted, whichever finding quotes them. */
export function placeFindings(text: string, findings: readonly Finding[]): PlacedFinding[] {
  const lines = createLines(text);
  const blotted = createLines(blotCredentials(text, findings));
  return findings.map((finding) => {
    const start = lines.positionAt(finding.span[0]);
    return {
      ...finding,
      start,
      end: lines.positionAt(finding.span[1]),
      code: blotted.line(start.line),
    };
  });
}

const BLOT = '•';
/** A quoted run of characters that may be a key: long, with letters and digits, and no path or sentence. */
const KEY_LIKE = /(["'`])(?=[^"'`]*\d)(?=[^"'`]*[A-Za-z])([\w+=:-]{16,})\1/g;

/** A value in the query of a URL whose name promises a secret. */
const QUERY_KEY = /([?&][\w-]{0,30}(?:key|token|secret|passw|sig|auth)[\w-]{0,30}=)([^&\s"'`<>]{6,})/gi;

/** The text with credentials replaced by dots of the same length. */
export function blotCredentials(text: string, findings: readonly Finding[]): string {
  let result = text;
  for (const { section, span } of findings) {
    if (section !== 'api_keys') continue;
    const inside = result.slice(span[0], span[1]);
    result = result.slice(0, span[0]) + inside.replace(/[^\s'"`]/g, BLOT) + result.slice(span[1]);
  }
  result = result.replace(QUERY_KEY, (_, name: string, value: string) => name + BLOT.repeat(value.length));
  return result.replace(KEY_LIKE, (_, quote: string, run: string) => quote + BLOT.repeat(run.length) + quote);
}

/** The parts of a report that follow from its files. */
export function summarise(
  files: readonly FileReport[],
  failOn: Severity,
  sections: readonly {
    readonly id: string;
    readonly title: string;
    readonly goal: string;
    readonly checked: boolean;
  }[],
): Pick<AuditReport, 'sections' | 'verdict' | 'counts' | 'accepted'> {
  const all = files.flatMap((file) => file.findings);
  const open = all.filter(isOpen);
  const counts = Object.fromEntries(
    SEVERITIES.map((severity) => [severity, open.filter((one) => one.severity === severity).length]),
  ) as Record<Severity, number>;
  const bar = SEVERITIES.indexOf(failOn);
  const failed = open.some((one) => one.section !== 'analysis' && SEVERITIES.indexOf(one.severity) <= bar);
  // An audit that has read nothing has not passed.
  const unread =
    files.length === 0 ||
    files.some((file) => file.status === 'recovered' || (file.status === 'skipped' && !file.expected)) ||
    all.some((one) => one.rule === 'analysis/rule-error');
  return {
    counts,
    accepted: all.length - open.length,
    verdict: failed ? 'failed' : unread ? 'incomplete' : 'passed',
    sections: sections.map(({ id, title, goal, checked }) => {
      const own = open.filter((one) => one.section === id);
      return {
        id,
        title,
        goal,
        checked,
        open: own.length,
        accepted: all.filter((one) => one.section === id).length - own.length,
        worst: SEVERITIES.find((severity) => own.some((one) => one.severity === severity)),
      };
    }),
  };
}

/** Exit codes of every command: the audit's verdict, or 2 where it could not run at all. */
export const EXIT = { passed: 0, failed: 1, unusable: 2, incomplete: 3 } as const;
