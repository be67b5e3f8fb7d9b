import type { Language } from '../../engine/language.ts';
import { scriptWriting } from './writing.ts';
import { readScript } from './read.ts';
import { splitScript } from './split.ts';

/** JavaScript and TypeScript, read with typescript-estree chunk by chunk. */
export function createScript(): Language {
  return {
    ids: ['javascript', 'typescript', 'tsx'],
    writing: scriptWriting,
    load: async () => {},
    split: (text, from) => splitScript(text, from),
    read: readScript,
  };
}
