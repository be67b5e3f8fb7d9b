import type { Hover } from 'vscode-languageserver';
import type { Finding } from '../engine/finding.ts';
import type { Rule } from '../engine/rule.ts';
import { createLines, type Position } from '../engine/text.ts';
import { pathFrom } from '../host/policy.ts';
import type { OpenFile, Workspace } from './workspace.ts';

const SAFETY = {
  safe: 'Its fix is safe and may run on save.',
  review: 'Its fix changes behaviour: read it before you keep it.',
  guidance: 'It has advice, no edit.',
};

/** The hover over a finding: what, why, what to do, and which policy decided. */
export function hoverAt(workspace: Workspace, file: OpenFile, position: Position): Hover | null {
  const lines = createLines(file.document.text);
  const offset = lines.offsetAt(position);
  const here = file.document
    .findings()
    .filter(({ span }) => span[0] <= offset && offset <= Math.max(span[1], span[0] + 1));
  if (here.length === 0) return null;
  const value = here
    .map((finding) =>
      describe(
        finding,
        workspace.engine.catalog.rules.find((rule) => rule.id === finding.rule),
        file,
      ),
    )
    .join('\n\n---\n\n');
  const [first] = here;
  return {
    contents: { kind: 'markdown', value },
    range: { start: lines.positionAt(first!.span[0]), end: lines.positionAt(first!.span[1]) },
  };
}

function describe(finding: Finding, rule: Rule | undefined, file: OpenFile): string {
  const policy = file.found.file ? `\`${pathFrom(file.found.base, file.found.file)}\`` : 'the built-in policy';
  const parts = [`**${rule?.summary ?? finding.message}** · \`${finding.rule}\``];
  if (rule) parts.push(rule.why, `**What to do.** ${rule.remedy}`);
  if (finding.suppression) {
    const { state, justification, approver, approvedOn, reviewBy, risk, mitigation } = finding.suppression;
    parts.push(
      [
        `**Exception: ${state.replace('-', ' ')}.** ${justification}`,
        ...(risk ? [`Risk: ${risk}`] : []),
        ...(mitigation ? [`Mitigation: ${mitigation}`] : []),
        ...(approver ? [`Approved by ${approver} on ${approvedOn}; review by ${reviewBy}.`] : []),
      ].join('  \n'),
    );
  }
  parts.push(
    `${finding.severity}, ${finding.confidence} confidence, by ${policy}. ${finding.fix ? SAFETY[finding.fix] : ''}`.trim(),
  );
  return parts.join('\n\n');
}

/** A rule's page for "Explain Rule". */
export function explainRule(rules: readonly Rule[], id: string): string | undefined {
  const rule = rules.find((one) => one.id === id);
  if (!rule) return undefined;
  const examples = rule.examples.map(({ language, bad, good, fixed }) => {
    const fence = (text: string) => `\`\`\`${language}\n${text}\n\`\`\``;
    return bad === undefined
      ? `Clean:\n\n${fence(good ?? '')}`
      : `Reported:\n\n${fence(bad)}${fixed === undefined ? '' : `\n\nAfter the fix:\n\n${fence(fixed)}`}`;
  });
  return [
    `# ${rule.id}`,
    rule.summary,
    rule.why,
    `**What to do.** ${rule.remedy}`,
    ...(rule.notes ? [rule.notes] : []),
    ...examples,
    `References: ${rule.refs.join(', ')}`,
  ].join('\n\n');
}
