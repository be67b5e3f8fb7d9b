import { type FileReport, placeFindings } from '../engine/audit.ts';
import type { Engine } from '../engine/index.ts';
import type { LanguageId } from '../engine/language.ts';
import type { Policy } from '../engine/policy/policy.ts';
import { createLines } from '../engine/text.ts';
import { readTextFile } from './read.ts';

/** One file to audit. Plain data, so that it can go to a worker. */
export interface Task {
  /** Absolute. */
  readonly path: string;
  /** From the audit's root: how reports name it. */
  readonly shown: string;
  /** From the policy's folder: what scopes are matched against. */
  readonly scopePath: string;
  readonly language: LanguageId;
  /** Absolute path of the policy that decides; undefined for the built-in one. */
  readonly policyFile: string | undefined;
}

/** What holds for all files of an audit. */
export interface Circumstances {
  /** ISO date. */
  readonly today: string;
  /** Leave unread what no rule can fire on. */
  readonly screened: boolean;
}

/** A file that was not read, and why. */
export const skipped = (shown: string, reason: string, expected: boolean): FileReport => ({
  path: shown,
  status: 'skipped',
  reason,
  expected,
  lines: 0,
  findings: [],
});

/** Audits one file whose language is ready. Never throws: what goes wrong is the file's reason. */
export function auditFile(
  engine: Engine,
  task: Task,
  policy: Policy,
  { today, screened }: Circumstances,
  unsaved?: string,
): FileReport {
  const read = unsaved === undefined ? readTextFile(task.path) : { text: unsaved };
  if (!('text' in read)) return skipped(task.shown, read.reason, read.expected);
  const { text } = read;
  try {
    const document = engine.open({ path: task.scopePath, language: task.language, text, policy, today, screened });
    const findings = placeFindings(text, document.findings());
    const status = document.recovered ? 'recovered' : document.unread ? 'screened' : 'analysed';
    return { path: task.shown, language: task.language, status, lines: createLines(text).count, findings };
  } catch (error) {
    return skipped(task.shown, `analysis failed (${error instanceof Error ? error.name : 'error'})`, false);
  }
}
