import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';
import type { AuditReport } from '../engine/audit.ts';
import type { Finding } from '../engine/finding.ts';
import { createLines, type Lines } from '../engine/text.ts';
import { audit, UnusableInput } from '../host/audit.ts';
import { readTextFile } from '../host/read.ts';
import { textReport } from '../report/text.ts';
import type { AuditAnswer } from './protocol.ts';
import { pathOf, uriOf, type Workspace } from './workspace.ts';

/** What the audit gives back besides its answer: the findings of a file that is not open. */
export type Publish = (uri: string, findings: readonly Finding[], lines: Lines) => void;

/** Audits every folder of the workspace; files appear as they are done. */
export async function auditWorkspace(
  workspace: Workspace,
  version: string,
  progress: WorkDoneProgressReporter,
  token: CancellationToken,
  publish: Publish,
): Promise<AuditAnswer> {
  const overlay = new Map(
    [...workspace.files.values()].map((file) => [pathOf(file.uri, workspace.folders), file.document.text]),
  );
  const reports: AuditReport[] = [];
  progress.begin('Compliance audit', 0, undefined, true);
  try {
    for (const folder of workspace.folders) {
      reports.push(
        await audit(workspace.engine, {
          paths: [folder],
          failOn: 'critical',
          version,
          now: new Date(`${workspace.today()}T${new Date().toISOString().slice(11)}`),
          overlay,
          policies: workspace.policies,
          cancelled: () => token.isCancellationRequested,
          progress(file, done, total, path) {
            if (done % 10 === 0) progress.report(Math.floor((100 * done) / total), `${done} of ${total} files`);
            if (overlay.has(path)) return;
            const read = file.findings.length > 0 ? readTextFile(path) : undefined;
            publish(uriOf(path), file.findings, createLines(read && 'text' in read ? read.text : ''));
          },
        }),
      );
    }
  } catch (error) {
    if (!(error instanceof UnusableInput)) throw error;
    return {
      verdict: 'unusable',
      summary: error.message,
      report: [
        error.message,
        ...error.problems.map((one) => `${one.file}:${one.line}:${one.column}: ${one.message}`),
      ].join('\n'),
    };
  } finally {
    progress.done();
  }
  return answer(reports, token.isCancellationRequested);
}

function answer(reports: readonly AuditReport[], cancelled: boolean): AuditAnswer {
  const sum = (of: (report: AuditReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  const verdict = cancelled
    ? 'cancelled'
    : ((['failed', 'incomplete'] as const).find((one) => reports.some((report) => report.verdict === one)) ?? 'passed');
  const found = `${sum((report) => report.counts.critical)} critical, ${sum((report) => report.counts.warning)} warnings in ${sum((report) => report.files.length)} files`;
  const words = {
    passed: 'Compliance audit passed',
    failed: 'Compliance audit failed',
    incomplete: 'Compliance audit incomplete: not every file could be read',
    cancelled: 'Compliance audit cancelled',
  };
  return {
    verdict,
    summary: `${words[verdict]}: ${found}.`,
    report: reports
      .map((report) => textReport(report, { color: false, ascii: false, limit: Number.POSITIVE_INFINITY }))
      .join('\n'),
  };
}
