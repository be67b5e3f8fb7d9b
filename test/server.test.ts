import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { CodeAction, Diagnostic, Hover } from 'vscode-languageserver-protocol';
import { startClient, type TestClient } from './lsp-client.ts';

const PUSH = {
  textDocument: { codeAction: { resolveSupport: { properties: ['edit'] } } },
  window: { workDoneProgress: true },
};
const PULL = { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } };

const rules = (list: readonly Diagnostic[]) => list.map((one) => one.code);
const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

describe('a client that is pushed to', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient(PUSH, { 'closed.py': 'result = eval(text)\n', 'agent_rules.yaml': 'version: 1\n' });
  });
  after(() => client.stop());

  it('gets diagnostics with the version of the document, while typing', async () => {
    const uri = client.open('typing.py', 'x = 1\n');
    client.change(uri, 2, [
      { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: 'y = eval(x)\n' },
    ]);
    const found = await client.diagnostics(uri, (list, version) => version === 2 && list.length === 1);
    assert.deepEqual(rules(found), ['security/dynamic-eval']);
    assert.deepEqual(found[0]!.range, { start: { line: 1, character: 4 }, end: { line: 1, character: 8 } });
    client.change(uri, 3, [
      { range: { start: { line: 1, character: 4 }, end: { line: 1, character: 8 } }, text: 'len' },
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '# 🔑 "' },
    ]);
    await client.diagnostics(uri, (list, version) => version === 3 && list.length === 0);
  });

  it('says nothing again where nothing has changed', async () => {
    const uri = client.open('quiet.py', 'y = eval(x)\n');
    await client.diagnostics(uri, (list) => list.length === 1);
    const before = client.published.length;
    client.change(uri, 2, [
      { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: 'z = 1\n' },
    ]);
    await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 5 },
    });
    assert.equal(client.published.length, before);
  });

  it('offers a fix that is completed when chosen, an exception and an explanation', async () => {
    const uri = client.open('fix.py', 'y = eval(x)\n');
    await client.diagnostics(uri, (list) => list.length === 1);
    const range = { start: { line: 0, character: 5 }, end: { line: 0, character: 5 } };
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [] },
    });
    assert.deepEqual(
      actions.map((action) => action.title),
      [
        'Replace `eval` with `ast.literal_eval`',
        'Add security exception for security/dynamic-eval…',
        'Explain security/dynamic-eval',
      ],
    );
    assert.equal(actions[0]!.edit, undefined);
    const resolved = await client.connection.sendRequest<CodeAction>('codeAction/resolve', actions[0]);
    const edits = (resolved.edit!.documentChanges![0] as { edits: { newText: string }[] }).edits.map(
      (edit) => edit.newText,
    );
    assert.deepEqual(edits, ['import ast\n\n', 'ast.literal_eval']);
    client.change(uri, 2, [{ text: 'z = 1\n' }]);
    await client.diagnostics(uri, (list) => list.length === 0);
    const stale = await client.connection.sendRequest<CodeAction>('codeAction/resolve', actions[0]);
    assert.equal(stale.edit, undefined, 'no edit for a text that is gone');
  });

  it('runs safe fixes on save and leaves the others alone', async () => {
    const uri = client.open('save.py', 'import yaml\na = yaml.load(f)\nb = eval(x)\n');
    await client.diagnostics(uri, (list) => list.length === 2);
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: whole,
      context: { diagnostics: [], only: ['source.fixAll'] },
    });
    assert.equal(actions.length, 1);
    assert.equal(actions[0]!.kind, 'source.fixAll.compliance');
    const [edit] = (actions[0]!.edit!.documentChanges![0] as { edits: { newText: string }[] }).edits;
    assert.equal(edit!.newText, 'safe_');
  });

  it('explains a finding on hover, and names the policy', async () => {
    const uri = client.open('hover.py', 'y = eval(x)\n');
    await client.diagnostics(uri, (list) => list.length === 1);
    const hover = await client.connection.sendRequest<Hover>('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 6 },
    });
    const text = (hover.contents as { value: string }).value;
    assert.match(text, /runs with the rights of the process/);
    assert.match(text, /`agent_rules.yaml`/);
  });

  it('shows mistakes of the policy in its YAML while the last good one stays in force; saving applies it', async () => {
    const code = client.open('policy_user.py', 'y = eval(x)\n');
    await client.diagnostics(code, (list) => list.length === 1);
    const uri = client.open('agent_rules.yaml', 'security:\n  enabeld: false\n', 'yaml');
    const found = await client.diagnostics(uri, (list) => list.length === 1);
    assert.deepEqual(found[0]!.range.start, { line: 1, character: 2 });
    assert.match(String(found[0]!.message), /Did you mean `enabled`\?/);
    const good = 'security:\n  enabled: false\n';
    client.change(uri, 2, [{ text: good }]);
    await client.diagnostics(uri, (list) => list.length === 0);
    writeFileSync(join(client.folder, 'agent_rules.yaml'), good);
    void client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await client.diagnostics(code, (list) => list.length === 0);
    writeFileSync(join(client.folder, 'agent_rules.yaml'), 'version: 1\n');
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
    await client.diagnostics(code, (list) => list.length === 1);
  });

  it('audits the whole workspace and keeps the results of closed files', async () => {
    mkdirSync(join(client.folder, 'deep'), { recursive: true });
    client.write('deep/closed.ts', 'export const x = eval(body);\n');
    const answer = await client.connection.sendRequest<{ verdict: string; summary: string; report: string }>(
      'probity/audit',
      { workDoneToken: 'one' },
    );
    assert.equal(answer.verdict, 'failed');
    assert.match(answer.report, /AUDIT REPORT/);
    await client.diagnostics(client.uri('deep/closed.ts'), (list) => list.length === 1);
    const uri = client.open('closed.py', 'result = eval(text)\n');
    void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await client.diagnostics(uri, (list) => list.length === 1);
  });

  it('writes an exception that the engine accepts', async () => {
    const text = 'def run(code):\n    value = 1\n    exec(\n        code\n    )\n';
    const uri = client.open('exception.py', text);
    await client.diagnostics(uri, (list) => list.length === 1);
    const at = { line: 2, character: 6 };
    const defaults = await client.connection.sendRequest<{ rule: string; today: string; reviewBy: string }>(
      'probity/exceptionDefaults',
      { uri, at },
    );
    assert.deepEqual(
      [defaults.rule, defaults.today, defaults.reviewBy],
      ['security/dynamic-exec', '2026-01-31', '2026-05-01'],
    );
    const form = {
      justification: 'Formulas of the desk are compiled at start',
      risk: 'Low',
      mitigation: 'Reviewed formulas only',
      approver: 'Dana Ortiz',
      approvedOn: '2026-01-31',
      reviewBy: '2026-05-01',
    };
    const answer = await client.connection.sendRequest<{ at: object; text: string }>('probity/addException', {
      uri,
      at,
      form,
    });
    assert.deepEqual(answer.at, { line: 2, character: 0 });
    client.change(uri, 2, [{ range: { start: answer.at, end: answer.at }, text: answer.text }]);
    const found = await client.diagnostics(uri, (list) => list.some((one) => one.severity === 4));
    assert.match(String(found[0]!.message), /^Accepted until 2026-05-01 by Dana Ortiz/);
  });

  it('refuses exceptions that the policy does not allow', async () => {
    const uri = client.open('never.py', 'api_key = "pk_1234567890abcdef"\n');
    await client.diagnostics(uri, (list) => list.length === 1);
    const defaults = await client.connection.sendRequest<{ refusal: string }>('probity/exceptionDefaults', {
      uri,
      at: { line: 0, character: 12 },
    });
    assert.match(defaults.refusal, /allows no exception/);
  });

  it('outlives nonsense', async () => {
    const { connection } = client;
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: 'file:///nowhere.py', version: 3 },
      contentChanges: [{ text: 'x' }],
    });
    const uri = client.open('%%%.py', 'y = eval(x)\n');
    client.change(uri, 2, [
      { range: { start: { line: 90, character: 5 }, end: { line: 1, character: 900 } }, text: 'a' },
    ]);
    assert.deepEqual(
      await connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri: 'untitled:none' },
        range: whole,
        context: { diagnostics: [] },
      }),
      [],
    );
    assert.equal(
      await connection.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position: { line: 99, character: 99 },
      }),
      null,
    );
    const unsaved = 'untitled:Untitled-1';
    void connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: unsaved, languageId: 'python', version: 1, text: 'y = eval(x)\n' },
    });
    await client.diagnostics(unsaved, (list) => list.length === 1);
  });
});

describe('a client that only pulls', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient(PULL, { 'other.py': 'import pickle\npickle.load(f)\n' });
  });
  after(() => client.stop());

  it('is told so, and gets the same findings', async () => {
    assert.ok(client.capabilities['diagnosticProvider']);
    const uri = client.open('a.py', 'y = eval(x)\n');
    const report = await client.connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    assert.deepEqual(rules(report.items), ['security/dynamic-eval']);
    client.change(uri, 2, [{ text: 'y = 1\n' }]);
    const empty = await client.connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    assert.deepEqual(empty.items, []);
    assert.equal(client.published.length, 0, 'nothing is pushed');
  });

  it('gets the whole workspace', async () => {
    const report = await client.connection.sendRequest<{ items: { uri: string; items: Diagnostic[] }[] }>(
      'workspace/diagnostic',
      { previousResultIds: [] },
    );
    const other = report.items.find((item) => item.uri === client.uri('other.py'));
    assert.deepEqual(rules(other!.items), ['security/unsafe-deserialization']);
  });
});
