import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Engine } from '../engine/index.ts';
import type { LanguageId } from '../engine/language.ts';
import { open, testEngine } from './support.ts';

/** Seed 001, "When Dynamic Execution is Required", word for word but for the approval. */
const seed = (approval: string) => `# SECURITY REVIEW REQUIRED
# This code uses dynamic execution for the following reasons:
# 1. Feature X requires runtime code generation
# 2. Mitigation: Input validation and sandboxing implemented
# 3. Risk assessment: Low (controlled inputs only)
# 4. Approval: ${approval}

def safe_dynamic_execution(code: str, context: dict):
    exec(code, context)


def other(code):
    exec(code)
`;

let engine: Engine;
before(async () => {
  engine = await testEngine();
});

const states = (text: string, options: { language?: LanguageId; policy?: string; today?: string } = {}) =>
  open(engine, { language: 'python', text, path: 'src/a.py', ...options })
    .findings()
    .map((finding) => (finding.suppression ? `${finding.rule} ${finding.suppression.state}` : finding.rule));

const form = (
  fields: Partial<Record<'why' | 'risk' | 'mitigation' | 'approval' | 'review' | 'rules', string>>,
  mark = '#',
) => {
  const all = {
    rules: 'security/dynamic-exec',
    why: 'Formulas are compiled once, at start',
    risk: 'Low',
    mitigation: 'Reviewed formulas',
    approval: 'Dana Ortiz - 2026-01-10',
    review: '2026-04-10',
    ...fields,
  };
  return [
    'SECURITY REVIEW REQUIRED',
    `Rules: ${all.rules}`,
    `Justification: ${all.why}`,
    `Risk assessment: ${all.risk}`,
    `Mitigation: ${all.mitigation}`,
    `Approval: ${all.approval}`,
    `Review by: ${all.review}`,
  ]
    .filter((line) => !line.endsWith(': '))
    .map((line) => `${mark} ${line}\n`)
    .join('');
};

describe('exceptions', () => {
  it('the block of seed 001 covers the next definition and no more', () => {
    assert.deepEqual(states(seed('Dana Ortiz - 2026-01-10')), [
      'security/dynamic-exec accepted',
      'security/dynamic-exec',
    ]);
  });

  it('its template text is no approval', () => {
    assert.deepEqual(states(seed('[Your Name] - [Date]')), [
      'exceptions/under-review',
      'security/dynamic-exec under-review',
      'security/dynamic-exec',
    ]);
  });

  it('without a review date it holds for a quarter', () => {
    assert.deepEqual(
      states(seed('Dana Ortiz - 2026-01-10'), { today: '2026-04-10' }).filter((one) => one.includes(' ')),
      ['security/dynamic-exec accepted'],
    );
    assert.ok(states(seed('Dana Ortiz - 2026-01-10'), { today: '2026-04-11' }).includes('exceptions/expired'));
  });

  const table: readonly (readonly [
    string,
    Parameters<typeof form>[0],
    readonly string[],
    Parameters<typeof states>[1]?,
  ])[] = [
    ['complete', {}, ['security/dynamic-exec accepted']],
    ['by section', { rules: 'security' }, ['security/dynamic-exec accepted']],
    ['for another rule', { rules: 'security/dynamic-eval' }, ['exceptions/unused', 'security/dynamic-exec']],
    ['no justification', { why: '' }, ['exceptions/incomplete', 'security/dynamic-exec incomplete']],
    [
      'a justification that says nothing',
      { why: 'needed' },
      ['exceptions/incomplete', 'security/dynamic-exec incomplete'],
    ],
    ['no risk', { risk: '' }, ['exceptions/incomplete', 'security/dynamic-exec incomplete']],
    ['no mitigation', { mitigation: '' }, ['exceptions/incomplete', 'security/dynamic-exec incomplete']],
    ['no approval', { approval: '' }, ['exceptions/incomplete', 'security/dynamic-exec incomplete']],
    [
      'an approval without a date',
      { approval: 'Dana Ortiz' },
      ['exceptions/incomplete', 'security/dynamic-exec incomplete'],
    ],
    [
      'an ambiguous date',
      { approval: 'Dana Ortiz - 01/02/26' },
      ['exceptions/incomplete', 'security/dynamic-exec incomplete'],
    ],
    [
      'a day that does not exist',
      { review: '2026-02-30' },
      ['exceptions/incomplete', 'security/dynamic-exec incomplete'],
    ],
    [
      'approved in the future',
      { approval: 'Dana Ortiz - 2026-02-01' },
      ['exceptions/refused', 'security/dynamic-exec refused'],
    ],
    ['expired', { review: '2026-01-30' }, ['exceptions/expired', 'security/dynamic-exec expired']],
    ['on its last day', { review: '2026-01-31' }, ['exceptions/due', 'security/dynamic-exec accepted']],
    ['due soon', { review: '2026-02-10' }, ['exceptions/due', 'security/dynamic-exec accepted']],
    [
      'longer than the policy allows',
      { review: '2027-06-01' },
      ['exceptions/refused', 'security/dynamic-exec refused'],
    ],
    [
      'by somebody who may not',
      {},
      ['exceptions/refused', 'security/dynamic-exec refused'],
      { policy: 'exceptions:\n  approvers: [Lee Chen]\n' },
    ],
    [
      'from a rule that the policy never excepts',
      {},
      ['exceptions/not-allowed', 'security/dynamic-exec refused'],
      { policy: 'exceptions:\n  never: [security/dynamic-exec]\n' },
    ],
  ];
  for (const [name, fields, expected, options] of table) {
    it(name, () => assert.deepEqual(states(`${form(fields)}exec(code)\n`, options), expected));
  }

  it('covers a statement inside of a function, and not the one after it', () => {
    const block = form({}).replace(/^/gm, '    ').trimEnd();
    assert.deepEqual(states(`def f(a):\n${block}\n    exec(a)\n    exec(a)\n`), [
      'security/dynamic-exec accepted',
      'security/dynamic-exec',
    ]);
  });

  it('covers a method of a class', () => {
    const block = form({}).replace(/^/gm, '    ').trimEnd();
    assert.deepEqual(
      states(
        `class A:\n    def a(self): return 1\n\n${block}\n    def b(self, x):\n        exec(x)\n\n    def c(self, x):\n        exec(x)\n`,
      ),
      ['security/dynamic-exec accepted', 'security/dynamic-exec'],
    );
  });

  it('in a string is none', () => {
    assert.deepEqual(states(`text = """\n${form({})}"""\nexec(text)\n`), ['security/dynamic-exec']);
  });

  it('at the end of a block covers nothing outside of it', () => {
    const block = form({}).replace(/^/gm, '    ').trimEnd();
    assert.deepEqual(states(`def f():\n    return 1\n${block}\n\nexec(a)\n`), [
      'exceptions/unused',
      'security/dynamic-exec',
    ]);
  });

  it('works in TypeScript, in both kinds of comments', () => {
    const rules = { rules: 'security/dynamic-eval' };
    assert.deepEqual(
      states(`${form(rules, '//')}export const a = eval(b);\nconst c = eval(b);\n`, { language: 'typescript' }),
      ['security/dynamic-eval accepted', 'security/dynamic-eval'],
    );
    assert.deepEqual(
      states(`/*\n${form(rules, ' *')} */\nfunction f(b) { return eval(b); }\n`, { language: 'javascript' }),
      ['security/dynamic-eval accepted'],
    );
    assert.deepEqual(
      states(`class A {\n${form(rules, '  //')}  m(b) { return eval(b); }\n  n(b) { return eval(b); }\n}\n`, {
        language: 'typescript',
      }),
      ['security/dynamic-eval accepted', 'security/dynamic-eval'],
    );
  });

  it('works in YAML and .env for the entry below', () => {
    const policy = 'exceptions:\n  never: []\n';
    const rules = { rules: 'api_keys/hardcoded-credential' };
    assert.deepEqual(
      states(`a:\n${form(rules, '  #')}  password: Zq81Lm27Tb\n  token: Zq81Lm27TbR4xY\n`, {
        language: 'yaml',
        policy,
      }),
      ['api_keys/hardcoded-credential accepted', 'api_keys/hardcoded-credential'],
    );
  });

  it('a scanner of lines is not slowed by a hostile comment', () => {
    const began = Date.now();
    states(`# SECURITY REVIEW REQUIRED\n# ${'a:'.repeat(200_000)}\n# ${' '.repeat(400_000)}x\nexec(a)\n`);
    assert.ok(Date.now() - began < 5000);
  });
});
