import type { Chunk } from '../../engine/language.ts';
import { countLines, lineEnd, lineStart, matches, trimmedEnd } from '../layout.ts';

/**
 * Splits JavaScript and TypeScript into chunks without a parser: a statement starts at the left margin, outside of
 * brackets, strings, templates and comments, where the line before does not plainly go on. Wrong only where code at
 * the margin goes on in an unusual way; the file is then read whole (see `read.ts`).
 */

/** Statements of one line that are read together. */
const LINES_TOGETHER = 40;
/** Declarations: at the margin they start a statement even where a bracket was left open above them. */
const RESYNC =
  /(?:export|import|function|class|const|let|var|interface|enum|abstract|declare|namespace|async function)[ \t\r\n]+[\w{*'"$[@]/y;
/** A line that begins so goes on with the one before. */
const GOES_ON =
  /[.?:+\-*/%&|^=,;)\]}<>([{`]|(?:else|catch|finally|while|instanceof|in|of|as|satisfies|extends|implements)\b/y;
/** After these a statement is not complete. */
const WANTS_MORE =
  /^(?:[=+\-*/,.([{<>?:&|!~^%@]|return|const|let|var|extends|implements|new|typeof|await|export|default|import|from|case|else|do|in|of|instanceof|throw|void|delete|async|type|=>)$/;
/** Before a slash these words and signs make it a division. */
const VALUE_END = /^(?:[\w$)\]}'"`]|[\w$].*)$/;
const KEYWORD_BEFORE_REGEX = /^(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield|instanceof)$/;

interface Unit {
  readonly start: number;
  readonly end: number;
  /** Where its code begins, behind the comments that introduce it. */
  readonly code: number;
  /** Only a parser can tell whether it is sound. */
  readonly doubtful: boolean;
}

/** The chunks of a text from an offset at which a chunk starts. */
export function* splitScript(text: string, from: number): Iterable<Chunk> {
  let run: { start: number; end: number; lines: number; doubtful: boolean } | undefined;
  const chunk = ({ start, end, doubtful }: Pick<Unit, 'start' | 'end' | 'doubtful'>): Chunk => ({
    start,
    end,
    context: '',
    restart: true,
    doubtful,
  });
  for (const unit of units(text, from)) {
    const lines = countLines(text, unit.start, unit.end);
    const members = classMembers(text, unit);
    if (!members && lines <= LINES_TOGETHER / 4) {
      if (run && run.lines + lines <= LINES_TOGETHER)
        run = { start: run.start, end: unit.end, lines: run.lines + lines, doubtful: run.doubtful || unit.doubtful };
      else {
        if (run) yield chunk(run);
        run = { start: unit.start, end: unit.end, lines, doubtful: unit.doubtful };
      }
      continue;
    }
    if (run) yield chunk(run);
    run = undefined;
    if (members) yield* members;
    else yield chunk(unit);
  }
  if (run) yield chunk(run);
}

/** What a scan tells at the first token of a line: true ends it, 0 closes every open bracket. */
type OnLine = (at: number, depth: number, previous: () => string, isComment: boolean) => boolean | 0;

const isWord = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 95 ||
  code === 36 ||
  code > 127;

/** One pass over the characters of a range, outside of strings, templates and comments. Returns the depth at its end. */
function scan(text: string, from: number, to: number, onLine: OnLine): { depth: number; sound: boolean } {
  let sound = true;
  /** Open brackets; true for `${` of a template. */
  const open: boolean[] = [];
  let previousStart = from;
  let previousEnd = from;
  let atLineStart = true;
  const previous = () => text.slice(previousStart, previousEnd);
  const skipTemplate = (start: number): number => {
    const end = templatePart(text, start);
    if (text.charCodeAt(end - 1) === 123) open.push(true);
    return end;
  };
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) {
      atLineStart = true;
      at++;
      continue;
    }
    if (code === 32 || code === 9 || code === 0xfeff || code === 0xa0) {
      at++;
      continue;
    }
    const next = text.charCodeAt(at + 1);
    const isComment = code === 47 && (next === 47 || next === 42);
    if (atLineStart) {
      atLineStart = false;
      const answer = onLine(at, open.length, previous, isComment);
      if (answer === true) return { depth: open.length, sound };
      if (answer === 0) open.length = 0;
    }
    if (isComment) {
      at = next === 47 ? lineEnd(text, at) : after(text, '*/', at + 2);
      continue;
    }
    let end = at + 1;
    if (isWord(code)) while (end < to && isWord(text.charCodeAt(end))) end++;
    else if (code === 39 || code === 34) {
      end = quoteEnd(text, at, code);
      if (end - at < 2 || text.charCodeAt(end - 1) !== code) sound = false;
    } else if (code === 96) end = skipTemplate(at + 1);
    else if (code === 40 || code === 91 || code === 123) open.push(false);
    else if (code === 41 || code === 93) {
      if (open.pop() === undefined) sound = false;
    } else if (code === 125) {
      const kind = open.pop();
      if (kind === undefined) sound = false;
      if (kind) end = skipTemplate(at + 1);
    } else if (code === 47 && startsRegex(previous())) end = regexEnd(text, at);
    previousStart = at;
    previousEnd = end;
    at = end;
  }
  return { depth: open.length, sound };
}

/** The statements at the left margin. */
function* units(text: string, from: number): Iterable<Unit> {
  let at = from;
  while (at < text.length) {
    const unit = unitAt(text, at, false) ?? unitAt(text, at, true);
    if (!unit) return;
    yield unit;
    at = unit.next;
  }
}

/**
 * The unit that starts at an offset. Without `resync`, undefined where a bracket stays open to the end: the
 * caller then asks again and declarations at the margin end the unit.
 */
function unitAt(text: string, from: number, resync: boolean): (Unit & { next: number }) | undefined {
  let code: number | undefined;
  let lead: number | undefined;
  let next = text.length;
  const { depth, sound } = scan(text, from, text.length, (at, open, previous, isComment) => {
    const atMargin = at === from || text[at - 1] === '\n' || text[at - 1] === '\r' || text[at - 1] === '\uFEFF';
    if (isComment) {
      if (atMargin && open === 0 && code !== undefined) lead ??= at;
      return false;
    }
    if (code === undefined) {
      code = at;
      return false;
    }
    const starts =
      atMargin &&
      (open === 0
        ? !isDecorator(text, code, at) && !matches(GOES_ON, text, at) && !WANTS_MORE.test(previous())
        : resync && matches(RESYNC, text, at));
    if (starts) {
      next = lead ?? at;
      return true;
    }
    lead = undefined;
    return false;
  });
  if (!resync && next === text.length && depth > 0) return undefined;
  const end = trimmedEnd(text, from, next);
  return end > from
    ? { start: skipBlank(text, from), end, code: code ?? end, next, doubtful: !sound || depth > 0 || resync }
    : undefined;
}

/** A class with members on lines of their own is read as its head and its members; undefined for anything else. */
function classMembers(text: string, { start, end, code, doubtful }: Unit): Chunk[] | undefined {
  const head =
    /^(?:@[\w.]+(?:\([^()]*\))?\s+)*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?class\s+([\w$]+)[^{]*\{/.exec(
      text.slice(code, end),
    );
  if (!head) return undefined;
  const body = code + head[0].length;
  const context = `class ${head[1]}`;
  const starts: number[] = [];
  let indent: number | undefined;
  let lead: number | undefined;
  /** Where the last member's own code begins. */
  let last: number | undefined;
  let close = end;
  scan(text, body, end, (at, depth, previous, isComment) => {
    const column = at - lineStart(text, at);
    if (depth > 0) return false;
    if (text[at] === '}' && column < (indent ?? Infinity)) {
      close = at;
      return true;
    }
    if (isComment) {
      lead ??= at;
      return false;
    }
    indent ??= column;
    const decorated = last !== undefined && isDecorator(text, last, at);
    if (
      column === indent &&
      !decorated &&
      !(starts.length > 0 && (matches(GOES_ON_MEMBER, text, at) || /^[=,.(<|&?:+]$/.test(previous())))
    ) {
      starts.push(lead ?? at);
      last = at;
    }
    lead = undefined;
    return false;
  });
  if (starts.length < 2 || !/^\}?;?$/.test(text.slice(close, end).trim())) return undefined;
  const chunks: Chunk[] = [{ start, end: body, context: 'head', restart: true, doubtful }];
  for (const [index, at] of starts.entries()) {
    const stop = trimmedEnd(text, at, starts[index + 1] ?? close);
    if (stop > at) chunks.push({ start: at, end: stop, context, restart: false, doubtful });
  }
  return chunks;
}

const GOES_ON_MEMBER = /[.?:+\-/%&|^=,)\]}<>]/y;

/** Whether what stands between two offsets is decorators that belong to what follows. */
const isDecorator = (text: string, from: number, to: number): boolean =>
  text[from] === '@' && !/[;}]\s*(?:\/\/[^\n]*\s*)?$/.test(text.slice(from, to));

const startsRegex = (previous: string): boolean =>
  previous === '' || !VALUE_END.test(previous) || KEYWORD_BEFORE_REGEX.test(previous);

function regexEnd(text: string, at: number): number {
  let inClass = false;
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i];
    if (char === '\n' || char === '\r') return at + 1;
    if (char === '\\') i++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return i + 1;
  }
  return at + 1;
}

/** Where template text ends: behind its closing quote, or behind the `${` that opens a hole in it. */
function templatePart(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === 96) return i + 1;
    else if (code === 36 && text.charCodeAt(i + 1) === 123) return i + 2;
  }
  return text.length;
}

function quoteEnd(text: string, at: number, quote: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i += text.startsWith('\r\n', i + 1) ? 2 : 1;
    else if (code === quote) return i + 1;
    else if (code === 10 || code === 13) return i;
  }
  return text.length;
}

function after(text: string, close: string, from: number): number {
  const at = text.indexOf(close, from);
  return at === -1 ? text.length : at + close.length;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at]!)) at++;
  return at;
}
