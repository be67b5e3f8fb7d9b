import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { readExample } from '../engine/example.ts';
import type { Engine } from '../engine/index.ts';
import { applyEdits } from '../engine/text.ts';
import { catalog } from '../rules/index.ts';
import { open, testEngine } from './support.ts';

let engine: Engine;
before(async () => {
  engine = await testEngine();
});

for (const rule of catalog.rules) {
  describe(rule.id, () => {
    it('explains itself', () => {
      for (const text of [rule.summary, rule.why, rule.remedy]) assert.ok(text.length > 15 && /[.)]$/.test(text), text);
      assert.ok(
        rule.examples.some(({ bad }) => bad !== undefined),
        'has a bad example',
      );
      assert.ok(
        rule.examples.some(({ good }) => good !== undefined),
        'has a good example',
      );
    });

    for (const [index, example] of rule.examples.entries()) {
      const { language, path, policy } = example;
      it(`example ${index + 1}`, () => {
        const { text, spans } = readExample(example.bad ?? example.good ?? '');
        const document = open(engine, { language, text, path, policy });
        const own = document.findings().filter((finding) => finding.rule === rule.id);
        const show = (list: readonly (readonly [number, number])[]) =>
          list.map(([start, end]) => `${start}: ${text.slice(start, end)}`);
        assert.deepEqual(show(own.map(({ span }) => span)), show(spans));
        assert.ok(!document.recovered, 'the example parses');
        if (example.fixed === undefined) return;
        const fixed = own.reduce((done, finding) => {
          const again = open(engine, { language, text: done, path, policy });
          const same = again.findings().find((one) => one.rule === finding.rule);
          const fix = same && again.fixes(same).find(({ edits }) => edits.length > 0);
          assert.ok(fix, 'a fix is offered');
          return applyEdits(done, fix.edits);
        }, text);
        assert.equal(fixed, example.fixed);
        const after = open(engine, { language, text: fixed, path, policy });
        assert.deepEqual(
          after.findings().filter((finding) => finding.rule === rule.id),
          [],
          'nothing is left to report',
        );
        assert.ok(!after.recovered, 'the fixed text parses');
      });
    }
  });
}
