import * as vscode from 'vscode';

/** The item in the status bar: how many findings are open, worst first; quiet where there is nothing to say. */
export function createStatus(): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('probity.status', vscode.StatusBarAlignment.Left, 50);
  item.name = 'Compliance';
  item.command = 'probity.runAudit';
  const update = () => {
    const own = vscode.languages
      .getDiagnostics()
      .flatMap(([, found]) => found.filter((one) => one.source === 'probity'));
    const of = (severity: vscode.DiagnosticSeverity) => own.filter((one) => one.severity === severity).length;
    const critical = of(vscode.DiagnosticSeverity.Error);
    const warnings = of(vscode.DiagnosticSeverity.Warning);
    item.text =
      critical + warnings === 0
        ? '$(shield) Compliant'
        : `$(shield) ${[critical ? `${critical} critical` : '', warnings ? `${warnings} warning${warnings === 1 ? '' : 's'}` : ''].filter(Boolean).join(', ')}`;
    item.tooltip = 'Compliance findings in open and audited files. Click to audit the workspace.';
    item.backgroundColor = critical > 0 ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
  };
  update();
  item.show();
  return vscode.Disposable.from(item, vscode.languages.onDidChangeDiagnostics(update));
}
