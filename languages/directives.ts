import { DIRECTIVE } from '../engine/exception/directive.ts';
import type { Directive } from '../engine/language.ts';
import type { Span } from '../engine/text.ts';

/** One line of comment: its text without comment marks. */
interface CommentLine {
  readonly text: string;
  readonly span: Span;
}

/**
 * The exception comments of a chunk: a run of comment lines that holds the directive's opening words.
 * @param comments spans of the chunk's comments, in order
 * @param covers finds the statement that follows an offset
 */
export function findDirectives(
  text: string,
  comments: Iterable<Span>,
  covers: (offset: number, column: number) => Span | undefined,
): Directive[] {
  if (!DIRECTIVE.test(text)) return [];
  const runs: CommentLine[][] = [];
  let last: Span | undefined;
  for (const span of comments) {
    const lines = linesOf(text, span);
    const goesOn = last && /^[ \t]*(?:\r\n|\r|\n)?[ \t]*$/.test(text.slice(last[1], span[0]));
    if (goesOn && runs.length > 0) runs.at(-1)!.push(...lines);
    else runs.push(lines);
    last = span;
  }
  return runs.flatMap((run) => directivesIn(text, run, covers));
}

/** A run may hold several directives; each ends where the next one opens. */
function directivesIn(
  text: string,
  run: readonly CommentLine[],
  covers: (offset: number, column: number) => Span | undefined,
): Directive[] {
  const starts = run.flatMap((line, index) => (DIRECTIVE.test(line.text) ? [index] : []));
  return starts.map((start, order) => {
    const lines = run.slice(start, starts[order + 1] ?? run.length);
    const span: Span = [lines[0]!.span[0], lines.at(-1)!.span[1]];
    const lineStart = Math.max(text.lastIndexOf('\n', span[0]), text.lastIndexOf('\r', span[0])) + 1;
    const covered = covers(run.at(-1)!.span[1], span[0] - lineStart);
    return { span, lines, ...(covered ? { covers: covered } : {}) };
  });
}

function linesOf(text: string, [start, end]: Span): CommentLine[] {
  const lines: CommentLine[] = [];
  let at = start;
  for (const line of text.slice(start, end).split(/\r\n|\r|\n/)) {
    const from = text.indexOf(line, at);
    lines.push({
      text: line.replace(/^[\s#/*;<!-]*/, '').replace(/(?:\*\/|-->)?\s*$/, ''),
      span: [from, from + line.length],
    });
    at = from + line.length;
  }
  return lines;
}
