// Real source trees that nobody here wrote, as pinned packages: Python from PyPI, TypeScript from npm.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('.cache/', import.meta.url));
const PYTHON = ['pandas==2.2.3', 'scikit-learn==1.5.2'];
const TYPESCRIPT = [
  'effect@3.11.9',
  'viem@2.21.54',
  '@tldraw/editor@3.6.1',
  'convex@1.17.3',
  'rxjs@7.8.1',
  'ethers@6.13.4',
];

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });

function made(name, make) {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  make(part);
  renameSync(part, folder);
  return folder;
}

/** Keeps the files that match, and nothing else. */
function keepOnly(folder, pattern) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isDirectory() && !pattern.test(entry.name))
      rmSync(join(entry.parentPath ?? entry.path, entry.name), { force: true });
  }
}

/** The corpora that can be had here; what cannot is said aloud. */
export function corpora() {
  const found = [];
  try {
    found.push({
      name: 'Python',
      language: 'python',
      folder: made('python', (folder) => {
        run('python3', ['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary', ':all:', '-d', folder, ...PYTHON]);
        for (const wheel of readdirSync(folder).filter((file) => file.endsWith('.whl'))) {
          run('python3', ['-m', 'zipfile', '-e', wheel, '.'], folder);
          rmSync(join(folder, wheel));
        }
        keepOnly(folder, /\.py$/);
      }),
      typing: 'pandas/io/pytables.py',
    });
  } catch (error) {
    console.log(`skipped: the Python corpus (${String(error.message).split('\n')[0]})`);
  }
  try {
    found.push({
      name: 'TypeScript',
      language: 'typescript',
      folder: made('typescript', (folder) => {
        for (const spec of TYPESCRIPT) {
          const file = run('npm', ['pack', '--silent', spec], folder).trim().split('\n').at(-1);
          const target = join(folder, file.replace(/\.tgz$/, ''));
          mkdirSync(target);
          run('tar', ['xzf', file, '-C', target], folder);
          rmSync(join(folder, file));
        }
        keepOnly(folder, /(?<!\.d)\.tsx?$/);
      }),
      typing: 'effect-3.11.9/package/src/Micro.ts',
    });
  } catch (error) {
    console.log(`skipped: the TypeScript corpus (${String(error.message).split('\n')[0]})`);
  }
  return found;
}
