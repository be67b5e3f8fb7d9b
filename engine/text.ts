/** Half-open range of UTF-16 offsets, `[start, end)`. */
export type Span = readonly [start: number, end: number];

/** Zero-based line and UTF-16 column, as the Language Server Protocol counts them. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** One replacement in a text. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

const LF = 10;
const CR = 13;

/**
 * Offsets at which the lines of a text start.
 * A line ends at `\n`, `\r\n` or a lone `\r`, as in the Language Server Protocol (3.17, "Text Documents").
 */
export function lineStarts(text: string): number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === LF || (code === CR && text.charCodeAt(i + 1) !== LF)) starts.push(i + 1);
  }
  return starts;
}

/** A text with its line table: offsets to positions and back. */
export interface Lines {
  readonly count: number;
  positionAt(offset: number): Position;
  /** Clamps positions that lie outside the text. */
  offsetAt(position: Position): number;
  /** The line's text without its line ending; empty where there is no such line. */
  line(index: number): string;
}

/** Builds the line table of a text. Costs one pass; keep it while the text stands. */
export function createLines(text: string): Lines {
  const starts = lineStarts(text);
  const lineOf = (offset: number) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    count: starts.length,
    positionAt(offset) {
      const clamped = Math.max(0, Math.min(offset, text.length));
      const line = lineOf(clamped);
      return { line, character: clamped - starts[line]! };
    },
    offsetAt({ line, character }) {
      if (line < 0) return 0;
      if (line >= starts.length) return text.length;
      const end = line + 1 < starts.length ? starts[line + 1]! : text.length;
      return Math.min(starts[line]! + Math.max(0, character), end);
    },
    line(index) {
      if (index < 0 || index >= starts.length) return '';
      return text.slice(starts[index]!, starts[index + 1] ?? text.length).replace(/\r?\n$|\r$/, '');
    },
  };
}

/** Applies edits that do not overlap, in any order. Throws a RangeError where two overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.span[0] - b.span[0] || a.span[1] - b.span[1]);
  let result = '';
  let at = 0;
  for (const { span, text: replacement } of ordered) {
    if (span[0] < at) throw new RangeError(`edits overlap at offset ${span[0]}`);
    result += text.slice(at, span[0]) + replacement;
    at = span[1];
  }
  return result + text.slice(at);
}

/** The line ending that a text uses, by its first line break; `\n` where there is none. */
export function lineEnding(text: string): '\n' | '\r\n' | '\r' {
  return (/\r\n|\n|\r/.exec(text)?.[0] ?? '\n') as '\n' | '\r\n' | '\r';
}

/** A span moved by an offset. */
export const shift = (span: Span, by: number): Span => [span[0] + by, span[1] + by];

/** Whether two spans share at least one character (or one lies inside the other). */
export const overlaps = (a: Span, b: Span): boolean => a[0] < b[1] && b[0] < a[1];
