import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Reads grammar files: from `grammars/` beside the bundle (whose parts lie in a folder of their own), or from the
 * package where the sources run unbundled.
 */
export function grammarLoader(moduleUrl: string): (file: string) => Promise<Uint8Array> {
  const here = dirname(fileURLToPath(moduleUrl));
  const bundled = [join(here, 'grammars'), join(here, '..', 'grammars')].find((folder) => existsSync(folder));
  return (file) =>
    readFile(join(bundled ?? dirname(createRequire(moduleUrl).resolve('@vscode/tree-sitter-wasm')), file));
}
