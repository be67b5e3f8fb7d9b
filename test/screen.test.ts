import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../engine/index.ts';
import { languageOf } from '../engine/language.ts';
import { policyOf, root, testEngine, TODAY } from './support.ts';

let engine: Engine;
before(async () => {
  engine = await testEngine();
});

/** Sources that nobody here wrote, and our own. `PROBITY_CORPUS=a:b` adds folders. */
const folders = [
  'examples',
  'languages',
  'rules',
  'node_modules/yaml/dist',
  'node_modules/diff/lib',
  'node_modules/commander/lib',
  'node_modules/vscode-languageclient/lib/common',
]
  .map((folder) => fileURLToPath(new URL(folder, root)))
  .concat((process.env['PROBITY_CORPUS'] ?? '').split(':').filter(Boolean));

function* sources(folder: string): Iterable<string> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(?:py|[cm]?[jt]sx?)$/.test(entry.name) && !entry.name.endsWith('.d.ts')) yield path;
  }
}

describe('what the screen leaves unread has no findings', () => {
  for (const folder of folders) {
    it(folder, () => {
      const policy = policyOf(engine);
      for (const path of sources(folder)) {
        const text = readFileSync(path, 'utf8');
        const language = languageOf(path)!;
        if (text.length > 1_000_000) continue;
        const check = (screened: boolean) =>
          engine
            .open({ path: 'src/a', language, text, policy, today: TODAY, screened })
            .findings()
            .filter((finding) => finding.section !== 'analysis');
        assert.deepEqual(check(true), check(false), path);
      }
    });
  }

  it('follows names over aliases, attributes and re-bindings', () => {
    const text = [
      'from numpy import random as r',
      'class A:\n    def __init__(self):\n        self.g = r.default_rng()\n    def draw(self):\n        return self.g.normal()',
      'x = 1',
      'def unrelated():\n    return 2',
      'q = r',
      'def late():\n    return q.rand(3)',
      'def eval(x):\n    return x',
      'def uses():\n    return eval(1)',
    ].join('\n\n');
    const findings = (screened: boolean) =>
      engine
        .open({ path: 'src/a.py', language: 'python', text, policy: policyOf(engine), today: TODAY, screened })
        .findings();
    assert.deepEqual(findings(true), findings(false));
    assert.ok(findings(true).some((finding) => text.slice(...finding.span) === 'self.g.normal'));
  });
});
