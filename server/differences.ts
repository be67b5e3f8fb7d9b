import { diffLines } from 'diff';
import type { Edit } from '../engine/text.ts';

/** The edits that turn one text into another: one for each run of changed lines, cut down to what differs in it. */
export function differences(before: string, after: string): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  let removed = '';
  let added = '';
  const close = () => {
    if (removed || added) edits.push(difference(removed, added, at - removed.length));
    removed = '';
    added = '';
  };
  for (const part of diffLines(before, after)) {
    if (part.removed) {
      removed += part.value;
      at += part.value.length;
    } else if (part.added) added += part.value;
    else {
      close();
      at += part.value.length;
    }
  }
  close();
  return edits;
}

function difference(before: string, after: string, offset: number): Edit {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { span: [offset + start, offset + before.length - end], text: after.slice(start, after.length - end) };
}
