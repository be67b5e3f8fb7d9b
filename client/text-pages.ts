import * as vscode from 'vscode';

const SCHEME = 'probity';

/** Read-only pages that the extension writes: the report, the page of a rule. */
export class TextPages implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? 'Run "Compliance: Run Compliance Audit" first.';
  }

  set(name: string, text: string): void {
    const uri = this.uri(name);
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
  }

  async show(name: string): Promise<void> {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(this.uri(name)), { preview: true });
  }

  private uri(name: string): vscode.Uri {
    return vscode.Uri.from({ scheme: SCHEME, path: name === 'report' ? '/Compliance Report.txt' : `/${name}` });
  }
}
