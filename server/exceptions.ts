import { addDays, isDate, SHORTEST_JUSTIFICATION } from '../engine/exception/apply.ts';
import { insertException } from '../engine/exception/insert.ts';
import { type Finding, isOpen } from '../engine/finding.ts';
import { createLines, type Position } from '../engine/text.ts';
import type {
  AddExceptionAnswer,
  AddExceptionQuestion,
  ExceptionDefaultsAnswer,
  ExceptionDefaultsQuestion,
} from './protocol.ts';
import type { OpenFile, Workspace } from './workspace.ts';

/** What the form for an exception starts from, or why there can be none. */
export function exceptionDefaults(
  workspace: Workspace,
  { uri, at, rule }: ExceptionDefaultsQuestion,
): ExceptionDefaultsAnswer {
  const file = workspace.files.get(uri);
  const finding = file && findingAt(file, at, rule);
  if (!file || !finding)
    return { refusal: 'There is no finding here. Put the cursor on a squiggle and run this again.' };
  const { approvers, defaultDays, maxDays, never } = file.found.policy.exceptions;
  if (never.includes(finding.rule) || never.includes(finding.section)) {
    return { refusal: `The policy allows no exception from ${finding.rule} (exceptions.never). Repair the code.` };
  }
  if (!workspace.engine.language(file.document.language).writing.lineComment) {
    return { refusal: 'This file format has no comments, so an exception cannot be written into it.' };
  }
  const today = workspace.today();
  return {
    rule: finding.rule,
    message: finding.message,
    today,
    reviewBy: addDays(today, Math.min(defaultDays, maxDays)),
    latestReview: addDays(today, maxDays),
    approvers,
    shortestJustification: SHORTEST_JUSTIFICATION,
  };
}

/** The edit that writes the exception above the finding's statement. */
export function addException(workspace: Workspace, question: AddExceptionQuestion): AddExceptionAnswer {
  const defaults = exceptionDefaults(workspace, question);
  if (defaults.refusal) return { refusal: defaults.refusal };
  const file = workspace.files.get(question.uri)!;
  const finding = findingAt(file, question.at, question.rule)!;
  const { form } = question;
  if (!isDate(form.approvedOn) || !isDate(form.reviewBy)) return { refusal: 'Dates are written like 2026-04-30.' };
  const { document, found } = file;
  const edit = insertException(
    workspace.engine.open,
    {
      path: document.path,
      language: document.language,
      text: document.text,
      policy: found.policy,
      today: workspace.today(),
    },
    finding,
    { ...form, rules: [finding.rule] },
    workspace.engine.language(document.language).writing.lineComment,
  );
  if (!edit) return { refusal: 'No place was found where an exception would cover this finding.' };
  return { at: createLines(document.text).positionAt(edit.span[0]), text: edit.text, version: file.version };
}

function findingAt(file: OpenFile, at: Position, rule: string | undefined): Finding | undefined {
  const lines = createLines(file.document.text);
  const offset = lines.offsetAt(at);
  const open = file.document
    .findings()
    .filter(
      (finding) =>
        isOpen(finding) &&
        finding.section !== 'exceptions' &&
        finding.section !== 'analysis' &&
        (!rule || finding.rule === rule),
    );
  return (
    open.find(({ span }) => span[0] <= offset && offset <= Math.max(span[1], span[0] + 1)) ??
    open.find(({ span }) => lines.positionAt(span[0]).line === at.line)
  );
}
