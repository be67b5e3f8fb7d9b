import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  ADD_EXCEPTION,
  type AddExceptionAnswer,
  EXCEPTION_DEFAULTS,
  type ExceptionDefaultsAnswer,
  type ExceptionDefaultsQuestion,
} from '../server/protocol.ts';

type Check = (text: string) => string | undefined;

/**
 * Asks for the four things that an exception needs and writes it above the code.
 * @param target the finding, from a code action; without it the one at the cursor
 */
export async function addException(client: LanguageClient, target?: ExceptionDefaultsQuestion): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const question = target ?? (editor && { uri: editor.document.uri.toString(), at: editor.selection.active });
  if (!question) return;
  const defaults = await client.sendRequest<ExceptionDefaultsAnswer>(EXCEPTION_DEFAULTS, question);
  if (defaults.refusal) {
    void vscode.window.showWarningMessage(defaults.refusal);
    return;
  }
  const shortest = defaults.shortestJustification ?? 1;
  const ask = (step: number, prompt: string, validate: Check, value = '', placeHolder = '') =>
    vscode.window.showInputBox({
      title: `Security exception for ${defaults.rule} (${step}/5)`,
      prompt,
      value,
      placeHolder,
      ignoreFocusOut: true,
      validateInput: validate,
    });
  const filled: Check = (text) => (text.trim() ? undefined : 'This is needed.');

  const justification = await ask(
    1,
    'Why is this necessary?',
    (text) =>
      text.trim().length >= shortest ? undefined : `At least ${shortest} characters: somebody has to judge this later.`,
    '',
    'Feature X requires runtime code generation',
  );
  if (justification === undefined) return;
  const risk = await ask(2, 'Which risk remains?', filled, '', 'Low (controlled inputs only)');
  if (risk === undefined) return;
  const mitigation = await ask(3, 'What keeps it small?', filled, '', 'Input validation and sandboxing implemented');
  if (mitigation === undefined) return;
  const approver = defaults.approvers?.length
    ? await vscode.window.showQuickPick([...defaults.approvers], {
        title: `Security exception for ${defaults.rule} (4/5)`,
        placeHolder: 'Who approved it?',
        ignoreFocusOut: true,
      })
    : await ask(4, 'Who approved it?', filled, '', 'Name');
  if (approver === undefined) return;
  const reviewBy = await ask(5, 'When is it to be reviewed?', (text) => dateProblem(text, defaults), defaults.reviewBy);
  if (reviewBy === undefined) return;

  const answer = await client.sendRequest<AddExceptionAnswer>(ADD_EXCEPTION, {
    ...question,
    form: { justification, risk, mitigation, approver, approvedOn: defaults.today, reviewBy },
  });
  if (answer.refusal || !answer.at || answer.text === undefined) {
    void vscode.window.showWarningMessage(answer.refusal ?? 'The exception could not be written.');
    return;
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(question.uri));
  if (document.version !== answer.version) {
    void vscode.window.showWarningMessage('The file has changed in the meantime. Please add the exception again.');
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(answer.at.line, answer.at.character), answer.text);
  await vscode.workspace.applyEdit(edit);
}

function dateProblem(
  text: string,
  { today = '', latestReview = '9999-12-31' }: ExceptionDefaultsAnswer,
): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) return 'A date such as 2026-04-30.';
  if (text < today) return 'This date has passed.';
  return text > latestReview ? `The policy allows until ${latestReview}.` : undefined;
}
