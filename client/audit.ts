import * as vscode from 'vscode';
import { type LanguageClient, ProgressType } from 'vscode-languageclient/node';
import { AUDIT, type AuditAnswer } from '../server/protocol.ts';
import type { TextPages } from './text-pages.ts';

const WORK_DONE = new ProgressType<{
  readonly kind: string;
  readonly percentage?: number;
  readonly message?: string;
}>();

let runs = 0;

/** Audits the whole workspace with a progress that can be cancelled, and tells the outcome in one line. */
export async function runAudit(client: LanguageClient, pages: TextPages): Promise<AuditAnswer | undefined> {
  if (!vscode.workspace.workspaceFolders?.length) {
    void vscode.window.showInformationMessage('Open a folder to run a compliance audit.');
    return undefined;
  }
  const answer = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Compliance audit', cancellable: true },
    async (progress, token) => {
      const workDoneToken = `audit-${++runs}`;
      let last = 0;
      const listening = client.onProgress(WORK_DONE, workDoneToken, (value) => {
        if (value.kind !== 'report') return;
        progress.report({
          increment: (value.percentage ?? last) - last,
          ...(value.message ? { message: value.message } : {}),
        });
        last = value.percentage ?? last;
      });
      try {
        return await client.sendRequest<AuditAnswer>(AUDIT, { workDoneToken }, token);
      } finally {
        listening.dispose();
      }
    },
  );
  pages.set('report', answer.report);
  void tell(answer, pages);
  return answer;
}

async function tell(answer: AuditAnswer, pages: TextPages): Promise<void> {
  const show = answer.verdict === 'passed' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const choice = await show(answer.summary, 'Show Report', 'Show Problems');
  if (choice === 'Show Report') await pages.show('report');
  if (choice === 'Show Problems') await vscode.commands.executeCommand('workbench.actions.view.problems');
}
