// Runs the compiled tests with node's test runner. Lists the files itself: Node 20 has no globs, later ones no folders.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../out/test/', import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.test.js') && (wanted.length === 0 || wanted.some((name) => file.startsWith(name))))
  .map((file) => folder + file);
const reporter = process.stdout.isTTY ? 'spec' : 'dot';
const { status } = spawnSync(
  process.execPath,
  ['--test', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', ...files],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
