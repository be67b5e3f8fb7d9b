import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isOpen } from '../engine/finding.ts';
import type { Engine } from '../engine/index.ts';
import { audit } from '../host/audit.ts';
import { walk } from '../host/walk.ts';
import { root, testEngine } from './support.ts';

/** Small repositories in which every line that must be reported says so: `expect: rule`, `accepted: rule`. */
const workspaces = [
  fileURLToPath(new URL('examples/trading-bot', root)),
  ...readdirSync(new URL('test/fixtures/', root)).map((name) => fileURLToPath(new URL(`test/fixtures/${name}`, root))),
];

let engine: Engine;
before(async () => {
  engine = await testEngine();
});

for (const workspace of workspaces) {
  describe(workspace.split('/').at(-1)!, () => {
    it('reports what is marked and nothing else', async () => {
      const report = await audit(engine, {
        paths: [workspace],
        failOn: 'critical',
        version: 'test',
        now: new Date('2026-11-21T00:00:00Z'),
      });
      const found = report.files.flatMap((file) =>
        file.findings.filter(isOpen).map((finding) => `${file.path}:${finding.start.line + 1} ${finding.rule}`),
      );
      const accepted = report.files.flatMap((file) =>
        file.findings
          .filter((one) => !isOpen(one))
          .map((finding) => `${file.path}:${finding.start.line + 1} ${finding.rule}`),
      );
      assert.deepEqual(found.sort(), marks(workspace, 'expect').sort());
      assert.deepEqual(accepted.sort(), marks(workspace, 'accepted').sort());
      assert.ok(found.length > 0);
    });
  });
}

function marks(workspace: string, word: string): string[] {
  return walk(workspace, () => false, false).files.flatMap(({ path }) =>
    readFileSync(join(path), 'utf8')
      .split(/\r\n|\n|\r/)
      .flatMap((line, index) =>
        [...line.matchAll(new RegExp(`${word}: ([a-z_]+/[a-z-]+)`, 'g'))].map(
          (match) => `${path.slice(workspace.length + 1)}:${index + 1} ${match[1]}`,
        ),
      ),
  );
}
