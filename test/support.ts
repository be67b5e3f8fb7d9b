import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createEngine, type Engine } from '../engine/index.ts';
import type { LanguageId } from '../engine/language.ts';
import type { Policy } from '../engine/policy/policy.ts';
import { createLanguages } from '../languages/index.ts';
import { catalog } from '../rules/index.ts';

/** The date on which tests take place. */
export const TODAY = '2026-01-31';

export const root = new URL('../../', import.meta.url);

const grammars = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));

/** The product's engine with every language ready. */
export async function testEngine(): Promise<Engine> {
  const engine = createEngine(
    createLanguages(async (file) => readFileSync(join(grammars, file))),
    catalog,
  );
  for (const id of ['python', 'typescript'] as const) await engine.ready(id);
  return engine;
}

export function policyOf(engine: Engine, text?: string): Policy {
  return text === undefined ? engine.builtInPolicy : engine.loadPolicy({ path: 'agent_rules.yaml', text }, []).policy;
}

const EXTENSION: Readonly<Record<LanguageId, string>> = {
  python: 'src/a.py',
  javascript: 'src/a.js',
  typescript: 'src/a.ts',
  tsx: 'src/a.tsx',
  yaml: 'config/a.yaml',
  json: 'config/a.json',
  dotenv: '.env',
  dockerfile: 'Dockerfile',
  shell: 'a.sh',
  markdown: 'a.md',
  text: 'a.txt',
};

export interface Source {
  readonly language: LanguageId;
  readonly text: string;
  readonly path?: string | undefined;
  readonly policy?: string | undefined;
  readonly today?: string | undefined;
}

export function open(engine: Engine, { language, text, path, policy, today }: Source) {
  return engine.open({
    language,
    text,
    path: path ?? EXTENSION[language],
    policy: policyOf(engine, policy),
    today: today ?? TODAY,
  });
}
