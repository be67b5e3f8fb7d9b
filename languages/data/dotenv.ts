import type { Entry, Fact, Ref } from '../../engine/facts.ts';
import type { Language, Reading } from '../../engine/language.ts';
import type { Span } from '../../engine/text.ts';
import { findDirectives } from '../directives.ts';
import { wholeFile } from './whole.ts';
import { afterBreak, lineEnd } from '../layout.ts';

/**
 * `.env` files, with places. The grammar is that of the `dotenv` package: `export`, quotes of three kinds over several
 * lines, `#` comments behind a space. Nothing is expanded.
 */
export const dotenvLanguage: Language = {
  ids: ['dotenv'],
  writing: { lineComment: '#' },
  load: async () => {},
  split: wholeFile,
  read: readDotenv,
};

const LINE = /^[ \t\uFEFF]*(?:export[ \t]+)?([\w.-]+)[ \t]*(=|:[ \t])[ \t]*/;

function readDotenv(text: string): Reading {
  const facts: Fact<Ref>[] = [];
  const problems: { span: Span; message: string }[] = [];
  const comments: Span[] = [];
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const trimmed = line.trim();
    const match = LINE.exec(line);
    if (trimmed.startsWith('#')) comments.push([at + line.indexOf('#'), end]);
    else if (match) {
      const keyAt = at + match[0].indexOf(match[1]!);
      const entry = valueAt(text, at + match[0].length, end, match[1]!, [keyAt, keyAt + match[1]!.length]);
      facts.push(entry);
      at = Math.max(end, lineEnd(text, entry.span[1]));
      at = afterBreak(text, at);
      continue;
    } else if (trimmed && trimmed !== '\uFEFF' && !/^(?:export[ \t]+)?[\w.-]+$/.test(trimmed)) {
      problems.push({ span: [at, end], message: 'Syntax error: this line is not `NAME=value`.' });
    }
    at = afterBreak(text, end);
  }
  return {
    facts,
    bindings: [],
    problems,
    directives: findDirectives(text, comments, (offset) => nextLine(text, offset)),
  };
}

function valueAt(text: string, start: number, lineStop: number, key: string, keySpan: Span): Entry {
  const base = { kind: 'entry' as const, path: [key], key, keySpan, type: 'string' as const };
  const quote = text[start];
  if (start < lineStop && (quote === '"' || quote === "'" || quote === '`')) {
    const close = closing(text, start, quote);
    if (close !== -1) return { ...base, span: [start, close + 1], value: text.slice(start + 1, close), quoted: true };
  }
  const raw = text.slice(start, lineStop);
  const comment = /(?:^|[ \t])#/.exec(raw);
  const value = (comment ? raw.slice(0, comment.index) : raw).trimEnd();
  return { ...base, span: [start, start + value.length], value, quoted: false };
}

function closing(text: string, start: number, quote: string): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote === '"') i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}

function nextLine(text: string, offset: number): Span | undefined {
  const match = /[^\s#][^\r\n]*/.exec(text.slice(offset));
  return match ? [offset + match.index, offset + match.index + match[0].length] : undefined;
}
