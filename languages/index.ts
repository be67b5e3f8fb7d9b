import type { Language } from '../engine/language.ts';
import { dotenvLanguage } from './data/dotenv.ts';
import { jsonLanguage } from './data/json.ts';
import { textLanguage } from './data/text.ts';
import { yamlLanguage } from './data/yaml.ts';
import { createScript } from './estree/index.ts';
import { createPython } from './python/index.ts';
import type { LoadGrammar } from './tree-sitter.ts';

/** Every language that Probity reads. Grammars are loaded through `load` when their first file is. */
export function createLanguages(load: LoadGrammar): Language[] {
  return [createPython(load), createScript(), yamlLanguage, jsonLanguage, dotenvLanguage, textLanguage];
}

export type { LoadGrammar };
