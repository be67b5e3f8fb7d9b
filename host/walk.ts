import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { type LanguageId, languageOf } from '../engine/language.ts';
import { firstLine } from './read.ts';

/** A file to audit. */
export interface Candidate {
  readonly path: string;
  readonly language: LanguageId;
}

/** What a walk found. */
export interface Walk {
  readonly files: readonly Candidate[];
  /** Files of kinds that Probity does not read. */
  readonly otherKinds: number;
  /** Folders that could not be listed, with the reason. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/** One folder's `.gitignore`, for paths from that folder. */
interface IgnoreRule {
  readonly folder: string;
  readonly matcher: Ignore;
}

/** Environment files are audited although git ignores them: that is where placeholders and modes are checked. */
const ALWAYS = /^\.env(?:\.|$)/;

/**
 * Lists the files under a folder (or the one file given). Leaves out what `.gitignore` files leave out, but for
 * `.env*`, and what `excluded` names. Links are not followed.
 */
export function walk(start: string, excluded: (path: string) => boolean, useIgnoreFiles = true): Walk {
  const files: Candidate[] = [];
  const unreadable: { path: string; reason: string }[] = [];
  let otherKinds = 0;

  const take = (path: string, name: string) => {
    const language = languageOf(path) ?? (name.includes('.') ? undefined : languageOf(path, firstLine(path)));
    if (language) files.push({ path, language });
    else otherKinds++;
  };

  const visit = (folder: string, rules: readonly IgnoreRule[]) => {
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      unreadable.push({
        path: folder,
        reason: `cannot be listed (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      });
      return;
    }
    const own =
      useIgnoreFiles && entries.some((entry) => entry.name === '.gitignore') ? [...rules, ignoreRule(folder)] : rules;
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      const isFolder = entry.isDirectory();
      if (entry.name === '.git' || excluded(isFolder ? `${path}${sep}` : path)) continue;
      if (isIgnored(own, path, isFolder) && !(ALWAYS.test(entry.name) && !isFolder)) continue;
      if (isFolder) visit(path, own);
      else if (entry.isFile()) take(path, entry.name);
    }
  };

  if (statSync(start).isDirectory()) visit(start, useIgnoreFiles ? ignoreRulesAbove(start) : []);
  else {
    const language = languageOf(start, firstLine(start)) ?? 'text';
    files.push({ path: start, language });
  }
  return { files, otherKinds, unreadable };
}

function ignoreRule(folder: string): IgnoreRule {
  const matcher = ignore();
  try {
    matcher.add(readFileSync(join(folder, '.gitignore'), 'utf8'));
  } catch {
    // An unreadable .gitignore ignores nothing.
  }
  return { folder, matcher };
}

/** The `.gitignore` files of the folders above, up to the repository's root. */
function ignoreRulesAbove(start: string): IgnoreRule[] {
  const folders: string[] = [];
  for (let folder = start, up = join(folder, '..'); ; folder = up, up = join(folder, '..')) {
    if (folder !== start) folders.push(folder);
    if (exists(join(folder, '.git'))) break;
    if (up === folder) return [];
  }
  const rules = folders
    .reverse()
    .filter((folder) => exists(join(folder, '.gitignore')))
    .map(ignoreRule);
  // A folder that was asked for by name is audited even where a file above ignores it.
  return isIgnored(rules, start, true) ? [] : rules;
}

function isIgnored(rules: readonly IgnoreRule[], path: string, isFolder: boolean): boolean {
  let ignored = false;
  for (const { folder, matcher } of rules) {
    const from = relative(folder, path).split(sep).join('/');
    const verdict = matcher.test(isFolder ? `${from}/` : from);
    if (verdict.ignored) ignored = true;
    else if (verdict.unignored) ignored = false;
  }
  return ignored;
}

function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}
