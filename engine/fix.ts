import type { Raw } from './check.ts';
import type { FixSafety } from './finding.ts';
import type { Language, LanguageId, Need, Source } from './language.ts';
import { type FixProposal, FixWithheld, type RuleContext } from './rule.ts';
import { applyEdits, type Edit, shift } from './text.ts';

/** A fix, ready to be applied to the text that its finding was found in. */
export interface Fix {
  readonly title: string;
  readonly safety: FixSafety;
  /** In absolute offsets; empty for guidance. */
  readonly edits: readonly Edit[];
  readonly advice?: string;
}

/** Where a finding came from. */
interface Origin {
  readonly raw: Raw;
  readonly base: number;
  readonly text: string;
}

/** Computes the fixes of one finding. A fix whose result would not parse where the text did is withheld. */
export function proposeFixes(
  language: Language,
  id: LanguageId,
  source: Source,
  { raw, base }: Origin,
  context: RuleContext,
): readonly Fix[] {
  const { rule } = raw.setting;
  const needed: Edit[] = [];
  const bring = (need: Need): string => {
    const brought = language.writing.bring?.(source, need);
    if (!brought || isRebound(source.near, brought.expression.split('.', 1)[0]!))
      throw new FixWithheld(`${need.module} cannot be imported here`);
    if (brought.edit) needed.push(brought.edit);
    return brought.expression;
  };
  const known = (need: Need): string | undefined => {
    const brought = language.writing.bring?.(source, need);
    return brought && !brought.edit ? brought.expression : undefined;
  };
  const declare = (name: string, value: string): string => {
    const declared = language.writing.declare?.(source, name, value);
    if (!declared) throw new FixWithheld(`${name} is taken`);
    if (declared.edit) needed.push(declared.edit);
    return declared.name;
  };
  let proposals: readonly FixProposal[];
  try {
    const answer = rule.fix?.(raw.report.data, { ...context, bring, known, declare });
    proposals = answer === undefined ? [] : 'title' in answer ? [answer] : answer;
  } catch (error) {
    if (error instanceof FixWithheld) return [];
    throw error;
  }
  return proposals
    .map(({ title, edits, safety, advice }): Fix => {
      const own = edits.map((edit) => ({ span: shift(edit.span, base), text: edit.text }));
      return {
        title,
        safety: edits.length === 0 ? 'guidance' : (safety ?? rule.fixSafety ?? 'review'),
        edits: edits.length === 0 ? [] : mergeInsertions([...needed, ...own]),
        ...(advice ? { advice } : {}),
      };
    })
    .filter((fix) => fix.edits.length === 0 || parsesAsWell(language, id, source.text, fix.edits));
}

/** Whether a text seems to bind a name itself: as a parameter, a loop variable or a target. Then it is left alone. */
const isRebound = (text: string, name: string): boolean =>
  new RegExp(`(?:[(,]\\s*|\\bfor\\s+|^[ \\t]+)${name}\\s*(?:[,)]|:\\s*\\w|=[^=]|\\bin\\b)`, 'm').test(text);

/** Insertions at one place become one edit, in the order in which they were asked for. */
function mergeInsertions(edits: readonly Edit[]): Edit[] {
  const merged: Edit[] = [];
  for (const edit of edits) {
    const at = merged.findIndex(({ span }) => span[0] === edit.span[0] && span[1] === edit.span[1]);
    if (at === -1) merged.push(edit);
    else if (edit.span[0] === edit.span[1]) merged[at] = { span: edit.span, text: merged[at]!.text + edit.text };
  }
  return merged;
}

function parsesAsWell(language: Language, id: LanguageId, text: string, edits: readonly Edit[]): boolean {
  return countProblems(language, id, applyEdits(text, edits)) <= countProblems(language, id, text);
}

function countProblems(language: Language, id: LanguageId, text: string): number {
  let count = 0;
  for (const chunk of language.split(text, 0, id)) {
    count += language.read(text.slice(chunk.start, chunk.end), chunk.context, id).problems.length;
  }
  return count;
}
