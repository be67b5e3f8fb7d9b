/**
 * Probity's core on one page: from a text, a policy and a date to findings.
 *
 *     const engine = createEngine(languages, catalog);
 *     const { policy, problems } = engine.loadPolicy({ path: 'agent_rules.yaml', text }, []);
 *     await engine.ready('python');
 *     const document = engine.open({ path: 'core/engine.py', language: 'python', text, policy, today: '2026-01-31' });
 *     document.findings();
 *
 * Pure: no `node:`, no editor, no clock. Live, audit, hook and CI make these same calls.
 */
import { type Document, type FileInput, openDocument } from './document.ts';
import type { Language, LanguageId } from './language.ts';
import { builtInPolicy, loadPolicy, type PolicyCatalog, type PolicyText } from './policy/load.ts';
import type { LoadedPolicy, Policy } from './policy/policy.ts';

export interface Engine {
  readonly catalog: PolicyCatalog;
  /** Loads what a language needs; cheap when done before. */
  ready(language: LanguageId): Promise<void>;
  /** Opens a file whose language is ready. */
  open(input: FileInput): Document;
  loadPolicy(file: PolicyText, parents: readonly PolicyText[]): LoadedPolicy;
  readonly builtInPolicy: Policy;
  language(id: LanguageId): Language;
}

/** Puts languages and rules together. */
export function createEngine(languages: readonly Language[], catalog: PolicyCatalog): Engine {
  const byId = new Map(languages.flatMap((language) => language.ids.map((id) => [id, language] as const)));
  const language = (id: LanguageId): Language => {
    const found = byId.get(id);
    if (!found) throw new Error(`no adapter for language "${id}"`);
    return found;
  };
  return {
    catalog,
    language,
    ready: (id) => language(id).load(id),
    open: (input) => openDocument(language(input.language), input),
    loadPolicy: (file, parents) => loadPolicy(file, parents, catalog),
    builtInPolicy: builtInPolicy(catalog),
  };
}
