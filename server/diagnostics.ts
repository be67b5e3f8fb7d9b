import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import { byWeight, type Finding, isOpen, type Severity } from '../engine/finding.ts';
import { createLines, type Lines } from '../engine/text.ts';
import { type OpenFile, pathOf, type Workspace } from './workspace.ts';

/** The source that all of Probity's diagnostics carry. */
export const SOURCE = 'probity';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  critical: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Editors cut long lists silently; this one says how many are left out. */
const MOST_DIAGNOSTICS = 500;

/** The diagnostics of an open file: its findings, and for a policy also its mistakes. */
export function diagnosticsOf(workspace: Workspace, file: OpenFile): Diagnostic[] {
  const findings = workspace.isPolicy(file.uri)
    ? [...file.document.findings(), ...policyProblems(workspace, file)]
    : file.document.findings();
  return toDiagnostics(findings, createLines(file.document.text));
}

function policyProblems(workspace: Workspace, file: OpenFile): readonly Finding[] {
  return workspace.policies.loadText(pathOf(file.uri, workspace.folders), file.document.text).problems;
}

/** Findings as diagnostics, worst kept where there are too many. */
export function toDiagnostics(findings: readonly Finding[], lines: Lines): Diagnostic[] {
  const kept = findings.length > MOST_DIAGNOSTICS ? [...findings].sort(byWeight).slice(0, MOST_DIAGNOSTICS) : findings;
  const diagnostics = kept.map((finding) => toDiagnostic(finding, lines));
  if (kept.length < findings.length) {
    diagnostics.push({
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      severity: DiagnosticSeverity.Information,
      source: SOURCE,
      code: 'analysis/more',
      message: `${findings.length - kept.length} more findings in this file are not shown. Run the audit for all of them.`,
    });
  }
  return diagnostics;
}

function toDiagnostic(finding: Finding, lines: Lines): Diagnostic {
  const start = lines.positionAt(finding.span[0]);
  const end =
    finding.span[1] > finding.span[0]
      ? lines.positionAt(finding.span[1])
      : { line: start.line, character: start.character + 1 };
  const { suppression } = finding;
  const accepted = !isOpen(finding);
  return {
    range: { start, end },
    severity: accepted ? DiagnosticSeverity.Hint : SEVERITY[finding.severity],
    source: SOURCE,
    code: finding.rule,
    message: accepted
      ? `Accepted until ${suppression!.reviewBy} by ${suppression!.approver}: ${suppression!.justification}`
      : finding.message,
    data: { accepted, confidence: finding.confidence, fix: finding.fix ?? null },
  };
}
