import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type AuditReport, type FileReport, placeFindings, summarise } from '../engine/audit.ts';
import type { Finding, Severity } from '../engine/finding.ts';
import type { Engine } from '../engine/index.ts';
import { createLines } from '../engine/text.ts';
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
  const { candidates, skipped, otherKinds } = listFiles(options.paths, root, policyFor);
  for (const language of new Set(candidates.map((one) => one.language))) await engine.ready(language);
  const screened = options.thorough === undefined ? isLarge(candidates) : !options.thorough;
  const files: FileReport[] = [...skipped];
  const today = options.now.toISOString().slice(0, 10);
  for (const [index, candidate] of candidates.entries()) {
    if (options.cancelled?.()) {
      files.push(
        ...candidates.slice(index).map((one) => skip(pathFrom(root, one.path), 'the audit was cancelled', false)),
      );
      break;
    }
    const file = auditFile(engine, candidate, policyFor(dirname(candidate.path)), root, today, screened, options);
    files.push(file);
    options.progress?.(file, index + 1, candidates.length, candidate.path);
    if (index % FILES_BETWEEN_YIELDS === 0) await new Promise((next) => setImmediate(next));
  }
  return {
    startedAt: options.now.toISOString(),
    seconds: (Date.now() - began) / 1000,
    engineVersion: options.version,
    policy: main.file && pathFrom(root, main.file),
    failOn: options.failOn,
    files,
    otherKinds,
    ...summarise(
      files,
      options.failOn,
      engine.catalog.sections.filter(({ id }) => options.sections?.includes(id) ?? true),
    ),
  };
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
  const skipped: FileReport[] = [];
  let otherKinds = 0;
  for (const path of paths) {
    const start = resolve(path);
    const found = walk(start, (entry) => isExcluded(entry, start, policyFor));
    otherKinds += found.otherKinds;
    for (const file of found.files) byPath.set(file.path, file);
    for (const { path: folder, reason } of found.unreadable) skipped.push(skip(pathFrom(root, folder), reason, false));
  }
  return { candidates: [...byPath.values()], skipped, otherKinds };
}

/** A path that was asked for is never excluded by the globs that its own folder matches. */
function isExcluded(entry: string, start: string, policyFor: (folder: string) => FoundPolicy): boolean {
  const { policy, base } = policyFor(dirname(entry));
  const from = policy.excludes(`${pathFrom(base, start)}/x`) ? start : base;
  const path = pathFrom(from, entry.replace(/[/\\]$/, ''));
  return !path.startsWith('..') && policy.excludes(/[/\\]$/.test(entry) ? `${path}/x` : path);
}

const skip = (path: string, reason: string, expected: boolean): FileReport => ({
  path,
  status: 'skipped',
  reason,
  expected,
  lines: 0,
  findings: [],
});

function auditFile(
  engine: Engine,
  { path, language }: Candidate,
  found: FoundPolicy,
  root: string,
  today: string,
  screened: boolean,
  options: AuditOptions,
): FileReport {
  const shown = pathFrom(root, path);
  const unsaved = options.overlay?.get(path);
  const read = unsaved === undefined ? readTextFile(path) : { text: unsaved };
  if (!('text' in read)) return skip(shown, read.reason, read.expected);
  const { text } = read;
  try {
    const document = engine.open({
      path: pathFrom(found.base, path),
      language,
      text,
      policy: found.policy,
      today,
      screened,
    });
    const findings = selected(document.findings(), options);
    return {
      path: shown,
      language,
      status: document.recovered ? 'recovered' : document.unread ? 'screened' : 'analysed',
      lines: createLines(text).count,
      findings: placeFindings(text, findings),
    };
  } catch (error) {
    return skip(shown, `analysis failed (${error instanceof Error ? error.name : 'error'})`, false);
  }
}

/** Leaves out sections that were not asked for, and takes exceptions off where that is wanted. */
function selected(findings: readonly Finding[], { sections, ignoreExceptions }: AuditOptions): Finding[] {
  return findings
    .filter(({ section }) => !sections || sections.includes(section) || section === 'analysis')
    .filter(({ section }) => !(ignoreExceptions && section === 'exceptions'))
    .map((finding) => {
      if (!ignoreExceptions) return finding;
      const { suppression: _, ...bare } = finding;
      return bare;
    });
}
