import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { root, TODAY } from './support.ts';

const server = fileURLToPath(new URL('out/server/main.js', root));

/** A real client of the server over stdio, in a folder of its own. */
export interface TestClient {
  readonly folder: string;
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly capabilities: Record<string, unknown>;
  uri(path: string): string;
  write(path: string, text: string): string;
  open(path: string, text: string, languageId?: string): string;
  change(uri: string, version: number, changes: readonly object[]): void;
  /** The diagnostics last published for a file, once they satisfy a test. */
  diagnostics(
    uri: string,
    until: (list: readonly Diagnostic[], version: number | undefined) => boolean,
  ): Promise<readonly Diagnostic[]>;
  /** Every publication so far. */
  readonly published: PublishDiagnosticsParams[];
  stop(): Promise<void>;
}

const PATIENCE = 20_000;

export async function startClient(
  clientCapabilities: object,
  files: Readonly<Record<string, string>> = {},
): Promise<TestClient> {
  const folder = mkdtempSync(join(tmpdir(), 'probity-lsp-'));
  const write = (path: string, text: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    return pathToFileURL(join(folder, path)).href;
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  const published: PublishDiagnosticsParams[] = [];
  const waiting = new Set<() => void>();
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    for (const look of [...waiting]) look();
  });
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  connection.listen();
  const { capabilities } = await connection.sendRequest<{ capabilities: Record<string, unknown> }>('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'test' }],
    capabilities: clientCapabilities,
    initializationOptions: { today: TODAY },
  });
  await connection.sendNotification('initialized', {});

  return {
    folder,
    connection,
    process: child,
    capabilities,
    published,
    write,
    uri: (path) => pathToFileURL(join(folder, path)).href,
    open(path, text, languageId = 'python') {
      const uri = pathToFileURL(join(folder, path)).href;
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
      return uri;
    },
    change(uri, version, contentChanges) {
      void connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    },
    diagnostics(uri, until) {
      return new Promise((found, failed) => {
        const look = () => {
          const last = published.findLast((one) => one.uri === uri);
          if (!last || !until(last.diagnostics, last.version)) return;
          clearTimeout(timer);
          waiting.delete(look);
          found(last.diagnostics);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          failed(new Error(`waited in vain; last: ${JSON.stringify(published.findLast((one) => one.uri === uri))}`));
        }, PATIENCE);
        waiting.add(look);
        look();
      });
    },
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await ended;
      connection.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
