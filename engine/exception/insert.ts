import type { Document, FileInput } from '../document.ts';
import type { Finding } from '../finding.ts';
import { createLines, type Edit, lineEnding } from '../text.ts';
import { directiveLines, type ExceptionForm } from './directive.ts';

/** How many lines above a finding its statement may begin. */
const FARTHEST = 80;

/**
 * The edit that puts an exception comment above the statement in which a finding stands. The place is found by trying:
 * the comment goes where the engine itself then says that it covers the finding.
 * Undefined where the language has no comments or no place works.
 */
export function insertException(
  open: (input: FileInput) => Document,
  input: FileInput,
  finding: Finding,
  form: ExceptionForm,
  lineComment: string | undefined,
): Edit | undefined {
  if (!lineComment) return undefined;
  const lines = createLines(input.text);
  const eol = lineEnding(input.text);
  const from = lines.positionAt(finding.span[0]).line;
  const document = open(input);
  for (let line = from; line >= Math.max(0, from - FARTHEST); line--) {
    const code = lines.line(line);
    if (code.trim() === '') continue;
    const indent = /^[ \t]*/.exec(code)![0];
    const text = directiveLines(form)
      .map((one) => `${indent}${lineComment} ${one}${eol}`)
      .join('');
    const offset = lines.offsetAt({ line, character: 0 });
    document.edit({ span: [offset, offset], text });
    const moved = finding.span[0] + text.length;
    const covered = document
      .findings()
      .some((one) => one.rule === finding.rule && one.span[0] === moved && one.suppression);
    if (covered) return { span: [offset, offset], text };
    document.edit({ span: [offset, offset + text.length], text: '' });
  }
  return undefined;
}
