/**
 * The language server on one page: what it can do, and which file does it.
 * Diagnostics are pushed with the document's version, or pulled where the client says that it pulls.
 */
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Finding } from '../engine/finding.ts';
import type { Engine } from '../engine/index.ts';
import { policyTemplate } from '../engine/policy/template.ts';
import { createLines, type Lines } from '../engine/text.ts';
import { readTextFile } from '../host/read.ts';
import { auditWorkspace } from './audit.ts';
import { codeActions, FIX_ALL_KIND, resolveAction } from './code-actions.ts';
import { diagnosticsOf, toDiagnostics } from './diagnostics.ts';
import { addException, exceptionDefaults } from './exceptions.ts';
import { fixAllInWorkspace } from './fix-all.ts';
import { explainRule, hoverAt } from './hover.ts';
import {
  ADD_EXCEPTION,
  type AddExceptionQuestion,
  AUDIT,
  EXCEPTION_DEFAULTS,
  EXPLAIN,
  type ExceptionDefaultsQuestion,
  FIX_ALL,
  type FixAllQuestion,
  POLICY_OF,
  POLICY_TEMPLATE,
} from './protocol.ts';
import { createWorkspace, type OpenFile, pathOf } from './workspace.ts';

/** What a client may ask for at the start. */
interface StartOptions {
  /** `push` although the client could pull. */
  readonly diagnostics?: 'push' | 'pull';
  /** The client has the command that shows the advice of a fix. */
  readonly advice?: boolean;
  /** ISO date to take for today, in tests. */
  readonly today?: string;
}

/** Serves one client over a connection. */
export function serve(connection: Connection, engine: Engine, version: string): void {
  let options: StartOptions = {};
  let pulls = false;
  let refreshesPulls = false;
  let watches = false;
  let lazyActions = false;
  const workspace = createWorkspace(engine, () =>
    options.today ? new Date(`${options.today}T12:00:00Z`) : new Date(),
  );
  /** Files whose audit results stay in the list after they close. */
  const audited = new Set<string>();
  const published = new Map<string, string>();
  /** Files that are being opened; messages about them wait. */
  const opening = new Map<string, Promise<void>>();

  const send = (uri: string, diagnostics: ReturnType<typeof toDiagnostics>, fileVersion?: number) => {
    const key = JSON.stringify(diagnostics);
    if ((published.get(uri) ?? '[]') === key) return;
    published.set(uri, key);
    void connection.sendDiagnostics({
      uri,
      diagnostics,
      ...(fileVersion === undefined ? {} : { version: fileVersion }),
    });
  };
  const publish = (file: OpenFile) => {
    if (!pulls) send(file.uri, diagnosticsOf(workspace, file), file.version);
  };
  const publishClosed = (uri: string, findings: readonly Finding[], lines: Lines) => {
    audited.add(uri);
    send(uri, toDiagnostics(findings, lines));
  };
  const refreshAll = () => {
    workspace.refreshPolicies();
    for (const file of workspace.files.values()) publish(file);
    if (pulls && refreshesPulls) void connection.languages.diagnostics.refresh();
    for (const uri of audited) if (!workspace.files.has(uri)) checkClosed(uri);
  };
  const checkClosed = (uri: string) => {
    const read = readTextFile(pathOf(uri, workspace.folders));
    if (!('text' in read)) return send(uri, []);
    void workspace.open(uri, 'plaintext', 0, read.text).then((file) => {
      if (file && !workspace.files.has(uri)) send(uri, diagnosticsOf(workspace, file));
    });
  };
  /** The open file of a message; waits until it is open. */
  const fileOf = async (uri: string): Promise<OpenFile | undefined> => {
    await opening.get(uri);
    return workspace.files.get(uri);
  };

  connection.onInitialize(
    ({ capabilities, workspaceFolders, rootUri, initializationOptions }: InitializeParams): InitializeResult => {
      options = (initializationOptions as StartOptions | undefined) ?? {};
      const roots = workspaceFolders?.map((folder) => folder.uri) ?? (rootUri ? [rootUri] : []);
      workspace.folders = roots.filter((uri) => uri.startsWith('file:')).map((uri) => pathOf(uri, []));
      pulls = options.diagnostics
        ? options.diagnostics === 'pull'
        : capabilities.textDocument?.diagnostic !== undefined;
      refreshesPulls = capabilities.workspace?.diagnostics?.refreshSupport ?? false;
      watches = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
      lazyActions = capabilities.textDocument?.codeAction?.resolveSupport?.properties.includes('edit') ?? false;
      return {
        serverInfo: { name: 'probity', version },
        capabilities: {
          textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
          hoverProvider: true,
          codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL_KIND], resolveProvider: true },
          ...(pulls
            ? {
                diagnosticProvider: { identifier: 'probity', interFileDependencies: false, workspaceDiagnostics: true },
              }
            : {}),
          workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        },
      };
    },
  );

  connection.onInitialized(() => {
    if (watches) {
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [
          { globPattern: '**/*.{yaml,yml}' },
          { globPattern: '**/*.{py,js,ts,tsx,jsx,json,env}' },
          { globPattern: '**/.env*' },
        ],
      });
    }
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = removed.map((folder) => pathOf(folder.uri, []));
      workspace.folders = [
        ...workspace.folders.filter((folder) => !gone.includes(folder)),
        ...added.map((folder) => pathOf(folder.uri, [])),
      ];
      refreshAll();
    });
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version: fileVersion, text } }) => {
    const work = workspace.open(uri, languageId, fileVersion, text).then((file) => {
      if (!file) return;
      workspace.files.set(uri, file);
      publish(file);
    });
    opening.set(
      uri,
      work
        .catch((error) =>
          connection.console.error(`could not open a file (${error instanceof Error ? error.name : 'error'})`),
        )
        .finally(() => opening.delete(uri)),
    );
  });

  connection.onDidChangeTextDocument(async ({ textDocument: { uri, version: fileVersion }, contentChanges }) => {
    if (opening.has(uri)) await opening.get(uri);
    const file = workspace.files.get(uri);
    if (!file || fileVersion < file.version) return;
    for (const change of contentChanges) {
      const { document } = file;
      if (!('range' in change)) document.edit({ span: [0, document.text.length], text: change.text });
      else {
        const lines = createLines(document.text);
        const from = lines.offsetAt(change.range.start);
        document.edit({ span: [from, Math.max(from, lines.offsetAt(change.range.end))], text: change.text });
      }
    }
    file.version = fileVersion;
    publish(file);
  });

  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    const path = pathOf(uri, workspace.folders);
    if (workspace.isPolicy(uri) || [...workspace.files.values()].some((file) => file.found.sources.includes(path)))
      refreshAll();
  });

  connection.onDidCloseTextDocument(async ({ textDocument: { uri } }) => {
    await opening.get(uri);
    workspace.files.delete(uri);
    if (pulls) return;
    if (audited.has(uri)) checkClosed(uri);
    else {
      send(uri, []);
      published.delete(uri);
    }
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    const paths = changes.map(({ uri }) => pathOf(uri, workspace.folders));
    const sources = new Set([...workspace.files.values()].flatMap((file) => file.found.sources));
    if (changes.some(({ uri }) => workspace.isPolicy(uri)) || paths.some((path) => sources.has(path)))
      return refreshAll();
    for (const { uri } of changes) if (audited.has(uri) && !workspace.files.has(uri)) checkClosed(uri);
  });

  connection.languages.diagnostics.on(async ({ textDocument }) => {
    const file = await fileOf(textDocument.uri);
    return { kind: DocumentDiagnosticReportKind.Full, items: file ? diagnosticsOf(workspace, file) : [] };
  });
  connection.languages.diagnostics.onWorkspace(async (_, token, progress) => {
    const items: { kind: 'full'; uri: string; version: number | null; items: ReturnType<typeof toDiagnostics> }[] = [];
    await auditWorkspace(workspace, version, progress, token, (uri, findings, lines) =>
      items.push({ kind: 'full', uri, version: null, items: toDiagnostics(findings, lines) }),
    );
    for (const file of workspace.files.values())
      items.push({ kind: 'full', uri: file.uri, version: file.version, items: diagnosticsOf(workspace, file) });
    return { items };
  });

  connection.onHover(async ({ textDocument, position }) => {
    const file = await fileOf(textDocument.uri);
    return file ? hoverAt(workspace, file, position) : null;
  });
  connection.onCodeAction(async (params) => {
    const file = await fileOf(params.textDocument.uri);
    return file ? codeActions(workspace, file, params, { lazy: lazyActions, advises: options.advice ?? false }) : [];
  });
  connection.onCodeActionResolve((action) => resolveAction(workspace, action));

  connection.onRequest(AUDIT, async (params: { workDoneToken?: string | number } | null, token) => {
    const progress = connection.window.attachWorkDoneProgress(params?.workDoneToken);
    return auditWorkspace(workspace, version, progress, token, publishClosed);
  });
  connection.onRequest(FIX_ALL, (question: FixAllQuestion) => fixAllInWorkspace(workspace, question));
  connection.onRequest(EXCEPTION_DEFAULTS, (question: ExceptionDefaultsQuestion) =>
    exceptionDefaults(workspace, question),
  );
  connection.onRequest(ADD_EXCEPTION, (question: AddExceptionQuestion) => addException(workspace, question));
  connection.onRequest(EXPLAIN, ({ rule }: { rule: string }) => explainRule(engine.catalog.rules, rule) ?? null);
  connection.onRequest(POLICY_TEMPLATE, () => policyTemplate);
  connection.onRequest(POLICY_OF, ({ uri }: { uri: string }) => workspace.policyOf(uri).file ?? null);
}
