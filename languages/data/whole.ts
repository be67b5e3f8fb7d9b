import type { Chunk } from '../../engine/language.ts';

/** For formats that are read in one piece. */
export function* wholeFile(text: string): Iterable<Chunk> {
  yield { start: 0, end: text.length, context: '', restart: true };
}
