import picomatch from 'picomatch/posix.js';

const compiled = new WeakMap<readonly string[], (path: string) => boolean>();

/**
 * A test of paths against globs, in gitignore's sense: `tests/` is the folder, `*.md` is a file anywhere.
 * A list is compiled once, however many files are tested against it.
 */
export function pathTest(globs: readonly string[]): (path: string) => boolean {
  let test = compiled.get(globs);
  if (!test) {
    test = globs.length === 0 ? () => false : picomatch(globs.flatMap(spellOut), { dot: true });
    compiled.set(globs, test);
  }
  return test;
}

/** Gitignore's short forms in full: a pattern without a slash matches at any depth, a folder everything in it. */
function spellOut(glob: string): string[] {
  const anchored = glob.startsWith('/') || glob.slice(0, -1).includes('/');
  const bare = glob.replace(/^\.?\//, '');
  const rooted = anchored || bare.startsWith('**') ? bare : `**/${bare}`;
  if (rooted.endsWith('/')) return [`${rooted}**`];
  return /\*$|\.\w+$/.test(rooted) ? [rooted] : [rooted, `${rooted}/**`];
}
