import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Document } from '../engine/document.ts';
import type { Engine } from '../engine/index.ts';
import { type LanguageId, languageOf } from '../engine/language.ts';
import { createPolicyStore, type FoundPolicy, POLICY_FILE, type PolicyStore, pathFrom } from '../host/policy.ts';
import { repositoryRoot } from '../host/repository.ts';

/** An open file of the editor. */
export interface OpenFile {
  readonly uri: string;
  version: number;
  readonly document: Document;
  found: FoundPolicy;
}

/** What the server knows of the editor: folders, open files, policies. */
export interface Workspace {
  readonly engine: Engine;
  readonly policies: PolicyStore;
  folders: string[];
  readonly files: Map<string, OpenFile>;
  /** Opens a file; undefined for a kind that Probity does not read. */
  open(uri: string, languageId: string, version: number, text: string): Promise<OpenFile | undefined>;
  /** The policy that decides over a file. */
  policyOf(uri: string): FoundPolicy;
  /** Reads policies anew and gives them to the open files. */
  refreshPolicies(): void;
  isPolicy(uri: string): boolean;
  today(): string;
}

const BY_EDITOR_LANGUAGE: Readonly<Record<string, LanguageId>> = {
  python: 'python',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  typescript: 'typescript',
  typescriptreact: 'tsx',
  yaml: 'yaml',
  json: 'json',
  jsonc: 'json',
  dotenv: 'dotenv',
  dockerfile: 'dockerfile',
  shellscript: 'shell',
  markdown: 'markdown',
};

/** Texts of this length or more are not checked while typing. */
const LONGEST_TEXT = 5_000_000;

/** The path of a `file:` URI; for others (unsaved files, notebook cells) a path in the first folder. */
export function pathOf(uri: string, folders: readonly string[]): string {
  if (uri.startsWith('file:')) {
    try {
      return fileURLToPath(uri);
    } catch {
      // A file: URI with a host or a bad escape: treated like an unsaved file.
    }
  }
  const name = decodeURIComponentSafely(uri.replace(/^[\w+.-]+:/, '').replace(/[?#].*$/, ''));
  return resolve(folders[0] ?? '/', name.replace(/^[/\\]+/, '').replaceAll('..', '_') || 'untitled');
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const uriOf = (path: string): string => pathToFileURL(path).href;

/** Creates the state of one server. `clock` gives the time; tests set it. */
export function createWorkspace(engine: Engine, clock: () => Date): Workspace {
  const policies = createPolicyStore(engine);
  const files = new Map<string, OpenFile>();
  const today = () => clock().toISOString().slice(0, 10);

  const workspace: Workspace = {
    engine,
    policies,
    folders: [],
    files,
    today,
    isPolicy: (uri) =>
      pathOf(uri, workspace.folders).endsWith(`/${POLICY_FILE}`) ||
      pathOf(uri, workspace.folders).endsWith(`\\${POLICY_FILE}`),
    policyOf(uri) {
      const path = pathOf(uri, workspace.folders);
      const folder = workspace.folders
        .filter((one) => path === one || path.startsWith(`${one}/`))
        .sort((a, b) => b.length - a.length)[0];
      return policies.for(dirname(path), repositoryRoot(folder ?? dirname(path)) ?? folder ?? dirname(path));
    },
    async open(uri, languageId, version, text) {
      const path = pathOf(uri, workspace.folders);
      // A name such as `.env` says more than the editor does; an unsaved file has only the editor's word.
      const language = (uri.startsWith('file:') ? languageOf(path) : undefined) ?? BY_EDITOR_LANGUAGE[languageId];
      if (!language || text.length >= LONGEST_TEXT) return undefined;
      await engine.ready(language);
      const found = workspace.policyOf(uri);
      const document = engine.open({
        path: pathFrom(found.base, path),
        language,
        text,
        policy: found.policy,
        today: today(),
      });
      return { uri, version, document, found };
    },
    refreshPolicies() {
      policies.forget();
      for (const file of files.values()) {
        file.found = workspace.policyOf(file.uri);
        file.document.setPolicy(file.found.policy, today());
      }
    },
  };
  return workspace;
}
