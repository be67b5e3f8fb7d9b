import picomatch from 'picomatch/posix.js';

/** A test of paths against globs, in gitignore's sense: `tests/` is the folder, `*.md` is a file anywhere. */
export function pathTest(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  return picomatch(globs.flatMap(spellOut), { dot: true });
}

/** Gitignore's short forms in full: a pattern without a slash matches at any depth, a folder everything in it. */
function spellOut(glob: string): string[] {
  const anchored = glob.startsWith('/') || glob.slice(0, -1).includes('/');
  const bare = glob.replace(/^\.?\//, '');
  const rooted = anchored || bare.startsWith('**') ? bare : `**/${bare}`;
  if (rooted.endsWith('/')) return [`${rooted}**`];
  return /\*$|\.\w+$/.test(rooted) ? [rooted] : [rooted, `${rooted}/**`];
}
