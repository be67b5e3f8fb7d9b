// Runs the editor suite on the packaged VSIX: in VS Code's server build with Chromium, which needs no download from
// anywhere but npm and the system's packages. Prints `N passed, N failed`.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from './launch.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));

if (!existsSync(`${here}node_modules/code-server/lib/vscode/node_modules`)) {
  const { status } = spawnSync(process.execPath, [`${here}setup.mjs`], { stdio: 'inherit' });
  if (status !== 0) process.exit(2);
}
if (!existsSync(`${root}probity.vsix`)) {
  console.error('There is no probity.vsix. Run `npm run vsix` first.');
  process.exit(2);
}
try {
  const result = await launch({
    packages: here,
    vsix: `${root}probity.vsix`,
    suite: `${here}suite.cjs`,
    workspace: `${root}examples/trading-bot`,
    out: `${root}out/editor`,
    timeout: 300,
    verbose: process.argv.includes('--verbose'),
  });
  for (const test of result.tests)
    console.log(
      `${test.ok ? '  ok  ' : 'FAIL  '} ${test.name} (${test.ms} ms)${test.ok ? '' : `\n${String(test.error).replace(/^/gm, '        ')}`}`,
    );
  const failed = result.tests.filter((test) => !test.ok).length;
  console.log(`VS Code ${result.version}`);
  console.log(`${result.tests.length - failed} passed, ${failed} failed`);
  if (process.argv.includes('--keep-picture'))
    copyFileSync(`${root}out/editor/screenshots/editor.png`, `${root}docs/screenshot.png`);
  process.exitCode = failed || result.tests.length === 0 ? 1 : 0;
} catch (error) {
  console.error(`The editor tests could not be run to their end. ${error.message}`);
  process.exitCode = 1;
}
