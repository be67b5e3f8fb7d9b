// npm run bench [-- --quick]: measures Probity and its peers on the same machine in the same run, and prints tables.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpora } from './corpora.mjs';
import { typing } from './lsp.mjs';
import { findPeer, peersFor } from './peers.mjs';

const quick = process.argv.includes('--quick');
const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const lines = [];
const say = (line = '') => {
  lines.push(line);
  console.log(line);
};
const row = (...cells) => say(`| ${cells.join(' | ')} |`);

/** Wall time in seconds and peak memory in MB of a whole process; the best of some runs. */
function time(command, args, runs) {
  let best = Number.POSITIVE_INFINITY;
  let memory = 0;
  for (let i = 0; i < runs; i++) {
    const began = process.hrtime.bigint();
    const { error, stderr } = spawnSync('/usr/bin/time', ['-f', 'PEAK %M', command, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (error) throw error;
    best = Math.min(best, Number(process.hrtime.bigint() - began) / 1e9);
    memory = Math.max(memory, Number(/PEAK (\d+)/.exec(stderr)?.[1] ?? 0) / 1024);
  }
  return { seconds: best, memory: Math.round(memory) };
}

const megabytes = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true }).reduce(
    (sum, entry) => (entry.isFile() ? sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size : sum),
    0,
  ) / 1e6;

say(
  `Machine: ${cpus().length} × ${cpus()[0].model}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}. Command: \`npm run bench${quick ? ' -- --quick' : ''}\`.`,
);
for (const corpus of corpora()) {
  say();
  say(`### Audit: ${corpus.name}, ${megabytes(corpus.folder).toFixed(1)} MB, whole processes`);
  say();
  row('what', 'seconds', 'peak MB', 'Probity is faster by', 'target');
  row('---', '---:', '---:', '---:', '---:');
  const audit = (...more) => [program, 'audit', corpus.folder, '--limit', '1', ...more];
  const cold = time(process.execPath, audit('--no-cache'), quick ? 1 : 3);
  row('**Probity, cold**', cold.seconds.toFixed(2), cold.memory, '', '');
  time(process.execPath, audit(), 1);
  const warm = time(process.execPath, audit(), 3);
  row(
    '**Probity, warm**',
    warm.seconds.toFixed(2),
    warm.memory,
    `${Math.round((100 * warm.seconds) / cold.seconds)} % of cold`,
    '≤ 25 %',
  );
  const { ready, missing } = peersFor(corpus.language);
  for (const peer of ready) {
    if (quick && !['rg', 'ruff'].includes(peer.name)) continue;
    const its = time(peer.command, peer.args(corpus.folder), 1);
    row(
      peer.name,
      its.seconds.toFixed(2),
      its.memory,
      `${(its.seconds / cold.seconds).toFixed(2)} ×`,
      peer.target === 'floor' ? 'floor' : `${peer.target} ×`,
    );
  }
  if (missing.length > 0) say(`\nskipped, not installed: ${missing.join(', ')}`);

  say();
  say(`### Typing: ${corpus.name}, over stdio, keystroke to published diagnostics`);
  say();
  row('server', 'lines', 'start ms', 'first diagnostics ms', 'p50 ms', 'p99 ms', 'RSS MB');
  row('---', '---:', '---:', '---:', '---:', '---:', '---:');
  const source = readFileSync(join(corpus.folder, corpus.typing), 'utf8').split('\n');
  const sized = (count) => Array.from({ length: count }, (_, index) => source[index % source.length]).join('\n');
  for (const count of [1000, 5000, 50_000]) {
    const its = await typing({
      command: process.execPath,
      args: [program, 'lsp', '--stdio'],
      text: sized(count),
      language: corpus.language,
      edits: quick ? 60 : 300,
    });
    row('**Probity**', count, its.start, its.first, its.p50, its.p99, its.memory);
  }
  const ruff = corpus.language === 'python' ? findPeer('ruff') : undefined;
  if (ruff) {
    const settings = {
      configurationPreference: 'editorOnly',
      lint: { enable: true, select: ['S', 'E722', 'T201', 'BLE001'] },
    };
    const its = await typing({
      command: ruff,
      args: ['server', '--isolated'],
      text: sized(5000),
      language: 'python',
      edits: quick ? 30 : 100,
      options: { settings, globalSettings: settings },
    });
    row('ruff', 5000, its.start, its.first, its.p50, its.p99, its.memory);
  }
}
if (process.argv.includes('--write')) {
  const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
  writeFileSync(page, `# Performance\n\nThe last run of the benchmark. Both sides of a ratio come from this run.\n\n`);
  appendFileSync(page, `${lines.join('\n')}\n`);
}
