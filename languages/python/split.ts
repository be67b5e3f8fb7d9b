import type { Chunk } from '../../engine/language.ts';
import { afterBreak, countLines, lineEnd, matches, trimmedEnd } from '../layout.ts';

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
  /** Only a parser can tell whether it is sound. */
  readonly doubtful: boolean;
  /** Where the line after its first logical line begins; at or behind `end` where there is no body. */
  readonly body: number;
}

/** Short statements that are read together. */
const LINES_TOGETHER = 40;

/** Clauses that go on with the statement before them. */
const CLAUSE = /(?:else|elif|except|finally)\b/y;
/** At the block's indentation these start a statement even where a bracket was left open above them. */
const RESYNC = /(?:def|class|import|from|async[ \t]+def)[ \t]|@\w/y;
/** Statements that open a block and so hold a colon. */
const BLOCK = /(?:async[ \t]+)?(?:def|class|if|elif|else|for|while|try|except|finally|with)\b/y;
const BLANK = /[ \t\f\uFEFF]*/y;

/** The chunks of a text from an offset at which a chunk starts. */
export function* splitPython(text: string, from: number): Iterable<Chunk> {
  let run: { start: number; end: number; lines: number; doubtful: boolean } | undefined;
  const chunk = ({ start, end, doubtful }: Pick<Statement, 'start' | 'end' | 'doubtful'>): Chunk => ({
    start,
    end,
    context: '',
    restart: true,
    doubtful,
  });
  for (const statement of statements(text, from, text.length, 0)) {
    if (!statement.compound) {
      const lines = countLines(text, statement.start, statement.end);
      if (run && run.lines + lines <= LINES_TOGETHER)
        run = {
          start: run.start,
          end: statement.end,
          lines: run.lines + lines,
          doubtful: run.doubtful || statement.doubtful,
        };
      else {
        if (run) yield chunk(run);
        run = { start: statement.start, end: statement.end, lines, doubtful: statement.doubtful };
      }
      continue;
    }
    if (run) yield chunk(run);
    run = undefined;
    const name = /^class[ \t]+(\w+)/.exec(text.slice(statement.code, statement.code + 200))?.[1];
    if (name && statement.body < statement.end) yield* classChunks(text, statement, name);
    else yield chunk(statement);
  }
  if (run) yield chunk(run);
}

/** A class is read as its head and its members. */
function* classChunks(text: string, { start, end, body, doubtful }: Statement, name: string): Iterable<Chunk> {
  yield { start, end: body, context: '', restart: true, doubtful };
  const context = `class ${name}`;
  let run: { start: number; end: number } | undefined;
  // Which member it is that is doubtful is not worth finding out.
  const rest = { context, restart: false, doubtful };
  for (const member of statements(text, body, end, indentAt(text, body, end))) {
    if (member.compound) {
      if (run) yield { ...run, ...rest };
      run = undefined;
      yield { start: member.start, end: member.end, ...rest };
    } else run = { start: run?.start ?? member.start, end: member.end };
  }
  if (run) yield { ...run, ...rest };
}

/** The statements of a block at an indentation (in characters). Deeper lines belong to the statement above them. */
function* statements(text: string, from: number, to: number, indent: number): Iterable<Statement> {
  let at = from;
  let open:
    | {
        start: number;
        end: number;
        code: number;
        compound: boolean;
        body: number;
        decorated: boolean;
        doubtful: boolean;
      }
    | undefined;
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
    const line = logicalLine(text, first, to, indent);
    const { end } = line;
    const doubtful = line.doubtful || (matches(BLOCK, text, first) && text.indexOf(':', first) >= end);
    const clause = matches(CLAUSE, text, first);
    if (column <= indent && !(open && (clause || open.decorated))) {
      if (open) yield open;
      const decorated = code === 64;
      open = {
        start: lead ?? at,
        end,
        code: first,
        compound: decorated,
        body: afterBreak(text, end),
        decorated,
        doubtful,
      };
    } else if (open) {
      open.end = end;
      open.doubtful ||= doubtful;
      if (column <= indent && open.decorated) {
        open.decorated = code === 64;
        open.code = first;
        open.body = afterBreak(text, end);
      } else open.compound = true;
    } else {
      open = {
        start: lead ?? at,
        end,
        code: first,
        compound: false,
        body: afterBreak(text, end),
        decorated: false,
        doubtful,
      };
    }
    open.body = Math.min(open.body, to);
    lead = undefined;
    at = afterBreak(text, end);
  }
  if (open) yield open;
  if (lead !== undefined) {
    const end = trimmedEnd(text, lead, to);
    yield { start: lead, end, code: end, compound: false, body: end, doubtful: false };
  }
}

/** Where a logical line ends, and whether its brackets and strings close. */
interface LogicalLine {
  readonly end: number;
  readonly doubtful: boolean;
}

/** The logical line that starts at an offset: brackets, strings and backslashes carry it over line breaks. */
function logicalLine(text: string, from: number, to: number, indent: number): LogicalLine {
  let depth = 0;
  let doubtful = false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    // Letters and most signs end the look at once.
    if (code > 93 && code !== 123 && code !== 125) continue;
    switch (code) {
      case 40: // (
      case 91: // [
      case 123: // {
        depth++;
        break;
      case 41:
      case 93:
      case 125:
        if (depth === 0) doubtful = true;
        else depth--;
        break;
      case 35: // #
        at = lineEnd(text, at) - 1;
        break;
      case 92: // backslash
        at += text.startsWith('\r\n', at + 1) ? 2 : 1;
        break;
      case 10:
      case 13: {
        const next = afterBreak(text, at);
        if (depth === 0) return { end: at, doubtful };
        if (isIndented(text, next, indent) && matches(RESYNC, text, next + indent)) return { end: at, doubtful: true };
        at = next - 1;
        break;
      }
      case 34: // "
      case 39: {
        const end = stringEnd(text, at, code);
        if (text.charCodeAt(end - 1) !== code || end - at < 2) doubtful = true;
        at = end - 1;
        break;
      }
    }
  }
  return { end: Math.min(to, text.length), doubtful: doubtful || depth > 0 };
}

/** Where the string that opens at an offset ends. A plain string that is not closed ends with its line. */
function stringEnd(text: string, at: number, quote: number): number {
  if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) {
    const close = text.slice(at, at + 3);
    for (let end = text.indexOf(close, at + 3); end !== -1; end = text.indexOf(close, end + 1)) {
      if (!isEscaped(text, end)) return end + 3;
    }
    return text.length;
  }
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i += text.startsWith('\r\n', i + 1) ? 2 : 1;
    else if (code === quote) return i + 1;
    else if (code === 10 || code === 13) return i;
  }
  return text.length;
}

/** Whether a line has exactly this much white space in front. */
function isIndented(text: string, lineStart: number, indent: number): boolean {
  for (let i = 0; i < indent; i++) {
    const code = text.charCodeAt(lineStart + i);
    if (code !== 32 && code !== 9) return false;
  }
  return true;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === 92) slashes++;
  return slashes % 2 === 1;
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
