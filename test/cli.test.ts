import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { openCache } from '../host/cache.ts';
import { root } from './support.ts';

const program = fileURLToPath(new URL('out/cli/main.js', root));
const example = fileURLToPath(new URL('examples/trading-bot', root));

function probity(args: readonly string[], cwd = example) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: status, out: stdout, err: stderr };
}

function inFolder(files: Readonly<Record<string, string | Buffer>>, run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'probity-cli-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const CLEAN = 'import json\n\nlimits = json.loads(text)\n';

describe('probity audit', () => {
  it('has one exit code for each outcome', () => {
    const outcome = (files: Record<string, string>, args: string[] = []) => {
      let code: number | null = null;
      inFolder(files, (folder) => (code = probity(['audit', '.', ...args], folder).code));
      return code;
    };
    assert.equal(outcome({ 'a.py': CLEAN }), 0);
    assert.equal(outcome({ 'a.py': 'eval(x)\n' }), 1);
    assert.equal(outcome({ 'a.py': 'print(x)\n' }), 0);
    assert.equal(outcome({ 'a.py': 'print(x)\n' }, ['--fail-on', 'warning']), 1);
    assert.equal(outcome({ 'a.py': CLEAN, 'agent_rules.yaml': 'securty: {}\n' }), 2);
    assert.equal(outcome({ 'a.py': CLEAN }, ['--fail-on', 'never']), 2);
    assert.equal(outcome({ 'a.py': CLEAN }, ['--category', 'nonsense']), 2);
    assert.equal(outcome({ 'a.py': 'def f(:\n' }), 3);
    assert.equal(probity(['audit', '/no/such/folder']).code, 2);
    assert.equal(probity(['audti']).code, 2);
  });

  it('never passes a tree of which half does not parse, and lists every such file with its line', () => {
    inFolder(
      { 'a.py': CLEAN, 'b.py': 'x = 1\ndef f(:\n', 'c.ts': 'const = 3;\n', 'd.json': '{"a": }\n', 'e.yaml': 'a: [1\n' },
      (folder) => {
        const { code, out } = probity(['audit'], folder);
        assert.equal(code, 3);
        assert.match(out, /AUDIT INCOMPLETE/);
        for (const place of ['b.py:2', 'c.ts:1', 'd.json:1', 'e.yaml:2'])
          assert.ok(out.includes(`   ${place}: does not parse`), place);
      },
    );
  });

  it('does not pass what it did not look at', () => {
    inFolder({}, (folder) => {
      const { code, out } = probity(['audit'], folder);
      assert.equal(code, 3);
      assert.match(out, /there was no file to audit/);
    });
    inFolder(
      {
        'a.py': CLEAN,
        'agent_rules.yaml': 'synthetic_data:\n  enabled: false\n',
        'sub/agent_rules.yaml': 'version: 1\n',
        'sub/a.py': CLEAN,
      },
      (folder) => {
        const { out } = probity(['audit'], folder);
        assert.match(out, /Policy: agent_rules\.yaml, sub\/agent_rules\.yaml/);
        assert.match(out, /Governance: not checked/);
      },
    );
  });

  it('tells a wrong path in one line', () => {
    inFolder({ 'a.py': CLEAN }, (folder) => {
      for (const args of [
        ['audit', '-p', 'nosuch.yaml'],
        ['fix', 'nosuch'],
        ['audit', '--format', 'json', '-o', 'nodir/x.json'],
      ]) {
        const { code, err } = probity(args, folder);
        assert.equal(code, 2);
        assert.match(err, /^probity: .* cannot be used \(ENOENT\)/);
      }
    });
  });

  it('shows no key of a URL in the code that it quotes', () => {
    inFolder({ 'a.py': 'r = eval(get("https://x.io/v1?apiKey=c8k2mq7xtz41lpws8rd0"))\n' }, (folder) => {
      const { out } = probity(['audit'], folder);
      assert.match(out, /dynamic-eval/);
      assert.doesNotMatch(out, /c8k2mq/);
    });
  });

  it('says what it left out and why', () => {
    inFolder(
      {
        'a.py': CLEAN,
        'b.py': Buffer.from([0x78, 0, 0x79]),
        'c.png': 'x',
        'd.min.js': `${'var a=1;'.repeat(10_000)}\n`,
      },
      (folder) => {
        symlinkSync(join(folder, 'a.py'), join(folder, 'link.py'));
        symlinkSync(folder, join(folder, 'loop'));
        writeFileSync(join(folder, 'secret.py'), 'eval(x)\n');
        chmodSync(join(folder, 'secret.py'), 0o000);
        const { out } = probity(['audit'], folder);
        assert.match(out, /Left out: .*1 binary/);
        assert.match(out, /1 minified/);
        assert.match(out, /1 file of kinds that Probity does not read/);
      },
    );
  });

  it('leaves out what .gitignore names, but not .env', () => {
    inFolder(
      {
        '.gitignore': 'generated/\n.env\n',
        'generated/a.py': 'eval(x)\n',
        '.env': 'FRED_API_KEY=your_fred_key_here\n',
        '.git/x': '',
      },
      (folder) => {
        const { out, code } = probity(['audit'], folder);
        assert.equal(code, 1);
        assert.match(out, /\.env:1:14 {2}api_keys\/placeholder/);
        assert.doesNotMatch(out, /generated/);
      },
    );
  });

  it('prints the sections of seed 001, also without pictures', () => {
    const { out, code } = probity(['audit', '--ascii', '--as-of', '2026-11-21']);
    assert.equal(code, 1);
    assert.match(out.replace(/[–•…]/g, ''), /^[\x00-\x7F]*$/);
    for (const part of [
      'Started at:',
      'Found 22 files to audit',
      'Auditing Dependencies...',
      'Auditing Configuration Files...',
      'AUDIT REPORT',
      'Files scanned: 22',
      'Total lines:',
      'Dependencies checked: 2',
      'Coverage: 22 analysed, 2 of them as text (tokens, keys and URLs only)',
      'COMPLIANCE SUMMARY',
      'AUDIT FAILED',
    ])
      assert.ok(out.includes(part), part);
  });

  it('writes JSON with the keys of seed 001, and SARIF that fits its schema', () => {
    const json = JSON.parse(probity(['audit', '--format', 'json']).out);
    for (const key of ['timestamp', 'statistics', 'violations', 'warnings', 'summary']) assert.ok(key in json, key);
    assert.ok(
      json.violations.every(
        (one: { severity: string; file: string; line: number }) =>
          one.severity === 'critical' && one.file && one.line > 0,
      ),
    );
    const sarif = JSON.parse(probity(['audit', '--format', 'sarif', '--as-of', '2026-11-21']).out);
    const [run] = sarif.runs;
    assert.equal(sarif.version, '2.1.0');
    for (const result of run.results) {
      assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId);
      const { region } = result.locations[0].physicalLocation;
      assert.ok(region.endLine > region.startLine || region.endColumn >= region.startColumn);
      assert.ok(Array.isArray(result.suppressions));
    }
    assert.ok(
      run.results.some(
        (result: { suppressions: { status: string }[] }) => result.suppressions[0]?.status === 'accepted',
      ),
    );
    const prints = run.results.map((result: { partialFingerprints: object }) =>
      JSON.stringify(result.partialFingerprints),
    );
    assert.equal(new Set(prints).size, prints.length);
  });

  it('leaves exceptions out of account on request', () => {
    const count = (args: string[]) =>
      JSON.parse(probity(['audit', '--format', 'json', '--as-of', '2026-11-21', ...args]).out).violations.length;
    assert.equal(count(['--no-exceptions']), count([]) + 1);
  });

  it('shows no secret, whatever it prints', () => {
    const secrets = [
      'pk_1234567890abcdef',
      '0a1b2c3d4e5f60718293',
      'Zq81-nope-Lm27-TbR4',
      'c7fake81q0Lm2TbR4xYz',
      'S3cr3t-not-real-77',
    ];
    for (const args of [
      ['audit'],
      ['audit', '--format', 'json'],
      ['audit', '--format', 'sarif'],
      ['fix', '--dry-run', '--review'],
    ]) {
      const { out, err } = probity(args);
      for (const secret of secrets)
        assert.ok(!(out + err).includes(secret), `${args.join(' ')} shows ${secret.slice(0, 3)}…`);
    }
  });
});

describe('a large tree', () => {
  /** Over 3 MB, so that it is screened and shared among workers. */
  const large = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [
      `pkg/m${index}.py`,
      `${'def f(x):\n    return x + 1\n\n\n'.repeat(2200)}${index % 10 === 0 ? 'import pickle as p\n\n\ndef g(b):\n    return p.loads(b)\n' : ''}`,
    ]),
  );
  const report = (folder: string, args: readonly string[] = []) => {
    const json = JSON.parse(probity(['audit', '--format', 'json', ...args], folder).out);
    return {
      found: json.violations.map((one: { file: string; line: number }) => `${one.file}:${one.line}`),
      coverage: json.statistics.coverage,
    };
  };

  it('has the same findings screened, read whole, and by category', () => {
    inFolder(large, (folder) => {
      const screened = report(folder);
      assert.equal(screened.found.length, 6);
      assert.deepEqual(screened.coverage, { analysed: 6, recovered: 0, screened: 54, skipped: 0 });
      const thorough = report(folder, ['--thorough']);
      assert.deepEqual(thorough.found, screened.found);
      assert.equal(thorough.coverage.analysed, 60);
      assert.equal(report(folder, ['--category', 'api_keys']).found.length, 0);
    });
  });

  it('says where it does not parse although nothing could be found there', () => {
    inFolder({ ...large, 'pkg/broken.py': `${large['pkg/m1.py']}def f(:\n` }, (folder) => {
      assert.equal(report(folder).coverage.recovered, 1);
    });
  });
});

describe('the cache', () => {
  const options = { today: '2026-01-31', screened: false };
  const task = (folder: string) => ({
    path: join(folder, 'a.py'),
    shown: 'a.py',
    scopePath: 'a.py',
    language: 'python' as const,
    policyFile: undefined,
  });
  const file = { path: 'a.py', language: 'python' as const, status: 'analysed' as const, lines: 1, findings: [] };

  it('gives a result back until file, engine, policy or day change, and survives corruption', () => {
    inFolder({ 'a.py': 'x = 1\n' }, (folder) => {
      process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
      const old = new Date(Date.now() - 60_000);
      utimesSync(join(folder, 'a.py'), old, old);
      const open = (build = 'b1', policy = 'p1') => openCache(folder, build, options, () => policy);
      const first = open();
      assert.equal(first.get(task(folder)), undefined);
      first.put(task(folder), file);
      first.save();
      assert.deepEqual(open().get(task(folder)), file);
      assert.equal(open('b2').get(task(folder)), undefined);
      assert.equal(open('b1', 'p2').get(task(folder)), undefined);
      writeFileSync(join(folder, 'a.py'), 'x = 2\n');
      utimesSync(join(folder, 'a.py'), old, old);
      assert.equal(open().get(task(folder)), undefined, 'same size and time, another change time');
      const again = open();
      again.put(task(folder), file);
      again.save();
      const [name] = readdirSync(join(folder, 'cache/probity'));
      writeFileSync(join(folder, 'cache/probity', name!), '{"format":2,"entries":[[');
      assert.equal(open().get(task(folder)), undefined);
      delete process.env['XDG_CACHE_HOME'];
    });
  });
});

describe('probity fix', () => {
  const SOURCE = 'import yaml\na = yaml.load(f)\nb = eval(x)\n';

  it('applies safe fixes, others on request, none in a dry run', () => {
    inFolder({ 'a.py': SOURCE }, (folder) => {
      const read = () => readFileSync(join(folder, 'a.py'), 'utf8');
      assert.match(
        probity(['fix', '--dry-run'], folder).out,
        /\+a = yaml\.safe_load\(f\)[\s\S]*1 fix in 1 file would be made/,
      );
      assert.equal(read(), SOURCE);
      assert.equal(probity(['fix'], folder).code, 0);
      assert.equal(read(), 'import yaml\na = yaml.safe_load(f)\nb = eval(x)\n');
      probity(['fix', '--review'], folder);
      assert.equal(read(), 'import yaml\nimport ast\na = yaml.safe_load(f)\nb = ast.literal_eval(x)\n');
      assert.match(probity(['fix', '--review'], folder).out, /Nothing to fix/);
    });
  });

  it('changes no byte of a file that does not parse', () => {
    inFolder({ 'a.py': `${SOURCE}def f(:\n` }, (folder) => {
      const { code, err } = probity(['fix', '--review'], folder);
      assert.equal(code, 3);
      assert.match(err, /a\.py: does not parse, so it was left as it is/);
      assert.equal(readFileSync(join(folder, 'a.py'), 'utf8'), `${SOURCE}def f(:\n`);
    });
  });

  it('keeps to the rules that are named', () => {
    inFolder({ 'a.py': SOURCE }, (folder) => {
      probity(['fix', '--review', '--rule', 'security/dynamic-eval'], folder);
      assert.match(readFileSync(join(folder, 'a.py'), 'utf8'), /yaml\.load\(f\)\nb = ast/);
      assert.equal(probity(['fix', '--rule', 'nonsense'], folder).code, 2);
    });
  });
});

describe('probity rules, explain, policy', () => {
  it('list, explain and suggest', () => {
    assert.match(probity(['rules']).out, /security\/dynamic-eval +critical/);
    assert.match(probity(['explain', 'dynamic-eval']).out, /Text that reaches `eval` runs/);
    const wrong = probity(['explain', 'dynamic']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /Did you mean security\/dynamic-eval/);
  });

  it('write a policy once, and check it', () => {
    inFolder({}, (folder) => {
      assert.equal(probity(['policy', 'init'], folder).code, 0);
      assert.match(probity(['policy', 'init'], folder).err, /exists already/);
      assert.match(probity(['policy', 'validate'], folder).out, /is a good policy/);
      writeFileSync(join(folder, 'agent_rules.yaml'), 'security:\n  severty: info\n');
      const { code, out } = probity(['policy', 'validate'], folder);
      assert.equal(code, 2);
      assert.match(
        out,
        /agent_rules\.yaml:2:3: error: Unknown key `severty` in `security`\. Did you mean `severity`\?/,
      );
    });
  });

  it('the schema accepts what the program writes', () => {
    const schema = JSON.parse(readFileSync(new URL('schemas/agent_rules.schema.json', root), 'utf8'));
    assert.ok(
      new Ajv({ strict: false }).compile(schema)({ version: 1, security: { rules: { 'dynamic-eval': 'off' } } }),
    );
  });
});
