import type { Chunk } from '../../engine/language.ts';

/**
 * Splits Python into chunks by its layout alone: a statement starts on a line at the block's indentation outside of
 * brackets and strings (Python reference, "Lexical analysis"). No grammar is needed, so a file's chunks cost one fast
 * pass, and after an edit only the lines around it.
 */

interface Statement {
  /** Start of the line where it, or the comments that introduce it, begins. */
  readonly start: number;
  /** End of its last line that is not blank, without the line ending. */
  readonly end: number;
  /** Where its own first line begins, after comments and decorators. */
  readonly code: number;
  /** Has an indented body, or is decorated. */
  readonly compound: boolean;
  /** Where the line after its first logical line begins; at or behind `end` where there is no body. */
  readonly body: number;
}

/** Short statements that are read together. */
const LINES_TOGETHER = 40;

/** Clauses that go on with the statement before them. */
const CLAUSE = /(?:else|elif|except|finally)\b/y;
/** At the left margin these start a statement even where a bracket was left open above them. */
const RESYNC = /(?:def|class|import|from|async[ \t]+def)[ \t]|@\w/y;
const BLANK = /[ \t\f\uFEFF]*/y;
const NEXT_TOKEN = /[#'"()[\]{}\\\n\r]/g;

/** The chunks of a text from an offset at which a chunk starts. */
export function* splitPython(text: string, from: number): Iterable<Chunk> {
  let run: { start: number; end: number; lines: number } | undefined;
  const chunk = (start: number, end: number): Chunk => ({ start, end, context: '', restart: true });
  for (const statement of statements(text, from, text.length, 0)) {
    if (!statement.compound) {
      const lines = countLines(text, statement.start, statement.end);
      if (run && run.lines + lines <= LINES_TOGETHER)
        run = { start: run.start, end: statement.end, lines: run.lines + lines };
      else {
        if (run) yield chunk(run.start, run.end);
        run = { start: statement.start, end: statement.end, lines };
      }
      continue;
    }
    if (run) yield chunk(run.start, run.end);
    run = undefined;
    const name = /^class[ \t]+(\w+)/.exec(text.slice(statement.code, statement.code + 200))?.[1];
    if (name && statement.body < statement.end) yield* classChunks(text, statement, name);
    else yield chunk(statement.start, statement.end);
  }
  if (run) yield chunk(run.start, run.end);
}

/** A class is read as its head and its members. */
function* classChunks(text: string, { start, end, body }: Statement, name: string): Iterable<Chunk> {
  yield { start, end: body, context: '', restart: true };
  const context = `class ${name}`;
  let run: { start: number; end: number } | undefined;
  for (const member of statements(text, body, end, indentAt(text, body, end))) {
    if (member.compound) {
      if (run) yield { ...run, context, restart: false };
      run = undefined;
      yield { start: member.start, end: member.end, context, restart: false };
    } else run = { start: run?.start ?? member.start, end: member.end };
  }
  if (run) yield { ...run, context, restart: false };
}

/** The statements of a block at an indentation (in characters). Deeper lines belong to the statement above them. */
function* statements(text: string, from: number, to: number, indent: number): Iterable<Statement> {
  let at = from;
  let open:
    { start: number; end: number; code: number; compound: boolean; body: number; decorated: boolean } | undefined;
  let lead: number | undefined;
  while (at < to) {
    BLANK.lastIndex = at;
    BLANK.test(text);
    const first = BLANK.lastIndex;
    const code = text.charCodeAt(first);
    if (first >= to) break;
    if (code === 10 || code === 13) {
      at = afterBreak(text, first);
      continue;
    }
    const column = first - at - (text.charCodeAt(at) === 0xfeff ? 1 : 0);
    if (code === 35) {
      const end = lineEnd(text, first);
      if (column <= indent || !open) lead ??= at;
      else if (lead === undefined) open.end = end;
      at = afterBreak(text, end);
      continue;
    }
    const end = logicalEnd(text, first, to, indent);
    const clause = matches(CLAUSE, text, first);
    if (column <= indent && !(open && (clause || open.decorated))) {
      if (open) yield open;
      const decorated = code === 64;
      open = { start: lead ?? at, end, code: first, compound: decorated, body: afterBreak(text, end), decorated };
    } else if (open) {
      open.end = end;
      if (column <= indent && open.decorated) {
        open.decorated = code === 64;
        open.code = first;
        open.body = afterBreak(text, end);
      } else open.compound = true;
    } else {
      open = { start: lead ?? at, end, code: first, compound: false, body: afterBreak(text, end), decorated: false };
    }
    open.body = Math.min(open.body, to);
    lead = undefined;
    at = afterBreak(text, end);
  }
  if (open) yield open;
  if (lead !== undefined) {
    const end = trimmedEnd(text, lead, to);
    yield { start: lead, end, code: end, compound: false, body: end };
  }
}

/** Where the logical line that starts at an offset ends: brackets, strings and backslashes carry it over line breaks. */
function logicalEnd(text: string, from: number, to: number, indent: number): number {
  let depth = 0;
  NEXT_TOKEN.lastIndex = from;
  for (let match = NEXT_TOKEN.exec(text); match && match.index < to; match = NEXT_TOKEN.exec(text)) {
    const at = match.index;
    switch (match[0]) {
      case '(':
      case '[':
      case '{':
        depth++;
        break;
      case ')':
      case ']':
      case '}':
        depth = Math.max(0, depth - 1);
        break;
      case '#':
        NEXT_TOKEN.lastIndex = lineEnd(text, at);
        break;
      case '\\':
        NEXT_TOKEN.lastIndex = text.startsWith('\r\n', at + 1) ? at + 3 : at + 2;
        break;
      case '\n':
      case '\r': {
        const next = afterBreak(text, at);
        if (depth === 0 || (indent === 0 && matches(RESYNC, text, next))) return at;
        NEXT_TOKEN.lastIndex = next;
        break;
      }
      default:
        NEXT_TOKEN.lastIndex = stringEnd(text, at, match[0]);
    }
  }
  return Math.min(to, text.length);
}

/** Where the string that opens at an offset ends. A plain string that is not closed ends with its line. */
function stringEnd(text: string, at: number, quote: string): number {
  const triple = text.startsWith(quote.repeat(3), at);
  const close = triple ? quote.repeat(3) : quote;
  for (let i = at + close.length; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i += text.startsWith('\r\n', i + 1) ? 2 : 1;
    else if (char === quote && (!triple || text.startsWith(close, i))) return i + close.length;
    else if (!triple && (char === '\n' || char === '\r')) return i;
    else if (triple) {
      const next = nextOf(text, i, quote);
      if (next > i) i = next - 1;
    }
  }
  return text.length;
}

/** The next backslash or quote, to skip through long strings quickly. */
function nextOf(text: string, from: number, quote: string): number {
  const a = text.indexOf(quote, from);
  const end = a === -1 ? text.length : a;
  const b = text.lastIndexOf('\\', end - 1);
  if (b < from) return end;
  const first = text.indexOf('\\', from);
  return first !== -1 && first < end ? first : end;
}

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return text.length;
}

/** The offset behind the line break at an offset. */
function afterBreak(text: string, at: number): number {
  if (at >= text.length) return text.length;
  return text.startsWith('\r\n', at) ? at + 2 : at + 1;
}

function indentAt(text: string, from: number, to: number): number {
  for (let at = from; at < to;) {
    BLANK.lastIndex = at;
    BLANK.test(text);
    const first = BLANK.lastIndex;
    const code = text.charCodeAt(first);
    if (code !== 10 && code !== 13 && code !== 35) return first - at;
    at = afterBreak(text, lineEnd(text, first));
  }
  return 0;
}

function countLines(text: string, from: number, to: number): number {
  let count = 1;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function trimmedEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && /\s/.test(text[end - 1]!)) end--;
  return end;
}
