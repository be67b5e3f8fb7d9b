import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Engine } from '../engine/index.ts';
import type { LanguageId } from '../engine/language.ts';
import { applyEdits, createLines, lineStarts } from '../engine/text.ts';
import { decode } from '../host/read.ts';
import { open, testEngine } from './support.ts';

describe('lines', () => {
  it('end as the protocol says: \\n, \\r\\n and a lone \\r', () => {
    assert.deepEqual(lineStarts('a\nb\r\nc\rd'), [0, 2, 5, 7]);
    assert.equal(createLines('a\u2028b').count, 1);
  });

  it('give positions and take them back', () => {
    const text = 'x = "🔑"\r\ny = 1\r\n';
    const lines = createLines(text);
    for (let offset = 0; offset <= text.length; offset++) {
      const position = lines.positionAt(offset);
      assert.equal(lines.offsetAt(position), offset);
    }
    assert.equal(lines.offsetAt({ line: 9, character: 9 }), text.length);
    assert.equal(lines.offsetAt({ line: -1, character: 0 }), 0);
  });
});

it('edits that overlap are refused', () => {
  assert.throws(
    () =>
      applyEdits('abc', [
        { span: [0, 2], text: 'x' },
        { span: [1, 3], text: 'y' },
      ]),
    RangeError,
  );
  assert.equal(
    applyEdits('abc', [
      { span: [2, 3], text: 'y' },
      { span: [0, 1], text: 'x' },
    ]),
    'xby',
  );
});

describe('encodings', () => {
  it('are decoded or refused', () => {
    assert.equal(decode(Buffer.from('\uFEFFx = 1')), 'x = 1');
    assert.equal(decode(Buffer.from([0xff, 0xfe, 0x61, 0])), 'a');
    assert.equal(decode(Buffer.from([0x61, 0, 0x62])), undefined);
    assert.equal(decode(Buffer.from([0x23, 0xe9])), '#é');
  });
});

describe('a range slices back to the code it is about', () => {
  let engine: Engine;
  before(async () => {
    engine = await testEngine();
  });
  const sources: readonly (readonly [LanguageId, string, string])[] = [
    ['python', 'x = "🔑🔑"; y = eval(z)', 'eval'],
    ['python', 'class A:\r\n    def m(self):\r\n        s = "é"; exec(s)\r\n', 'exec'],
    ['python', 'x = 1\rclass A:\r  def m(self): eval(x)\r', 'eval'],
    ['python', '\t\tx\nif 1:\n\teval(y)\n', 'eval'],
    ['python', 'x = "\u202Eabc"\neval(y)\n', 'eval'],
    ['typescript', 'const a = "🔑"; eval(b);', 'eval'],
    ['typescript', 'export class A {\r\n  a = 1;\r\n  m() { return "🔑" + eval(b); }\r\n}\r\n', 'eval'],
    ['tsx', 'export const a = <p title="🔑">{eval(b)}</p>;', 'eval'],
    ['javascript', 'const s = `a${"x"}\u2028`; eval(b)', 'eval'],
  ];
  for (const [language, text, code] of sources) {
    it(`${language}: ${JSON.stringify(text)}`, () => {
      const document = open(engine, { language, text });
      const found = document.findings().filter((finding) => finding.section === 'security');
      assert.deepEqual(
        found.map(({ span }) => text.slice(...span)),
        [code],
      );
    });
  }

  it('decorators stay with what they decorate', () => {
    const text = `@Component({ a: (b) => b })
export class A {
  // note
  @bind
  m() { return 1; }

  @computed<X>({ eq: (a, b) => a })
  get n() { return eval(x); }
}
`;
    const document = open(engine, { language: 'typescript', text });
    assert.equal(document.recovered, false);
    assert.equal(document.findings().length, 1);
  });

  it('a very long line and a very deep nest end in time', () => {
    for (const text of [
      `x = [${'1, '.repeat(200_000)}eval(y)]\n`,
      `x = ${'('.repeat(5000)}1${')'.repeat(5000)}\neval(y)\n`,
      `${'\t'.repeat(50_000)}x\n`,
      `x = "${"'".repeat(100_000)}"\n`,
    ]) {
      open(engine, { language: 'python', text }).findings();
    }
    open(engine, { language: 'typescript', text: `const x = ${'['.repeat(2000)}${']'.repeat(2000)};\n` }).findings();
    open(engine, { language: 'json', text: '['.repeat(100_000) }).findings();
    open(engine, { language: 'yaml', text: `${'- '.repeat(3000)}x\n` }).findings();
  });
});
