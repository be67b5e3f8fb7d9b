import type { Language } from '../../engine/language.ts';
import type { Parse } from '../tree.ts';
import { type LoadGrammar, loadParser } from '../tree-sitter.ts';
import { readPython } from './read.ts';
import { splitPython } from './split.ts';
import { pythonWriting } from './writing.ts';

/** Python, read with tree-sitter chunk by chunk. */
export function createPython(load: LoadGrammar): Language {
  let loading: Promise<void> | undefined;
  let parse: Parse | undefined;
  return {
    ids: ['python'],
    writing: pythonWriting,
    load: () => (loading ??= loadParser('python', load).then((ready) => void (parse = ready))),
    split: (text, from) => splitPython(text, from),
    read(text, context) {
      if (!parse) throw new Error('the Python grammar is not loaded');
      return readPython(parse, text, context);
    },
  };
}
