import type { FileInput } from '../engine/document.ts';
import type { FixSafety } from '../engine/finding.ts';
import { isOpen } from '../engine/finding.ts';
import type { Fix } from '../engine/fix.ts';
import type { Engine } from '../engine/index.ts';
import { applyEdits, type Edit, overlaps } from '../engine/text.ts';

/** Which fixes to apply. */
export interface RepairOptions {
  /** Fixes of these classes. */
  readonly safety: readonly FixSafety[];
  /** Only of these rules or sections; undefined for all. */
  readonly rules?: readonly string[];
}

/** What was repaired in one text. */
export interface Repair {
  readonly text: string;
  readonly applied: readonly { readonly rule: string; readonly title: string }[];
  readonly advice: readonly string[];
}

const MOST_PASSES = 10;

/**
 * Applies every fix of the wanted classes to a text, in passes until nothing is left (at most ten). Fixes that touch
 * each other wait for the next pass. A text that does not parse is left as it is.
 */
export function repair(engine: Engine, input: FileInput, options: RepairOptions): Repair {
  let { text } = input;
  const applied: { rule: string; title: string }[] = [];
  const advice = new Set<string>();
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const document = engine.open({ ...input, text });
    if (document.recovered) break;
    const edits: Edit[] = [];
    for (const finding of document.findings()) {
      if (!isOpen(finding) || !finding.fix || !wanted(finding, options)) continue;
      const fix = document.fixes(finding).find((one) => one.edits.length > 0 && options.safety.includes(one.safety));
      if (!fix || !fits(fix, edits)) continue;
      edits.push(...fix.edits.filter((edit) => !edits.some((other) => same(edit, other))));
      applied.push({ rule: finding.rule, title: fix.title });
      if (fix.advice) advice.add(fix.advice);
    }
    if (edits.length === 0) break;
    text = applyEdits(text, edits);
  }
  return { text, applied, advice: [...advice] };
}

const wanted = (finding: { rule: string; section: string }, { rules }: RepairOptions): boolean =>
  !rules || rules.includes(finding.rule) || rules.includes(finding.section);

const same = (a: Edit, b: Edit): boolean => a.span[0] === b.span[0] && a.span[1] === b.span[1] && a.text === b.text;

/** Whether a fix keeps clear of those already chosen; the same import asked for twice is fine. */
const fits = (fix: Fix, chosen: readonly Edit[]): boolean =>
  fix.edits.every((edit) =>
    chosen.every((other) => same(edit, other) || !(overlaps(edit.span, other.span) || edit.span[0] === other.span[0])),
  );
