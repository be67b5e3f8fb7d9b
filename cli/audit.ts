import { writeFileSync } from 'node:fs';
import { type AuditReport, EXIT } from '../engine/audit.ts';
import type { Severity } from '../engine/finding.ts';
import { audit, UnusableInput } from '../host/audit.ts';
import { jsonReport } from '../report/json.ts';
import { sarifReport } from '../report/sarif.ts';
import { textReport } from '../report/text.ts';
import { buildId, createNodeEngine, toTerminal, version, wantsColor } from './context.ts';

export interface AuditFlags {
  readonly format: 'text' | 'json' | 'sarif';
  readonly output?: string;
  readonly category?: string;
  readonly failOn: Severity;
  readonly exceptions: boolean;
  readonly policy?: string;
  readonly limit: number;
  readonly thorough?: boolean;
  readonly cache: boolean;
  readonly ascii?: boolean;
  readonly asOf?: string;
}

/**
 * `probity audit [paths]`. Returns the exit code.
 * @param workerScript the script of worker threads
 */
export async function auditCommand(paths: readonly string[], flags: AuditFlags, workerScript: URL): Promise<number> {
  const engine = createNodeEngine();
  const sections = flags.category
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const known = engine.catalog.sections.map(({ id }) => id);
  const unknown = sections?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new UnusableInput(`There is no category ${unknown.join(', ')}. Choose from: ${known.join(', ')}.`);
  const live = toTerminal(process.stderr);
  const report = await audit(engine, {
    paths: paths.length > 0 ? paths : ['.'],
    failOn: flags.failOn,
    ...(sections ? { sections } : {}),
    ignoreExceptions: !flags.exceptions,
    ...(flags.policy ? { policyFile: flags.policy } : {}),
    version,
    ...(flags.thorough ? { thorough: true } : {}),
    ...(flags.cache && buildId ? { cacheBuild: buildId } : {}),
    workerScript,
    now: flags.asOf ? new Date(`${flags.asOf}T00:00:00Z`) : new Date(),
    ...(live ? { progress: showProgress } : {}),
  });
  if (live) process.stderr.write('\r\u001b[K');
  const text = render(report, flags, engine.catalog.rules);
  if (flags.output) {
    writeFileSync(flags.output, text);
    if (flags.format !== 'text')
      process.stdout.write(
        textReport(report, {
          color: wantsColor(process.stdout),
          ascii: flags.ascii ?? false,
          limit: flags.limit || Infinity,
        }),
      );
    process.stderr.write(`Report written to ${flags.output}\n`);
  } else process.stdout.write(text);
  return EXIT[report.verdict];
}

function showProgress(_: unknown, done: number, total: number): void {
  if (done % 10 === 0 || done === total) process.stderr.write(`\r\u001b[K${done}/${total} files`);
}

function render(report: AuditReport, flags: AuditFlags, rules: Parameters<typeof sarifReport>[1]): string {
  if (flags.format === 'json') return jsonReport(report);
  if (flags.format === 'sarif') return sarifReport(report, rules);
  const color = !flags.output && wantsColor(process.stdout);
  return textReport(report, { color, ascii: flags.ascii ?? false, limit: flags.limit || Infinity });
}
