import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Engine } from '../engine/index.ts';
import { policyTemplate } from '../engine/policy/template.ts';
import { createLines } from '../engine/text.ts';
import { createPolicyStore } from '../host/policy.ts';
import { open, testEngine } from './support.ts';

let engine: Engine;
before(async () => {
  engine = await testEngine();
});

const problems = (text: string) => {
  const lines = createLines(text);
  return engine.loadPolicy({ path: 'agent_rules.yaml', text }, []).problems.map(({ rule, span, message }) => {
    const { line, character } = lines.positionAt(span[0]);
    return { rule, at: `${line + 1}:${character + 1}`, what: text.slice(...span), message };
  });
};
const found = (text: string, policy: string, path = 'src/a.py') =>
  open(engine, { language: 'python', text, policy, path })
    .findings()
    .map((finding) => `${finding.rule} ${finding.severity}`);

const RANDOM = 'import numpy as np\nimport random\na = np.random.randn(3)\nb = random.random()\n';

describe('the policy of seed 001', () => {
  const policy =
    'synthetic_data:\n  prohibited_patterns:\n    - "np.random"\n    - "random.random()"\n  exceptions:\n    - "test_files"\n    - "documentation"\n';

  it('works as it stands', () => {
    assert.deepEqual(problems(policy), []);
    assert.deepEqual(found(RANDOM, policy), [
      'synthetic_data/numpy-random critical',
      'synthetic_data/stdlib-random critical',
    ]);
    assert.deepEqual(found(RANDOM, policy, 'tests/test_a.py'), []);
  });

  it('stops prohibiting what is taken out of its list', () => {
    assert.deepEqual(found(RANDOM, policy.replace('    - "np.random"\n', '')), [
      'synthetic_data/stdlib-random critical',
    ]);
  });
});

describe('a policy', () => {
  it('in the older form loads, with one hint for what is not ours', () => {
    const older =
      'data_authenticity:\n  prohibited_patterns: ["np.random", "fake_ticks"]\n  required_data_sources:\n    allowed_sources: [polygon, yahoo]\nenforcement_level: strict\nresponse_style:\n  tone: brief\nbehavioral_rules:\n  - be honest\n';
    assert.deepEqual(
      problems(older).map(({ rule, at }) => `${rule} ${at}`),
      ['policy/unread-section 6:1'],
    );
    assert.deepEqual(found('import yfinance\nfake_ticks = [1]\n', older), [
      'synthetic_data/prohibited-pattern critical',
    ]);
    assert.deepEqual(found(RANDOM, older.replace('strict', 'advisory'))[0], 'synthetic_data/numpy-random warning');
  });

  it('names a mistake at its place', () => {
    const [typo] = problems('synthetic_data:\n  prohibted_patterns: []\n');
    assert.deepEqual([typo!.at, typo!.what], ['2:3', 'prohibted_patterns']);
    assert.match(typo!.message, /Did you mean `prohibited_patterns`\?/);
    const [section] = problems('sythetic_data: {}\n');
    assert.match(section!.message, /Did you mean `synthetic_data`\?/);
    const [value] = problems('security:\n  severity: fatal\n');
    assert.deepEqual([value!.at, value!.what], ['2:13', 'fatal']);
    assert.match(value!.message, /must be one of critical, warning, info, hint/);
    const [scope] = problems('security:\n  exceptions: [test_file]\n');
    assert.deepEqual([scope!.what, /Did you mean `test_files`\?/.test(scope!.message)], ['test_file', true]);
    const [rule] = problems('security:\n  rules:\n    dynamic-evil: off\n');
    assert.match(rule!.message, /Did you mean `dynamic-eval`\?/);
    const [option] = problems('security:\n  rules:\n    dynamic-eval:\n      alow: [x]\n');
    assert.deepEqual([option!.at, option!.what], ['4:7', 'alow']);
  });

  it('says which rules a list of patterns switches off, and knows the names under `never`', () => {
    const off = problems('synthetic_data:\n  prohibited_patterns: ["np.randm"]\n');
    assert.deepEqual(
      off.map(({ rule, at }) => `${rule} ${at}`),
      ['policy/rule-off 2:3', 'policy/rule-off 2:3'],
    );
    assert.match(problems('exceptions:\n  never: [api_key]\n')[0]!.message, /Did you mean `api_keys`\?/);
  });

  it('keeps the lookups of its languages apart', () => {
    const { policy } = engine.loadPolicy(
      {
        path: 'p',
        text: 'secrets:\n  lookup:\n    python: from config.secrets import get\n    javascript: process.env\n',
      },
      [],
    );
    assert.deepEqual([policy.secrets.python.name, policy.secrets.javascript.form], ['get', 'process-env']);
    const [wrong] = problems('secrets:\n  lookup:\n    javascript: from secrets import get\n');
    assert.deepEqual([wrong!.at, wrong!.rule], ['3:17', 'policy/value']);
  });

  it('underlines a bad regular expression', () => {
    const [bad] = problems('security:\n  prohibited_patterns:\n    - "/foo(bar/"\n');
    assert.equal(bad!.rule, 'policy/pattern');
    assert.ok(bad!.at.startsWith('3:'));
    assert.match(bad!.message, /linear time/);
    assert.equal(problems('security:\n  prohibited_patterns: ["/a(?=b)/"]\n').length, 1);
  });

  it('is refused whole where it is not YAML or an alias bomb', () => {
    assert.equal(problems('a: [1\nb: 2\n')[0]!.rule, 'policy/syntax');
    assert.equal(problems('- a\n- b\n')[0]!.rule, 'policy/syntax');
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`)
      .join('\n')}\n`;
    assert.equal(problems(bomb)[0]!.rule, 'policy/syntax');
  });

  it('cannot pollute prototypes or name code', () => {
    engine.loadPolicy(
      { path: 'p', text: '__proto__:\n  polluted: true\nsecurity:\n  __proto__: {enabled: false}\n' },
      [],
    );
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.deepEqual(
      problems('a: !!js/function "function () { return 1 }"\n').filter((one) => one.rule === 'policy/syntax'),
      [],
    );
  });

  it('sets severities, switches rules, scopes and options', () => {
    assert.deepEqual(found('eval(x)\n', 'security:\n  severity: info\n'), ['security/dynamic-eval info']);
    assert.deepEqual(found('eval(x)\n', 'security:\n  rules:\n    dynamic-eval: off\n'), []);
    assert.deepEqual(found('eval(x)\n', 'security:\n  rules:\n    dynamic-eval: warning\n'), [
      'security/dynamic-eval warning',
    ]);
    assert.deepEqual(
      found('eval(x)\n', 'scopes:\n  legacy: ["old/**"]\nsecurity:\n  exceptions: [legacy]\n', 'old/a.py'),
      [],
    );
    assert.deepEqual(found('eval(x)\n', 'security:\n  enabled: false\n'), []);
    assert.deepEqual(found('import yfinance\n', 'data_sources:\n  approved: [yahoo]\n'), []);
  });

  it('matches patterns as code: under any alias, not in strings', () => {
    const policy = 'security:\n  prohibited_patterns: ["os.fork", "np.load()", "legacy_feed"]\n';
    assert.deepEqual(found('from os import fork as f\nf()\nx = "os.fork"\n', policy), [
      'security/prohibited-pattern critical',
    ]);
    assert.deepEqual(found('import numpy\nnumpy.load(p)\ng = numpy.loadtxt\n', policy), [
      'security/prohibited-pattern critical',
    ]);
    assert.deepEqual(found('make_legacy_feed_v2 = 1\nlegacyFeeder = 2\n', policy), [
      'security/prohibited-pattern critical',
    ]);
  });

  it('survives patterns that hang other engines', () => {
    const began = Date.now();
    found(
      `x = "${'a'.repeat(50_000)}!"\n`,
      'security:\n  prohibited_patterns: ["/(a+)+$/", "/(a|aa)+$/", "/(.*a){12}$/"]\n',
    );
    assert.ok(Date.now() - began < 5000);
  });

  it('made by `policy init` is a good one', () => assert.deepEqual(problems(policyTemplate), []));
});

describe('policies in folders', () => {
  const inFolder = (files: Record<string, string>, run: (folder: string) => void) => {
    const folder = mkdtempSync(join(tmpdir(), 'probity-policy-'));
    try {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(join(folder, name, '..'), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      run(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('the nearest one wins, and extends are merged below it', () => {
    inFolder(
      {
        'agent_rules.yaml': 'security:\n  severity: info\n',
        'app/agent_rules.yaml': 'extends: ../base.yaml\nsecurity:\n  rules:\n    dynamic-eval: off\n',
        'base.yaml': 'security:\n  severity: hint\n',
      },
      (folder) => {
        const store = createPolicyStore(engine);
        assert.equal(store.for(join(folder, 'lib'), folder).file, join(folder, 'agent_rules.yaml'));
        const app = store.for(join(folder, 'app/deep'), folder);
        assert.equal(app.file, join(folder, 'app/agent_rules.yaml'));
        assert.deepEqual(app.sources, [join(folder, 'app/agent_rules.yaml'), join(folder, 'base.yaml')]);
        const exec = app.policy.settings.find(({ rule }) => rule.id === 'security/dynamic-exec');
        assert.equal(exec?.severity, 'hint');
        assert.equal(
          app.policy.settings.find(({ rule }) => rule.id === 'security/dynamic-eval'),
          undefined,
        );
      },
    );
  });

  it('a missing or circular extends is named at its place', () => {
    inFolder({ 'agent_rules.yaml': 'extends: [missing.yaml, agent_rules.yaml]\n' }, (folder) => {
      const { problems: list, usable } = createPolicyStore(engine).load(join(folder, 'agent_rules.yaml'));
      assert.equal(usable, false);
      assert.match(list[0]!.message, /does not exist/);
      assert.match(list[1]!.message, /circle/);
    });
  });

  it('the last good one stays in force', () => {
    inFolder({ 'agent_rules.yaml': 'security:\n  enabled: false\n' }, (folder) => {
      const store = createPolicyStore(engine);
      const good = store.load(join(folder, 'agent_rules.yaml'));
      const bad = store.loadText(join(folder, 'agent_rules.yaml'), 'security: [');
      assert.equal(bad.usable, false);
      assert.equal(bad.policy, good.policy);
    });
  });
});
