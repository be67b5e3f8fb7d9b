import { lineEnding, lineStarts, type Span } from './text.ts';

/** An example with its marks taken out. */
export interface MarkedSource {
  readonly text: string;
  /** What the marks cover, in order. */
  readonly spans: readonly Span[];
  /** The source with its marks, as it was given. */
  readonly marked: string;
}

/**
 * Reads an example: a line that holds only `~` and spaces marks the code above it. A mark over several lines has one
 * such line under each.
 */
export function readExample(marked: string): MarkedSource {
  const eol = lineEnding(marked);
  const kept: string[] = [];
  const marks: { line: number; from: number; to: number }[] = [];
  for (const line of marked.split(eol)) {
    if (!/^ *~[~ ]*$/.test(line)) kept.push(line);
    else
      for (const match of line.matchAll(/~+/g))
        marks.push({ line: kept.length - 1, from: match.index, to: match.index + match[0].length });
  }
  const text = kept.join(eol);
  const starts = lineStarts(text);
  const spans = marks.map(({ line, from, to }): Span => [starts[line]! + from, starts[line]! + to]);
  return { text, spans, marked };
}
