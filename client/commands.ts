import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { EXPLAIN, FIX_ALL, type FixAllAnswer, POLICY_OF, POLICY_TEMPLATE } from '../server/protocol.ts';

const POLICY_FILE = 'agent_rules.yaml';

/** Applies the safe fixes of the active file. */
export async function fixAllInFile(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
  const kind = 'source.fixAll.compliance';
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    editor.document.uri,
    whole,
    kind,
  );
  const action = actions.find((one) => one.kind?.value === kind && one.edit);
  if (action?.edit) await vscode.workspace.applyEdit(action.edit);
  else
    void vscode.window.showInformationMessage(
      'No safe fix applies here. Fixes that change behaviour are in the light bulb of each finding.',
    );
}

/** Shows every fix of the workspace in the refactoring preview; nothing is changed before it is confirmed there. */
export async function fixAllInWorkspace(client: LanguageClient): Promise<void> {
  const choice = await vscode.window.showQuickPick(
    [
      { label: 'Safe fixes', description: 'keep behaviour or make it safer', review: false },
      { label: 'All fixes', description: 'also those that change behaviour', review: true },
    ],
    { title: 'Fix all compliance findings', placeHolder: 'You see every change before it is made' },
  );
  if (!choice) return;
  const { files, fixes } = await client.sendRequest<FixAllAnswer>(FIX_ALL, { review: choice.review });
  if (fixes === 0) {
    void vscode.window.showInformationMessage('There is nothing to fix.');
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, edits } of files) {
    for (const { start, end, text } of edits) {
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      edit.replace(vscode.Uri.parse(uri), range, text, { needsConfirmation: true, label: 'Compliance fixes' });
    }
  }
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
}

/** Shows a rule's page. Without a rule, asks for the one at the cursor or any. */
export async function explainRule(client: LanguageClient, target?: { readonly rule?: string }): Promise<void> {
  const rule = target?.rule ?? (await pickRule());
  if (!rule) return;
  const text = await client.sendRequest<string | null>(EXPLAIN, { rule });
  if (text === null) {
    void vscode.window.showInformationMessage(`There is no page for ${rule}.`);
    return;
  }
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: text });
  await vscode.commands
    .executeCommand('markdown.showPreview', document.uri)
    .then(undefined, () => vscode.window.showTextDocument(document));
}

async function pickRule(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const all = editor
    ? vscode.languages.getDiagnostics(editor.document.uri)
    : vscode.languages.getDiagnostics().flatMap(([, found]) => found);
  const own = all.filter((one) => one.source === 'probity');
  const here = own.filter((one) => editor && one.range.intersection(editor.selection));
  const rules = [...new Set((here.length > 0 ? here : own).map((one) => String(one.code)))];
  return rules.length === 1 ? rules[0] : vscode.window.showQuickPick(rules, { title: 'Explain which rule?' });
}

/** Opens the policy that decides over the active file, or offers to write one. */
export async function openPolicy(client: LanguageClient): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const uri = vscode.window.activeTextEditor?.document.uri ?? folder?.uri;
  const file = uri && (await client.sendRequest<string | null>(POLICY_OF, { uri: uri.toString() }));
  if (file) {
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    return;
  }
  if (!folder) {
    void vscode.window.showInformationMessage('Open a folder first: the policy lives in it.');
    return;
  }
  const target = vscode.Uri.joinPath(folder.uri, POLICY_FILE);
  await vscode.workspace.fs.writeFile(
    target,
    new TextEncoder().encode(await client.sendRequest<string>(POLICY_TEMPLATE)),
  );
  await vscode.window.showTextDocument(target);
}
