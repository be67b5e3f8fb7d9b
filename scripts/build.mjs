// Bundles the product into dist/: the command line, the language server and the VS Code client, with their grammars.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const grammars = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, 'grammars'), { recursive: true });
for (const file of ['tree-sitter.wasm', 'tree-sitter-python.wasm'])
  copyFileSync(join(grammars, file), join(dist, 'grammars', file));

// Packages in CommonJS expect these names, which an ES module has to be given.
const banner = {
  js: [
    "import { createRequire as __createRequire } from 'node:module';",
    "import { fileURLToPath as __fileURLToPath } from 'node:url';",
    'const require = __createRequire(import.meta.url);',
    'const __filename = __fileURLToPath(import.meta.url);',
    "const __dirname = __filename.slice(0, __filename.lastIndexOf('/'));",
  ].join('\n'),
};
const common = {
  bundle: true,
  platform: 'node',
  mainFields: ['module', 'main'],
  target: 'node20',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
};

/** Names the sources that this build is made from: results of another build are not reused. */
function buildId() {
  const hash = createHash('sha256');
  for (const folder of ['engine', 'languages', 'rules', 'host']) {
    for (const file of readdirSync(join(root, folder), { recursive: true }).sort()) {
      if (file.endsWith('.ts')) hash.update(readFileSync(join(root, folder, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

await build({
  ...common,
  entryPoints: { cli: 'cli/main.ts', server: 'server/main.ts', worker: 'cli/worker.ts' },
  define: { PROBITY_BUILD: JSON.stringify(buildId()) },
  outdir: dist,
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[hash]',
  outExtension: { '.js': '.js' },
  banner,
});
if (existsSync(join(root, 'client/extension.ts'))) {
  await build({
    ...common,
    entryPoints: { client: 'client/extension.ts' },
    outdir: dist,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
  });
}
