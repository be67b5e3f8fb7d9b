import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { FileReport } from '../engine/audit.ts';
import type { Circumstances, Task } from './audit-file.ts';

/** Results of an earlier audit, to be used where nothing has changed. */
export interface ResultCache {
  /** The report of a file that is as it was; undefined where it is not, or was never audited. */
  get(task: Task): FileReport | undefined;
  put(task: Task, report: FileReport): void;
  /** Writes what this run used and made. A failure is no error: the next run is slower. */
  save(): void;
}

interface Entry {
  /** Size, times and inode: git's way of telling that a file has not changed. */
  readonly stamp: string;
  readonly key: string;
  readonly report: FileReport;
}

const FORMAT = 2;
/** Caches of trees that were not audited for so long are removed. */
const KEPT_DAYS = 30;
const DAY = 86_400_000;
/** A file that was changed this shortly before may change again within the clock's resolution. */
const RACY = 2_000;

/** Where caches lie: outside of every tree. */
const folder = (): string => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'probity');

/**
 * Opens the cache of a tree. Entries are keyed by the file's stamp, the engine's build, the policy and the circumstances; a cache
 * that cannot be read is an empty one.
 * @param policyKey fingerprint of the policy that decides over a task
 */
export function openCache(
  root: string,
  build: string,
  circumstances: Circumstances,
  policyKey: (task: Task) => string,
): ResultCache {
  const file = join(folder(), `${hash(root)}.json`);
  const before = readEntries(file);
  const after = new Map<string, Entry>();
  const general = `${build}|${circumstances.screened}`;
  const keys = new Map<string, string>();
  const keyOf = (task: Task, isDated: boolean): string => {
    const policy = policyKey(task);
    let hashed = keys.get(policy);
    if (!hashed) keys.set(policy, (hashed = hash(policy)));
    return `${general}|${hashed}|${task.language}|${task.scopePath}${isDated ? `|${circumstances.today}` : ''}`;
  };
  return {
    get(task) {
      const entry = before.get(task.path);
      if (!entry || entry.key !== keyOf(task, isDated(entry.report)) || entry.stamp !== stampOf(task.path))
        return undefined;
      after.set(task.path, entry);
      return entry.report.path === task.shown ? entry.report : { ...entry.report, path: task.shown };
    },
    put(task, report) {
      const stamp = stampOf(task.path);
      if (stamp && report.status !== 'skipped')
        after.set(task.path, { stamp, key: keyOf(task, isDated(report)), report });
    },
    save() {
      try {
        mkdirSync(folder(), { recursive: true, mode: 0o700 });
        writeFileAtomic.sync(file, JSON.stringify({ format: FORMAT, entries: [...after] }), {
          mode: 0o600,
          fsync: false,
        });
        prune();
      } catch {
        // No cache is written: a read-only home, a full disk.
      }
    },
  };
}

/** Whether a report says something else on another day: it holds an exception. */
const isDated = (report: FileReport): boolean =>
  report.findings.some((finding) => finding.suppression || finding.section === 'exceptions');

function readEntries(file: string): Map<string, Entry> {
  try {
    const data = JSON.parse(readFileSync(file, 'utf8')) as { format?: number; entries?: [string, Entry][] };
    return data.format === FORMAT && Array.isArray(data.entries) ? new Map(data.entries) : new Map();
  } catch {
    return new Map();
  }
}

function stampOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat || Date.now() - stat.mtimeMs < RACY) return undefined;
  return `${stat.size}-${stat.mtimeMs}-${stat.ctimeMs}-${stat.ino}`;
}

function prune(): void {
  for (const name of readdirSync(folder())) {
    const path = join(folder(), name);
    if (Date.now() - statSync(path).mtimeMs > KEPT_DAYS * DAY) rmSync(path, { force: true });
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
