import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Finding } from '../engine/finding.ts';
import type { Engine } from '../engine/index.ts';
import { type PolicyText, policyParents } from '../engine/policy/load.ts';
import type { Policy } from '../engine/policy/policy.ts';

/** The policy's file name. */
export const POLICY_FILE = 'agent_rules.yaml';

/** A policy and the folder that its paths start from. */
export interface FoundPolicy {
  readonly policy: Policy;
  /** Absolute path of the file; undefined for the built-in policy. */
  readonly file: string | undefined;
  readonly base: string;
  readonly problems: readonly Finding[];
  readonly usable: boolean;
  /** Files that it was made from, for watching. */
  readonly sources: readonly string[];
}

/** Finds and loads policies; keeps them until `forget`. */
export interface PolicyStore {
  /** The nearest policy at or above a folder, not above `root`. */
  for(folder: string, root: string): FoundPolicy;
  load(file: string): FoundPolicy;
  /** Uses a text instead of the file: an editor's unsaved policy. */
  loadText(file: string, text: string): FoundPolicy;
  forget(): void;
}

/** Creates a store. When a changed policy is unusable, the last good one of that file stays in force. */
export function createPolicyStore(engine: Engine): PolicyStore {
  let byFile = new Map<string, FoundPolicy>();
  let byFolder = new Map<string, string | undefined>();
  const lastGood = new Map<string, Policy>();

  const nearest = (folder: string, root: string): string | undefined => {
    const key = `${root}\0${folder}`;
    if (byFolder.has(key)) return byFolder.get(key);
    const file = join(folder, POLICY_FILE);
    const up = dirname(folder);
    const found = existsSync(file) ? file : folder === root || up === folder ? undefined : nearest(up, root);
    byFolder.set(key, found);
    return found;
  };

  const loadText = (file: string, text: string): FoundPolicy => {
    const { parents, problems } = readParents(file, text);
    const loaded = engine.loadPolicy({ path: file, text }, parents);
    const all = [...problems, ...loaded.problems];
    const usable = loaded.usable && problems.length === 0;
    if (usable) lastGood.set(file, loaded.policy);
    return {
      policy: usable ? loaded.policy : (lastGood.get(file) ?? loaded.policy),
      file,
      base: dirname(file),
      problems: all,
      usable,
      sources: [file, ...parents.map((parent) => parent.path)],
    };
  };

  const load = (file: string): FoundPolicy => {
    const known = byFile.get(file);
    if (known) return known;
    const found = loadText(file, readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    byFile.set(file, found);
    return found;
  };

  return {
    load,
    loadText,
    for(folder, root) {
      const file = nearest(resolve(folder), resolve(root));
      return file
        ? load(file)
        : {
            policy: engine.builtInPolicy,
            file: undefined,
            base: resolve(root),
            problems: [],
            usable: true,
            sources: [],
          };
    },
    forget() {
      byFile = new Map();
      byFolder = new Map();
    },
  };
}

/** The files that a policy extends, farthest first. A missing one, a circle or a file outside is a problem at its name. */
function readParents(file: string, text: string): { parents: PolicyText[]; problems: Finding[] } {
  const problems: Finding[] = [];
  const parents: PolicyText[] = [];
  const visit = (from: string, source: string, chain: readonly string[], blame?: Finding['span']) => {
    for (const { name, span } of policyParents(source)) {
      const path = resolve(dirname(from), name);
      const at = blame ?? span;
      if (chain.includes(path)) problems.push(problem(at, `\`${name}\` extends itself in a circle.`));
      else if (!isFile(path)) problems.push(problem(at, `\`${name}\` does not exist (looked for ${path}).`));
      else {
        const parent = readFileSync(path, 'utf8');
        visit(path, parent, [...chain, path], at);
        parents.push({ path, text: parent });
      }
    }
  };
  visit(file, text, [file]);
  return { parents, problems };
}

const problem = (span: Finding['span'], message: string): Finding => ({
  rule: 'policy/extends',
  section: 'policy',
  severity: 'critical',
  confidence: 'high',
  span,
  message,
});

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A path from a folder, with `/`. */
export const pathFrom = (base: string, path: string): string => relative(base, path).split(sep).join('/');
