import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import type { Engine } from '../engine/index.ts';
import type { LanguageId } from '../engine/language.ts';
import { createLines } from '../engine/text.ts';
import { open, root, testEngine } from './support.ts';

/** A labelled source: the lines on which its section must report something, and nothing elsewhere. */
interface Case {
  readonly id: string;
  readonly language: LanguageId;
  readonly filename: string;
  readonly section: string;
  /** `«+»` splits tokens, so that scanners of pushes do not trip over fake keys. */
  readonly source: string;
  readonly lines: readonly number[];
  /** A finding here is fine and not required. */
  readonly may_lines?: readonly number[];
  /** One of these is enough. */
  readonly any_lines?: readonly number[];
  readonly why: string;
}

const cases = readFileSync(new URL('test/corpus/cases.jsonl', root), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

let engine: Engine;
before(async () => {
  engine = await testEngine();
});

for (const section of new Set(cases.map((one) => one.section))) {
  describe(`corpus: ${section}`, () => {
    for (const one of cases.filter((other) => other.section === section)) {
      it(`${one.id}: ${one.why}`, () => {
        const text = one.source.replaceAll('«+»', '').replace(/^\uFEFF/, '');
        const lines = createLines(text);
        const found = new Set(
          open(engine, { language: one.language, text, path: one.filename })
            .findings()
            .filter((finding) => finding.section === section && finding.severity !== 'hint')
            .map((finding) => lines.positionAt(finding.span[0]).line + 1),
        );
        const any = one.any_lines ?? [];
        const enough = any.some((line) => found.has(line));
        const missing = one.lines.filter((line) => !found.has(line) && !(enough && any.includes(line)));
        const extra = [...found].filter((line) => ![...one.lines, ...(one.may_lines ?? []), ...any].includes(line));
        assert.deepEqual({ missing, extra }, { missing: [], extra: [] });
      });
    }
  });
}
