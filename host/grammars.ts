import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Reads grammar files: from `grammars/` beside the bundle, or from the package where the sources run unbundled.
 */
export function grammarLoader(moduleUrl: string): (file: string) => Promise<Uint8Array> {
  const beside = join(dirname(fileURLToPath(moduleUrl)), 'grammars');
  return async (file) => {
    try {
      return await readFile(join(beside, file));
    } catch {
      const folder = dirname(createRequire(moduleUrl).resolve('@vscode/tree-sitter-wasm'));
      return readFile(join(folder, file));
    }
  };
}
