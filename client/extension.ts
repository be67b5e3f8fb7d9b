import * as vscode from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import { COMMANDS } from '../server/protocol.ts';
import { addException } from './add-exception.ts';
import { runAudit } from './audit.ts';
import { explainRule, fixAllInFile, fixAllInWorkspace, openPolicy } from './commands.ts';
import { createStatus } from './status.ts';
import { TextPages } from './text-pages.ts';

let client: LanguageClient | undefined;

/** Starts the language server and registers the commands under "Compliance". */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const server = context.asAbsolutePath('dist/server.js');
  const options: ServerOptions = {
    run: { module: server, transport: TransportKind.stdio },
    debug: { module: server, transport: TransportKind.stdio },
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: [{ scheme: 'file' }, { scheme: 'untitled' }, { scheme: 'vscode-notebook-cell' }],
    diagnosticCollectionName: 'probity',
    // Pushed diagnostics arrive within the keystroke; pulling would wait for the editor's timer.
    initializationOptions: {
      diagnostics: 'push',
      advice: true,
      ...(process.env['PROBITY_TODAY'] ? { today: process.env['PROBITY_TODAY'] } : {}),
    },
    outputChannelName: 'Probity',
  };
  client = new LanguageClient('probity', 'Probity', options, clientOptions);
  const own = client;
  const pages = new TextPages();
  const command = (name: string, run: (...args: never[]) => unknown) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, run));

  context.subscriptions.push(pages.register(), createStatus());
  command('probity.runAudit', () => runAudit(own, pages));
  command('probity.fixFile', () => fixAllInFile());
  command('probity.fixWorkspace', () => fixAllInWorkspace(own));
  command(COMMANDS.addException, (target?: never) => addException(own, target));
  command(COMMANDS.explain, (target?: never) => explainRule(own, target));
  command(COMMANDS.advise, (text: never) => void vscode.window.showInformationMessage(String(text)));
  command('probity.openPolicy', () => openPolicy(own));
  command('probity.showReport', () => pages.show('report'));
  await client.start();
}

/** Ends the server. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}
