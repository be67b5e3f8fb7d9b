import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import type { Engine } from '../engine/index.ts';
import type { LanguageId } from '../engine/language.ts';
import { open, root, testEngine } from './support.ts';

/** Edits per file. `PROBITY_EDITS=2000` runs more; `PROBITY_SEED=n` replays. */
const EDITS = Number(process.env['PROBITY_EDITS'] ?? 60);
const SEED = Number(process.env['PROBITY_SEED'] ?? 20_261_121);

const sources: readonly { readonly path: string; readonly language: LanguageId }[] = [
  { path: 'examples/trading-bot/ml/models.py', language: 'python' },
  { path: 'examples/trading-bot/core/engine.py', language: 'python' },
  { path: 'examples/trading-bot/dashboard/src/quotes.ts', language: 'typescript' },
  { path: 'server/code-actions.ts', language: 'typescript' },
  { path: 'languages/scope.ts', language: 'typescript' },
  { path: 'examples/trading-bot/config/engine_config.yaml', language: 'yaml' },
  { path: 'examples/trading-bot/.env.example', language: 'dotenv' },
  { path: 'examples/trading-bot/dashboard/package.json', language: 'json' },
];

/** What people type and paste, half of it breaking something. */
const PIECES = [
  '\n',
  ' ',
  '    ',
  '(',
  ')',
  '{',
  '}',
  '"',
  "'",
  '"""',
  '`',
  '#',
  '//',
  '/*',
  '*/',
  ':',
  'eval(x)',
  'def f():\n',
  'class A:\n    def m(self):\n        exec(x)\n',
  'import pickle as p\n',
  'p.loads(b)\n',
  'else:\n',
  'except:\n    pass\n',
  '@',
  'api_key = "pk_1234567890abcdef"\n',
  'export class B {\n  m() { eval(a); }\n}\n',
  '\r\n',
  '🔑',
  '\t',
  '# SECURITY REVIEW REQUIRED\n',
  'random.random()',
];

/** A small generator of numbers that can be replayed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

let engine: Engine;
before(async () => {
  engine = await testEngine();
});

describe(`findings after edits equal those of a fresh engine (seed ${SEED}, ${EDITS} edits a file)`, () => {
  for (const [order, { path, language }] of sources.entries()) {
    it(path, () => {
      const next = generator(SEED + order);
      const below = (limit: number) => Math.floor(next() * limit);
      const original = readFileSync(new URL(path, root), 'utf8');
      const document = open(engine, { language, text: original, path });
      const undo: string[] = [];
      for (let step = 0; step < EDITS; step++) {
        const { text } = document;
        const kind = next();
        const at = below(text.length + 1);
        const to = kind < 0.5 ? at : Math.min(text.length, at + below(kind < 0.8 ? 4 : 120));
        const piece =
          kind >= 0.5 && kind < 0.65
            ? ''
            : kind > 0.93
              ? text.slice(below(text.length + 1)).slice(0, 80)
              : PIECES[below(PIECES.length)]!;
        if (kind > 0.97 && undo.length > 0) document.edit({ span: [0, text.length], text: undo.pop()! });
        else {
          undo.push(text);
          document.edit({ span: [at, to], text: piece });
        }
        const fresh = open(engine, { language, text: document.text, path });
        assert.deepEqual(document.findings(), fresh.findings(), `step ${step}; PROBITY_SEED=${SEED} replays it`);
        assert.equal(document.recovered, fresh.recovered);
      }
    });
  }
});
