// Packages the VS Code extension. The packager lives with the editor tests, so that the root install stays small.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vsce = `${root}test/editor/node_modules/.bin/vsce`;
if (!existsSync(vsce)) {
  console.error('The packager is not installed. Run `npm run setup --prefix test/editor` first.');
  process.exit(2);
}
const { status } = spawnSync(
  vsce,
  ['package', '--no-dependencies', '--no-rewrite-relative-links', '--out', 'probity.vsix'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
