import type { AuditReport, FileReport, PlacedFinding } from '../engine/audit.ts';
import type { ExceptionState, Severity } from '../engine/finding.ts';
import type { Rule } from '../engine/rule.ts';

const LEVEL: Readonly<Record<Severity, string>> = { critical: 'error', warning: 'warning', info: 'note', hint: 'note' };
/** GitHub's scale: over 9.0 is critical, 4.0 to 6.9 medium, below low. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.1',
  warning: '5.0',
  info: '2.0',
  hint: '1.0',
};
const STATUS: Readonly<Record<ExceptionState, string>> = {
  accepted: 'accepted',
  'under-review': 'underReview',
  incomplete: 'underReview',
  expired: 'rejected',
  refused: 'rejected',
};

/** The report as SARIF 2.1.0 (OASIS, errata 01), with what GitHub code scanning asks for. */
export function sarifReport(report: AuditReport, rules: readonly Rule[]): string {
  const used = new Set(report.files.flatMap((file) => file.findings.map((finding) => finding.rule)));
  const listed = [
    ...rules.map(ruleDescriptor),
    ...[...used].filter((id) => !rules.some((rule) => rule.id === id)).map(plainDescriptor),
  ];
  const index = new Map(listed.map((rule, at) => [rule.id, at]));
  const seen = new Map<string, number>();
  return `${JSON.stringify(
    {
      $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'Probity', semanticVersion: report.engineVersion, rules: listed } },
          automationDetails: { id: 'probity/' },
          columnKind: 'utf16CodeUnits',
          invocations: [
            {
              executionSuccessful: report.verdict !== 'incomplete',
              startTimeUtc: report.startedAt,
              toolExecutionNotifications: report.files
                .filter((file) => file.status === 'skipped' && !file.expected)
                .map((file) => ({
                  level: 'warning',
                  message: { text: `Not read: ${file.reason}` },
                  locations: [{ physicalLocation: { artifactLocation: { uri: uri(file.path) } } }],
                })),
            },
          ],
          results: report.files.flatMap((file) =>
            file.findings.map((finding) => result(file, finding, index.get(finding.rule)!, seen)),
          ),
        },
      ],
    },
    null,
    2,
  )}\n`;
}

function ruleDescriptor(rule: Rule) {
  const help = `${rule.why} ${rule.remedy}`;
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|[/_-])(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.why.slice(0, 1000) },
    help: { text: help, markdown: `${rule.why}\n\n**What to do.** ${rule.remedy}` },
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: {
      tags: [
        'security',
        rule.section,
        ...rule.refs.filter((ref) => ref.startsWith('CWE-')).map((ref) => `external/cwe/${ref.toLowerCase()}`),
      ],
      precision: rule.confidence === 'high' ? 'high' : 'medium',
      'security-severity': SECURITY_SEVERITY[rule.severity],
    },
  };
}

function plainDescriptor(id: string) {
  const text = `See ${id} in the documentation of Probity.`;
  return {
    id,
    name: id,
    shortDescription: { text: id },
    fullDescription: { text },
    help: { text, markdown: text },
    defaultConfiguration: { level: 'warning' },
    properties: { tags: [id.split('/')[0]!] },
  };
}

function result(file: FileReport, finding: PlacedFinding, ruleIndex: number, seen: Map<string, number>) {
  const { suppression } = finding;
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVEL[finding.severity],
    message: { text: finding.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uri(file.path), uriBaseId: '%SRCROOT%' },
          region: {
            startLine: finding.start.line + 1,
            startColumn: finding.start.character + 1,
            endLine: finding.end.line + 1,
            endColumn: finding.end.character + 1,
          },
        },
      },
    ],
    partialFingerprints: { 'probity/v1': fingerprint(file, finding, seen) },
    properties: { confidence: finding.confidence, category: finding.section },
    // Within a run either all results carry the array or none (SARIF 3.27.23).
    suppressions: suppression
      ? [
          {
            kind: 'inSource',
            status: STATUS[suppression.state],
            justification: suppression.justification,
            properties: {
              risk: suppression.risk,
              mitigation: suppression.mitigation,
              approvedBy: suppression.approver,
              approvedOn: suppression.approvedOn,
              reviewBy: suppression.reviewBy,
            },
          },
        ]
      : [],
  };
}

/** Stable while other lines change: rule, file and the line's own text, counted where they repeat. */
function fingerprint(file: FileReport, finding: PlacedFinding, seen: Map<string, number>): string {
  const key = `${finding.rule}|${file.path}|${finding.code.replace(/\s+/g, '')}`;
  const order = (seen.get(key) ?? 0) + 1;
  seen.set(key, order);
  return `${hash(key)}:${order}`;
}

/** FNV-1a, 64 bits, as hex: a name for a line, not a secret's keeper. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++)
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return value.toString(16).padStart(16, '0');
}

const uri = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
