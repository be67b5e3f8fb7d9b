import type { Language } from '../../engine/language.ts';
import { splitScript } from './split.ts';
import { scriptWriting } from './writing.ts';

type Reader = (typeof import('./read.ts'))['readScript'];

/** JavaScript and TypeScript, read with typescript-estree chunk by chunk. The parser is loaded with the first file. */
export function createScript(): Language {
  let loading: Promise<void> | undefined;
  let reader: Reader | undefined;
  return {
    ids: ['javascript', 'typescript', 'tsx'],
    writing: scriptWriting,
    load: () => (loading ??= import('./read.ts').then((module) => void (reader = module.readScript))),
    split: (text, from) => splitScript(text, from),
    read(text, context, id) {
      if (!reader) throw new Error('the TypeScript parser is not loaded');
      return reader(text, context, id);
    },
  };
}
