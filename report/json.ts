import type { AuditReport, FileReport, PlacedFinding } from '../engine/audit.ts';

/** Version of the shape of `audit_report.json`. */
const FORMAT = 1;

/**
 * The report as JSON: seed 001's keys `timestamp, statistics, violations, warnings, summary` for those who read them
 * already, and ours beside them. Criticals are `violations`, all else open is in `warnings`.
 */
export function jsonReport(report: AuditReport): string {
  const all = report.files.flatMap((file) => file.findings.map((finding) => entry(file, finding)));
  const open = all.filter((one) => one.exception?.state !== 'accepted');
  const skipped = report.files.filter((file) => file.status === 'skipped');
  return `${JSON.stringify(
    {
      timestamp: report.startedAt,
      statistics: {
        files_scanned: report.files.length - skipped.length,
        total_lines: report.files.reduce((sum, file) => sum + file.lines, 0),
        seconds: report.seconds,
        coverage: Object.fromEntries(
          (['analysed', 'recovered', 'screened', 'skipped'] as const).map((status) => [
            status,
            report.files.filter((file) => file.status === status).length,
          ]),
        ),
      },
      violations: open.filter((one) => one.severity === 'critical'),
      warnings: open.filter((one) => one.severity !== 'critical'),
      summary: {
        verdict: report.verdict,
        ...report.counts,
        accepted: report.accepted,
        sections: Object.fromEntries(
          report.sections.map(({ id, open: found, accepted }) => [id, { open: found, accepted }]),
        ),
      },
      format: FORMAT,
      engine: report.engineVersion,
      policy: report.policy ?? null,
      fail_on: report.failOn,
      files_of_other_kinds: report.otherKinds,
      exceptions: all.filter((one) => one.exception?.state === 'accepted'),
      not_read: [
        ...skipped.map(({ path, reason, expected }) => ({ file: path, reason, expected: expected ?? false })),
        ...report.files
          .filter((file) => file.status === 'recovered')
          .map(({ path }) => ({ file: path, reason: 'syntax errors', expected: false })),
      ],
    },
    null,
    2,
  )}\n`;
}

function entry(file: FileReport, finding: PlacedFinding) {
  const { rule, section, severity, confidence, message, start, end, code, fix, suppression } = finding;
  return {
    rule,
    category: section,
    severity,
    confidence,
    file: file.path,
    line: start.line + 1,
    column: start.character + 1,
    end_line: end.line + 1,
    end_column: end.character + 1,
    message,
    code: code.trim(),
    fix: fix ?? null,
    ...(suppression ? { exception: suppression } : {}),
  };
}
