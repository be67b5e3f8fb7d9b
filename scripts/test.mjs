// Runs the compiled tests with node's test runner. Lists the files itself: Node 20 has no globs, later ones no folders.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../out/test/', import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.test.js') && (wanted.length === 0 || wanted.some((name) => file.startsWith(name))))
  .map((file) => folder + file);
const record = fileURLToPath(new URL('../out/test.tap', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [
    '--test',
    `--test-reporter=${process.stdout.isTTY ? 'spec' : 'dot'}`,
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${record}`,
    ...files,
  ],
  { stdio: 'inherit' },
);
const count = (word) =>
  /^# \w+ (\d+)$/.exec(readFileSync(record, 'utf8').match(new RegExp(`^# ${word} \\d+$`, 'm'))?.[0] ?? '')?.[1] ?? '0';
console.log(`\n${count('pass')} passed, ${count('fail')} failed`);
process.exit(status ?? 1);
