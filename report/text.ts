import type { AuditReport, FileReport, PlacedFinding, SectionSummary } from '../engine/audit.ts';
import { byWeight, isOpen, SEVERITIES, type Severity } from '../engine/finding.ts';
import { createStyle, type Style } from './style.ts';

export interface TextOptions {
  readonly color: boolean;
  readonly ascii: boolean;
  /** Findings that are printed at most; the rest is counted. */
  readonly limit: number;
}

const WIDTH = 70;
const WIDEST_CODE = 110;
const MOST_SKIPPED = 10;
/** Languages of which only the characters are looked at; notebooks are among them. */
const AS_TEXT: ReadonlySet<string> = new Set(['text', 'shell', 'dockerfile', 'markdown']);
const DEPENDENCY_FILE = /(?:^|\/)(?:requirements[\w.-]*\.txt|package\.json|pyproject\.toml|Pipfile|setup\.py)$/;

/** The report for a terminal, in the sections of seed 001's sample: verdict first, worst findings first. */
export function textReport(report: AuditReport, options: TextOptions): string {
  const style = createStyle(options);
  const rule = (char: string) => style.dim(char.repeat(WIDTH));
  return [
    style.bold(`${style.sign.audit}Probity Compliance Audit`),
    rule('='),
    `${style.bold(verdictLine(report, style))}`,
    '',
    ...header(report, style),
    ...findingLines(report, style, options.limit),
    '',
    rule('='),
    style.bold(`${style.sign.report}AUDIT REPORT`),
    rule('='),
    '',
    style.bold(`${style.sign.statistics}Statistics:`),
    ...statistics(report),
    '',
    style.bold(`${report.verdict === 'passed' ? style.sign.ok : style.sign.bad}COMPLIANCE SUMMARY`),
    style.dim('-'.repeat(50)),
    ...report.sections.map((section) => `   ${sectionLine(section, style)}`),
    ...exceptionLine(report, style),
    ...unreadLines(report, style),
    '',
    rule('='),
    style.bold(verdictLine(report, style)),
    '',
  ].join('\n');
}

function header(report: AuditReport, style: Style): string[] {
  const read = report.files.filter((file) => file.status !== 'skipped');
  const dependencies = read.filter((file) => DEPENDENCY_FILE.test(file.path));
  const configuration = read.filter(
    (file) => file.language === 'yaml' || file.language === 'json' || file.language === 'dotenv',
  );
  return [
    `Started at: ${report.startedAt.slice(0, 19).replace('T', ' ')} UTC`,
    `Policy: ${policyLine(report)}`,
    '',
    `${style.sign.files}Found ${count(report.files.length, 'file')} to audit: ${languages(read)}`,
    `${style.sign.dependencies}Auditing Dependencies... ${list(dependencies)}`,
    `${style.sign.config}Auditing Configuration Files... ${list(configuration)}`,
  ];
}

function policyLine({ policy, policies }: AuditReport): string {
  const all = [...new Set([...(policy ? [policy] : []), ...policies])];
  return all.length > 0 ? all.join(', ') : 'built-in defaults (write your own with `probity policy init`)';
}

/** `14 Python, 3 TypeScript`. */
function languages(files: readonly FileReport[]): string {
  const counts = new Map<string, number>();
  for (const { language } of files) if (language) counts.set(language, (counts.get(language) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([language, number]) => `${number} ${NAMES[language] ?? language}`)
    .join(', ');
}

const NAMES: Readonly<Record<string, string>> = {
  python: 'Python',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  tsx: 'TSX',
  yaml: 'YAML',
  json: 'JSON',
  dotenv: '.env',
  dockerfile: 'Dockerfile',
  markdown: 'Markdown',
};

const list = (files: readonly FileReport[]): string => {
  const shown = files.slice(0, 4).map((file) => file.path);
  return shown.length === 0
    ? 'none found'
    : `${shown.join(', ')}${files.length > 4 ? ` and ${files.length - 4} more` : ''}`;
};

interface Located {
  readonly file: FileReport;
  readonly finding: PlacedFinding;
}

function findingLines(report: AuditReport, style: Style, limit: number): string[] {
  const open: Located[] = report.files.flatMap((file) =>
    file.findings.filter(isOpen).map((finding) => ({ file, finding })),
  );
  const ordered = open.sort((a, b) => SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity));
  const shown = ordered.slice(0, limit);
  const lines: string[] = [];
  let last: Located | undefined;
  for (const one of shown) {
    if (last?.finding.severity !== one.finding.severity) {
      const same = open.filter(({ finding }) => finding.severity === one.finding.severity).length;
      lines.push('', style.severity[one.finding.severity](`${one.finding.severity.toUpperCase()} (${same})`));
    }
    lines.push('', ...findingBlock(one, style));
    last = one;
  }
  if (ordered.length > limit)
    lines.push('', style.dim(`... and ${ordered.length - limit} more. Use --limit 0 to see all, or --format json.`));
  const accepted = report.files.flatMap((file) =>
    file.findings.filter((one) => !isOpen(one)).map((finding) => ({ file, finding })),
  );
  if (accepted.length > 0) {
    lines.push('', style.dim(`ACCEPTED EXCEPTIONS (${accepted.length})`));
    for (const { file, finding } of accepted.sort((a, b) => byWeight(a.finding, b.finding))) {
      const by = finding.suppression!;
      lines.push(
        style.dim(
          `  ${style.sign.accepted}${place(file, finding)}  ${finding.rule}: ${by.justification} (${by.approver}, ${by.approvedOn}; review by ${by.reviewBy})`,
        ),
      );
    }
  }
  return lines;
}

const place = (file: FileReport, finding: PlacedFinding): string =>
  `${file.path}:${finding.start.line + 1}:${finding.start.character + 1}`;

/** Where, what, the line of code with its mark, the rule. */
function findingBlock({ file, finding }: Located, style: Style): string[] {
  const paint = style.severity[finding.severity];
  const number = String(finding.start.line + 1);
  const gutter = ' '.repeat(number.length);
  const { code, mark } = excerpt(finding);
  const frame =
    code.trim() === '' ? [] : [`  ${style.dim(`${number} |`)} ${code}`, `  ${style.dim(`${gutter} |`)} ${paint(mark)}`];
  const known = finding.suppression
    ? [style.dim(`  ${gutter} = exception ${finding.suppression.state.replace('-', ' ')}`)]
    : [];
  return [`${style.bold(place(file, finding))}  ${paint(finding.rule)}`, `  ${finding.message}`, ...frame, ...known];
}

/** The line without its indentation, cut to width around the mark. */
function excerpt({ code, start, end }: PlacedFinding): { code: string; mark: string } {
  const flat = code.replaceAll('\t', ' ');
  const indent = flat.length - flat.trimStart().length;
  const from = start.character > WIDEST_CODE ? start.character - 40 : Math.min(indent, start.character);
  const shown = `${from > indent ? '…' : ''}${flat.slice(from, from + WIDEST_CODE)}${flat.length > from + WIDEST_CODE ? '…' : ''}`;
  const at = start.character - from + (from > indent ? 1 : 0);
  const last = end.line === start.line ? end.character : flat.length;
  return {
    code: shown,
    mark: ' '.repeat(Math.max(0, at)) + '^'.repeat(Math.max(1, Math.min(last - start.character, shown.length - at))),
  };
}

function statistics(report: AuditReport): string[] {
  const of = (status: FileReport['status']) => report.files.filter((file) => file.status === status);
  const lines = report.files.reduce((sum, file) => sum + file.lines, 0);
  const coverage = (['analysed', 'recovered', 'screened', 'skipped'] as const)
    .map((status) => ({ status, number: of(status).length }))
    .filter(({ status, number }) => number > 0 || status === 'analysed')
    .map(({ status, number }) => `${number} ${status === 'recovered' ? 'analysed with syntax errors' : status}`);
  const asText = report.files.filter((file) => file.status !== 'skipped' && AS_TEXT.has(file.language ?? '')).length;
  if (asText > 0) coverage.push(`${asText} of them as text (tokens, keys and URLs only)`);
  return [
    `   Files scanned: ${report.files.length - of('skipped').length}`,
    `   Total lines: ${lines.toLocaleString('en-US')}`,
    `   Dependencies checked: ${report.files.filter((file) => DEPENDENCY_FILE.test(file.path)).length}`,
    `   Coverage: ${coverage.join(', ')}`,
  ];
}

function sectionLine({ title, goal, open, accepted, worst, checked }: SectionSummary, style: Style): string {
  if (!checked && open === 0)
    return style.dim(`${style.sign.dash}  ${title}: not checked (the policy gives it nothing to look at)`);
  const excepted = accepted > 0 ? style.dim(` (${count(accepted, 'accepted exception')})`) : '';
  if (open === 0) return style.good(`${style.sign.ok}${goal}`) + excepted;
  const sign = worst === 'critical' ? style.sign.bad : style.sign.warn;
  return style.severity[worst!](`${sign}${title}: ${count(open, 'finding')}`) + excepted;
}

/** What is wrong with the exceptions themselves. */
function exceptionLine(report: AuditReport, style: Style): string[] {
  const open = report.files
    .flatMap((file) => file.findings)
    .filter((one) => one.section === 'exceptions' && one.severity !== 'info');
  return open.length > 0
    ? [`   ${style.severity.warning(`${style.sign.warn}Exceptions: ${count(open.length, 'finding')}`)}`]
    : [];
}

/** What the audit could not read in full. */
function unreadLines(report: AuditReport, style: Style): string[] {
  const skipped = report.files.filter((file) => file.status === 'skipped');
  const unexpected = skipped.filter((file) => !file.expected);
  const broken = report.files.filter((file) => file.status === 'recovered');
  const lines = [
    ...unexpected.map((file) => `   ${file.path}: ${file.reason}`),
    ...broken.map((file) => {
      const error = file.findings.find((finding) => finding.rule === 'analysis/parse-error');
      return `   ${file.path}${error ? `:${error.start.line + 1}` : ''}: does not parse, so findings may be missing`;
    }),
  ];
  const expected = skipped.filter((file) => file.expected);
  const reasons = [...new Set(expected.map((file) => file.reason))].map(
    (reason) => `${expected.filter((file) => file.reason === reason).length} ${reason}`,
  );
  if (report.otherKinds > 0) reasons.push(`${count(report.otherKinds, 'file')} of kinds that Probity does not read`);
  return [
    ...(lines.length > 0
      ? ['', style.severity.warning(`${style.sign.warn}Not read in full (${lines.length}):`), ...cut(lines)]
      : []),
    ...(reasons.length > 0 ? ['', style.dim(`   Left out: ${reasons.join(', ')}`)] : []),
  ];
}

const cut = (lines: readonly string[]): string[] =>
  lines.length <= MOST_SKIPPED
    ? [...lines]
    : [...lines.slice(0, MOST_SKIPPED), `   ... and ${lines.length - MOST_SKIPPED} more (--format json lists all)`];

function verdictLine(report: AuditReport, style: Style): string {
  const tally = SEVERITIES.filter((severity) => report.counts[severity] > 0).map((severity) =>
    amount(report.counts[severity], severity),
  );
  const found = tally.length > 0 ? tally.join(', ') : 'nothing found';
  const time = `${report.seconds.toFixed(report.seconds < 10 ? 2 : 0)} s`;
  if (report.verdict === 'failed')
    return (
      style.severity.critical(`${style.sign.bad}AUDIT FAILED ${style.sign.dash} ${found}`) + style.dim(` (${time})`)
    );
  if (report.verdict === 'incomplete') {
    return (
      style.severity.warning(
        `${style.sign.warn}AUDIT INCOMPLETE ${style.sign.dash} ${report.files.length === 0 ? 'there was no file to audit' : `not everything could be read; ${found}`}`,
      ) + style.dim(` (${time})`)
    );
  }
  const rest = tally.length > 0 ? ` (${found})` : '';
  return (
    style.good(
      `${style.sign.ok}AUDIT PASSED ${style.sign.dash} No ${report.failOn === 'critical' ? 'critical ' : ''}violations found${rest}`,
    ) + style.dim(` (${time})`)
  );
}

function amount(number: number, severity: Severity): string {
  if (severity === 'critical') return `${number} critical`;
  return severity === 'info' ? `${number} info` : count(number, severity);
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
