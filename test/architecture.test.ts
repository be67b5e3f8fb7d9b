import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from './support.ts';

const here = fileURLToPath(root);

/** Who may import whom, of our own layers; `node` is Node's own modules. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  engine: ['engine'],
  languages: ['languages', 'engine'],
  rules: ['rules', 'engine'],
  report: ['report', 'engine'],
  host: ['host', 'engine', 'node'],
  server: ['server', 'engine', 'languages', 'rules', 'host', 'report', 'package.json', 'node'],
  client: ['client', 'server/protocol.ts'],
  cli: ['cli', 'engine', 'languages', 'rules', 'host', 'report', 'server', 'package.json', 'node'],
};
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  engine: ['yaml', 're2js', 'picomatch/posix.js', 'fastest-levenshtein'],
  client: ['vscode', 'vscode-languageclient/node'],
  rules: [],
  report: [],
};

const files = (folder: string): string[] =>
  readdirSync(join(here, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : path.endsWith('.ts') ? [path] : [];
  });
const importsOf = (path: string): string[] =>
  [
    ...readFileSync(join(here, path), 'utf8').matchAll(
      /(?:^|\n)(?:import|export)[^;]*?from\s+'([^']+)'|import\('([^']+)'\)/g,
    ),
  ].map((match) => (match[1] ?? match[2])!);

describe('the arrows point one way', () => {
  for (const [layer, allowed] of Object.entries(ALLOWED)) {
    it(layer, () => {
      for (const path of files(layer)) {
        for (const specifier of importsOf(path)) {
          if (specifier.startsWith('node:')) assert.ok(allowed.includes('node'), `${path} imports ${specifier}`);
          else if (specifier.startsWith('.')) {
            const target = relative(here, resolve(join(here, dirname(path)), specifier));
            assert.ok(
              allowed.some((one) => target === one || target.startsWith(`${one}/`)),
              `${path} imports ${target}`,
            );
          } else if (FOREIGN[layer]) assert.ok(FOREIGN[layer].includes(specifier), `${path} imports ${specifier}`);
        }
      }
    });
  }

  it('rules know of the engine only what a rule needs', () => {
    for (const path of files('rules').filter((one) => /^rules\/[a-z_]+\//.test(one))) {
      for (const specifier of importsOf(path))
        assert.doesNotMatch(specifier, /engine\/(?:document|check|index|fix|names)\.ts/, path);
    }
  });
});

describe('the core runs anywhere', () => {
  it('engine, rules and every language but JavaScript bundle for a browser with no shim', async () => {
    const entry = `
      export { createEngine } from './engine/index.ts';
      export { catalog } from './rules/index.ts';
      export { yamlLanguage } from './languages/data/yaml.ts';
      export { jsonLanguage } from './languages/data/json.ts';
      export { dotenvLanguage } from './languages/data/dotenv.ts';
      export { textLanguage } from './languages/data/text.ts';
      export { readPython } from './languages/python/read.ts';
      export { splitPython } from './languages/python/split.ts';`;
    const result = await build({
      stdin: { contents: entry, resolveDir: here, loader: 'ts' },
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'esm',
      logLevel: 'silent',
    });
    assert.equal(result.errors.length, 0);
    assert.ok(result.outputFiles[0]!.text.length > 100_000);
  });
});
