// Types into a file over stdio, as an editor does, and measures until diagnostics for that version are published.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

/** What people type, broken in-between states included. */
const KEYS = ['a', ' ', '(', ')', 'x', '.', '=', '"', '"', ',', ':', '1'];

export async function typing({ command, args, text, language, edits, options = {} }) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const uri = `file:///tmp/bench/a.${language === 'python' ? 'py' : 'ts'}`;
  let arrived = () => {};
  connection.onNotification('textDocument/publishDiagnostics', (params) => {
    if (params.uri === uri) arrived(params);
  });
  for (const request of ['client/registerCapability', 'workspace/diagnostic/refresh', 'window/workDoneProgress/create'])
    connection.onRequest(request, () => null);
  connection.onRequest('workspace/configuration', ({ items }) => items.map(() => options.settings ?? null));
  connection.listen();
  let began = performance.now();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: 'file:///tmp/bench',
    capabilities: { textDocument: { publishDiagnostics: { versionSupport: true } } },
    initializationOptions: options,
  });
  await connection.sendNotification('initialized', {});
  const start = performance.now() - began;

  // A line that is always a finding, so that every answer differs from the one before: it moves.
  const probe = language === 'python' ? 'eval(probe)\n' : 'eval(probe);\n';
  const until = (test) => new Promise((done) => (arrived = (params) => test(params) && done(params)));
  began = performance.now();
  const first = until(() => true);
  void connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: language, version: 1, text: text + '\n' + probe },
  });
  await first;
  const opened = performance.now() - began;

  const lines = text.split('\n').map((line) => line.length);
  const times = [];
  let seed = 20_261_121;
  const below = (limit) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % limit;
  };
  let version = 1;
  const change = async (range, inserted) => {
    version++;
    const own = version;
    const answer = until((params) => params.version === undefined || params.version >= own);
    const at = performance.now();
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: own },
      contentChanges: [{ range, text: inserted }],
    });
    await answer;
    return performance.now() - at;
  };
  for (let i = 0; i < edits; i++) {
    const line = below(lines.length);
    const character = below(lines[line] + 1);
    // With the key goes a line break, so that the probe moves and an answer has to come.
    const key = `${KEYS[i % KEYS.length]}\n`;
    times.push(await change({ start: { line, character }, end: { line, character } }, key));
    times.push(await change({ start: { line, character }, end: { line: line + 1, character: 0 } }, ''));
  }
  times.sort((a, b) => a - b);
  const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  child.kill();
  connection.dispose();
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
  return {
    start: Math.round(start),
    first: Math.round(opened),
    p50: at(0.5),
    p99: at(0.99),
    memory: Math.round(memory),
  };
}
