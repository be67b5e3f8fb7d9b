import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type AuditReport, type FileReport, summarise } from '../engine/audit.ts';
import { ruleContext } from '../engine/check.ts';
import type { Severity } from '../engine/finding.ts';
import type { Engine } from '../engine/index.ts';
import { createLines } from '../engine/text.ts';
import { auditFile, type Circumstances, skipped, type Task } from './audit-file.ts';
import { openCache } from './cache.ts';
import { auditInWorkers } from './pool.ts';
import { createPolicyStore, type FoundPolicy, type PolicyStore, pathFrom } from './policy.ts';
import { readTextFile } from './read.ts';
import { repositoryRoot } from './repository.ts';
import { type Candidate, walk } from './walk.ts';

export interface AuditOptions {
  /** Files and folders; at least one. */
  readonly paths: readonly string[];
  /** The worst severity that still passes is the one below. */
  readonly failOn: Severity;
  /** Only these sections; undefined for all. */
  readonly sections?: readonly string[];
  /** Report what exceptions cover as if there were none. */
  readonly ignoreExceptions?: boolean;
  /** A policy file to use for everything. */
  readonly policyFile?: string;
  readonly version: string;
  /** Parse everything (true) or only what a rule might fire on (false); undefined: everything in a small tree. */
  readonly thorough?: boolean;
  /** Identifies the program for the cache; undefined: no cache. */
  readonly cacheBuild?: string;
  /** Script for worker threads in large trees; undefined: everything on this thread. */
  readonly workerScript?: URL;
  readonly now: Date;
  /** Unsaved texts of an editor, by absolute path. */
  readonly overlay?: ReadonlyMap<string, string>;
  readonly policies?: PolicyStore;
  /** Called after every file. */
  progress?(file: FileReport, done: number, total: number, absolutePath: string): void;
  /** True ends the audit; what was done so far comes back. */
  cancelled?(): boolean;
}

/** An audit that could not start. The message names the file and says what to do. */
export class UnusableInput extends Error {
  /** Problems of the policy, placed in its text. */
  readonly problems: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
  constructor(message: string, problems: UnusableInput['problems'] = []) {
    super(message);
    this.problems = problems;
  }
}

/** From this many bytes of source on, what no rule can fire on is not parsed. */
const LARGE_TREE = 3_000_000;

function isLarge(candidates: readonly Candidate[]): boolean {
  let bytes = 0;
  for (const { path } of candidates) {
    bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes > LARGE_TREE) return true;
  }
  return false;
}

/** How many files are done between two looks at the event loop. */
const FILES_BETWEEN_YIELDS = 8;

/**
 * Audits files and folders. Every file that is not read is in the report with its reason.
 * @throws UnusableInput where a path does not exist or a policy has mistakes
 */
export async function audit(engine: Engine, options: AuditOptions): Promise<AuditReport> {
  const began = Date.now();
  const root = commonRoot(options.paths);
  const policies = options.policies ?? createPolicyStore(engine);
  const boundary = repositoryRoot(root) ?? root;
  const policyFor = (folder: string): FoundPolicy =>
    usable(options.policyFile ? policies.load(resolve(options.policyFile)) : policies.for(folder, boundary), root);
  const main = policyFor(root);
  const { candidates, skipped: unread, otherKinds } = listFiles(options.paths, root, policyFor);
  const large = isLarge(candidates);
  const circumstances = {
    today: options.now.toISOString().slice(0, 10),
    screened: options.thorough === undefined ? large : !options.thorough,
  };
  const tasks = candidates.map(({ path, language }): Task => {
    const { file, base } = policyFor(dirname(path));
    return { path, shown: pathFrom(root, path), scopePath: pathFrom(base, path), language, policyFile: file };
  });
  const cache = options.cacheBuild
    ? openCache(root, options.cacheBuild, circumstances, (task) => policyFor(dirname(task.path)).policy.fingerprint)
    : undefined;

  const done = new Map<string, FileReport>();
  const finish = (task: Task, file: FileReport, isNew: boolean): boolean => {
    if (isNew) cache?.put(task, file);
    const own = selected(file, options);
    done.set(task.path, own);
    options.progress?.(own, done.size, tasks.length, task.path);
    return options.cancelled?.() ?? false;
  };
  const open = tasks.filter((task) => {
    const known = options.overlay?.has(task.path) ? undefined : cache?.get(task);
    if (known) finish(task, known, false);
    return !known;
  });
  if (options.workerScript && large && open.length > FILES_BETWEEN_YIELDS) {
    await auditInWorkers(options.workerScript, open, circumstances, (task, file) => finish(task, file, true));
  } else await auditHere(engine, open, policyFor, circumstances, options, finish);
  cache?.save();

  const files = [
    ...unread,
    ...tasks.map((task) => done.get(task.path) ?? skipped(task.shown, 'the audit was cancelled', false)),
  ];
  return {
    startedAt: options.now.toISOString(),
    seconds: (Date.now() - began) / 1000,
    engineVersion: options.version,
    policy: main.file && pathFrom(root, main.file),
    policies: [...new Set(tasks.flatMap(({ policyFile }) => (policyFile ? [pathFrom(root, policyFile)] : [])))],
    failOn: options.failOn,
    files,
    otherKinds,
    ...summarise(
      files,
      options.failOn,
      engine.catalog.sections
        .filter(({ id }) => options.sections?.includes(id) ?? true)
        .map((section) => ({ ...section, checked: isChecked(section.id, tasks, policyFor) })),
    ),
  };
}

/** Whether some rule of a section has a say over some file. */
function isChecked(section: string, tasks: readonly Task[], policyFor: (folder: string) => FoundPolicy): boolean {
  const policies = new Map(tasks.map((task) => [task.policyFile, policyFor(dirname(task.path)).policy]));
  return [...policies].some(([file, policy]) =>
    policy.settings.some((setting) => {
      const { concerns, section: own } = setting.rule;
      if (own !== section) return false;
      const concernsTask = ({ policyFile, scopePath, language }: Task) =>
        policyFile === file && (!concerns || concerns(ruleContext(policy, setting, scopePath, language, '')));
      return tasks.some(concernsTask);
    }),
  );
}

/** Audits on this thread, and lets others have their turn in between. */
async function auditHere(
  engine: Engine,
  tasks: readonly Task[],
  policyFor: (folder: string) => FoundPolicy,
  circumstances: Circumstances,
  { overlay, cancelled }: AuditOptions,
  finish: (task: Task, file: FileReport, isNew: boolean) => boolean,
): Promise<void> {
  for (const language of new Set(tasks.map((task) => task.language))) await engine.ready(language);
  for (const [index, task] of tasks.entries()) {
    if (cancelled?.()) return;
    const { policy } = policyFor(dirname(task.path));
    if (finish(task, auditFile(engine, task, policy, circumstances, overlay?.get(task.path)), true)) return;
    if (index % FILES_BETWEEN_YIELDS === 0) await new Promise((next) => setImmediate(next));
  }
}

function usable(found: FoundPolicy, root: string): FoundPolicy {
  if (found.usable || !found.file) return found;
  const lines = createLines(readText(found.file));
  const problems = found.problems
    .filter(({ severity }) => severity === 'critical')
    .map(({ span, message }) => {
      const { line, character } = lines.positionAt(span[0]);
      return { file: pathFrom(root, found.file!) || found.file!, line: line + 1, column: character + 1, message };
    });
  throw new UnusableInput(
    `The policy ${found.file} has mistakes, so nothing was audited. Correct it and run again.`,
    problems,
  );
}

function readText(file: string): string {
  const read = readTextFile(file);
  return 'text' in read ? read.text : '';
}

/** The folder that all given paths lie in. */
function commonRoot(paths: readonly string[]): string {
  const folders = paths.map((path) => {
    const absolute = resolve(path);
    const stat = statSync(absolute, { throwIfNoEntry: false });
    if (!stat) throw new UnusableInput(`There is no file or folder ${path}.`);
    return stat.isDirectory() ? absolute : dirname(absolute);
  });
  return folders.reduce((common, folder) => {
    let shared = common;
    while (folder !== shared && !folder.startsWith(shared.endsWith('/') ? shared : `${shared}/`))
      shared = dirname(shared);
    return shared;
  });
}

function listFiles(paths: readonly string[], root: string, policyFor: (folder: string) => FoundPolicy) {
  const byPath = new Map<string, Candidate>();
  const skippedFolders: FileReport[] = [];
  let otherKinds = 0;
  for (const path of paths) {
    const start = resolve(path);
    const found = walk(start, (entry) => isExcluded(entry, start, policyFor));
    otherKinds += found.otherKinds;
    for (const file of found.files) byPath.set(file.path, file);
    for (const { path: folder, reason } of found.unreadable)
      skippedFolders.push(skipped(pathFrom(root, folder), reason, false));
  }
  return { candidates: [...byPath.values()], skipped: skippedFolders, otherKinds };
}

/** A path that was asked for is never excluded by the globs that its own folder matches. */
function isExcluded(entry: string, start: string, policyFor: (folder: string) => FoundPolicy): boolean {
  const { policy, base } = policyFor(dirname(entry));
  const from = policy.excludes(`${pathFrom(base, start)}/x`) ? start : base;
  const path = pathFrom(from, entry.replace(/[/\\]$/, ''));
  return !path.startsWith('..') && policy.excludes(/[/\\]$/.test(entry) ? `${path}/x` : path);
}

/** Leaves out sections that were not asked for, and takes exceptions off where that is wanted. */
function selected(file: FileReport, { sections, ignoreExceptions }: AuditOptions): FileReport {
  if (!sections && !ignoreExceptions) return file;
  const findings = file.findings
    .filter(({ section }) => !sections || sections.includes(section) || section === 'analysis')
    .filter(({ section }) => !(ignoreExceptions && section === 'exceptions'))
    .map((finding) => {
      if (!ignoreExceptions) return finding;
      const { suppression: _, ...bare } = finding;
      return bare;
    });
  return { ...file, findings };
}
