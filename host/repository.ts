import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The root of the git repository that a path lies in; undefined outside of one. */
export function repositoryRoot(path: string): string | undefined {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
