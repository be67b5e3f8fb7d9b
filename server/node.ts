import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { createEngine } from '../engine/index.ts';
import { grammarLoader } from '../host/grammars.ts';
import { createLanguages } from '../languages/index.ts';
import manifest from '../package.json' with { type: 'json' };
import { catalog } from '../rules/index.ts';
import { serve } from './index.ts';

/** Starts the server for the client at standard input and output. */
export function startNodeServer(): void {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  serve(connection, createEngine(createLanguages(grammarLoader(import.meta.url)), catalog), manifest.version);
  connection.listen();
}
