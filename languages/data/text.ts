import type { Chunk, Language, LanguageId, Reading } from '../../engine/language.ts';
import { findDirectives } from '../directives.ts';

/** Lines of plain text that are read together. */
const LINES_TOGETHER = 200;

/** Files of which only the characters count: shell, Docker, Markdown, configuration of any other kind. */
export const textLanguage: Language = {
  ids: ['text', 'shell', 'dockerfile', 'markdown'],
  writing: { lineComment: '#' },
  load: async () => {},
  split,
  read,
};

/** Blocks of lines; a block ends at a blank line, so that keys and certificates of many lines stay whole. */
function* split(text: string, from: number): Iterable<Chunk> {
  let start = from;
  let lines = 0;
  for (let at = from; at < text.length;) {
    const next = text.indexOf('\n', at);
    const end = next === -1 ? text.length : next + 1;
    lines++;
    if (lines >= LINES_TOGETHER && text.slice(at, end).trim() === '') {
      yield { start, end, context: '', restart: true };
      start = end;
      lines = 0;
    }
    at = end;
  }
  if (start < text.length || from === 0) yield { start, end: text.length, context: '', restart: true };
}

function read(text: string, _context: string, id: LanguageId): Reading {
  // What looks like a comment in the code blocks of a document is none of the document's own.
  const mark = id === 'markdown' ? /^[ \t]*(<!--[^\r\n]*)/gm : /^[ \t]*((?:#|\/\/|;)[^\r\n]*)/gm;
  const comments = Array.from(text.matchAll(mark), (match) => {
    const start = match.index + match[0].length - match[1]!.length;
    return [start, start + match[1]!.length] as const;
  });
  return {
    facts: [],
    bindings: [],
    problems: [],
    directives: findDirectives(text, comments, (offset) => nextLine(text, offset)),
  };
}

/** The next line with its continuations (`\` at the end). */
function nextLine(text: string, offset: number): readonly [number, number] | undefined {
  const match = /\S(?:[^\r\n\\]|\\\r?\n|\\.)*/.exec(text.slice(offset));
  return match ? [offset + match.index, offset + match.index + match[0].length] : undefined;
}
