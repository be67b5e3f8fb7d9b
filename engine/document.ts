import { bindingsOf, type Cell, keepUnchanged, type Names, refresh, resplit, sameBindings } from './cells.ts';
import { type Broken, type Checker, createChecker, type Raw } from './check.ts';
import { applyExceptions } from './exception/apply.ts';
import type { FactKind, FactOf, Import } from './facts.ts';
import { byWeight, type Finding } from './finding.ts';
import { type Fix, proposeFixes } from './fix.ts';
import type { Chunk, Directive, Language, LanguageId, Reading, Source } from './language.ts';
import type { Policy } from './policy/policy.ts';
import { readSafely, readScreened } from './reading.ts';
import type { Screen } from './screen.ts';
import type { FileView } from './rule.ts';
import { applyEdits, type Edit, overlaps, type Span, shift } from './text.ts';

/** What to check a file as. */
export interface FileInput {
  /** From the policy's folder, with `/`. */
  readonly path: string;
  readonly language: LanguageId;
  readonly text: string;
  readonly policy: Policy;
  /** ISO date (UTC) that decides whether an exception has expired. */
  readonly today: string;
  /** Leave unread what no rule can fire on (for audits of many files). */
  readonly screened?: boolean;
}

/** An open file: its findings, kept true while it is edited. */
export interface Document {
  readonly path: string;
  readonly language: LanguageId;
  readonly text: string;
  /** All findings, accepted ones included, in order of their place. */
  findings(): readonly Finding[];
  /** Whether some of the file could not be parsed. */
  readonly recovered: boolean;
  /** Whether none of it had to be parsed. */
  readonly unread: boolean;
  edit(edit: Edit): void;
  /** Replaces policy or date; the text stays. */
  setPolicy(policy: Policy, today: string): void;
  /** The fixes of a finding that `findings()` returned last, best first. */
  fixes(finding: Finding): readonly Fix[];
  /** All directives (exception comments), in absolute spans. */
  directives(): readonly Directive[];
}

/** The findings' origins, for fixes. */
interface Origin {
  readonly raw: Raw;
  readonly base: number;
  readonly text: string;
}

const MOST_PARSE_ERRORS = 1;
const UNREAD: Reading = { facts: [], bindings: [], problems: [], directives: [] };

/**
 * Opens a file. The language must be loaded.
 * The invariant: after any edits, `findings()` equals that of a document newly opened on the same text.
 */
export function openDocument(language: Language, input: FileInput): Document {
  const { path, language: id } = input;
  let { text } = input;
  let today = input.today;
  let checker: Checker = createChecker(input.policy, path, id);
  let cells: Cell[] = [];
  let found: readonly Finding[] | undefined;
  let origins = new WeakMap<Finding, Origin>();
  let names: Names | undefined;

  const cellOf = (chunk: Chunk): Cell => {
    const own = detached(text.slice(chunk.start, chunk.end));
    return { chunk, text: own, reading: readSafely(language, own, chunk.context, id), isRead: true };
  };
  cells =
    input.screened && checker.screen ? screenedCells(checker.screen) : Array.from(language.split(text, 0, id), cellOf);

  function screenedCells(screen: Screen): Cell[] {
    const pieces = Array.from(language.split(text, 0, id), (chunk) => ({
      chunk,
      text: text.slice(chunk.start, chunk.end),
    }));
    const readings = readScreened(pieces, screen, (piece) => readSafely(language, piece.text, piece.chunk.context, id));
    return pieces.map((piece, index) => ({
      ...piece,
      reading: readings[index] ?? UNREAD,
      isRead: readings[index] !== undefined,
    }));
  }

  const check = (): readonly Finding[] => {
    const before = names;
    names = sameBindings(names, cells);
    if (before && before !== names) keepUnchanged(cells, before.table, names.table);
    for (const cell of cells) refresh(cell, names.table, checker);
    const findings: Finding[] = [];
    const broken: Broken[] = [];
    origins = new WeakMap();
    const place = (raw: Raw, base: number, chunkText: string) => {
      const finding: Finding = {
        rule: raw.setting.rule.id,
        section: raw.setting.rule.section,
        severity: raw.severity,
        confidence: raw.confidence,
        span: shift(raw.report.at, base),
        message: raw.message,
        ...(raw.setting.rule.fix ? { fix: raw.setting.rule.fixSafety ?? 'review' } : {}),
      };
      origins.set(finding, { raw, base, text: chunkText });
      findings.push(finding);
    };
    for (const cell of cells) {
      broken.push(...cell.checked!.broken);
      for (const raw of cell.checked!.raws) place(raw, cell.chunk.start, cell.text);
    }
    const whole = checker.file(viewOf(cells, text), text);
    broken.push(...whole.broken);
    for (const raw of whole.raws) place(raw, 0, text);
    const kept = withoutDoubles(findings);
    return [
      ...applyExceptions(kept, directivesOf(cells), checker.policy.exceptions, today),
      ...parseErrors(cells),
      ...ruleErrors(broken),
    ].sort((a, b) => a.span[0] - b.span[0] || byWeight(a, b));
  };

  return {
    path,
    language: id,
    get text() {
      return text;
    },
    get recovered() {
      return cells.some(({ reading }) => reading.problems.length > 0);
    },
    get unread() {
      return cells.length > 0 && cells.every((cell) => !cell.isRead);
    },
    findings: () => (found ??= check()),
    edit(edit) {
      text = applyEdits(text, [edit]);
      cells = resplit(cells, edit, text, (from) => language.split(text, from, id), cellOf);
      found = undefined;
    },
    setPolicy(policy, date) {
      checker = createChecker(policy, path, id);
      today = date;
      found = undefined;
    },
    fixes(finding) {
      const origin = origins.get(finding);
      if (!origin) return [];
      const context = checker.context(origin.raw.setting, origin.text);
      return proposeFixes(language, id, sourceOf(cells, text, origin.text), origin, context);
    },
    directives: () => directivesOf(cells),
  };
}

/**
 * A copy that does not keep the text alive that it was cut out of: engines share the characters of slices, so that
 * every chunk would hold a whole old version of its file.
 */
const detached = (slice: string): string => ` ${slice}`.slice(1);

function directivesOf(cells: readonly Cell[]): Directive[] {
  return cells.flatMap(({ chunk, reading }) =>
    reading.directives.map(({ span, lines, covers }) => ({
      span: shift(span, chunk.start),
      lines: lines.map((line) => ({ text: line.text, span: shift(line.span, chunk.start) })),
      ...(covers ? { covers: shift(covers, chunk.start) } : {}),
    })),
  );
}

function viewOf(cells: readonly Cell[], text: string): FileView {
  const facts = <K extends FactKind>(kind: K): FactOf<K>[] =>
    cells.flatMap(({ chunk, facts }) =>
      facts!
        .filter((fact): fact is FactOf<K> => fact.kind === kind)
        .map((fact) => ({ ...fact, span: shift(fact.span, chunk.start) })),
    );
  return {
    facts,
    get imports() {
      return facts('import') as readonly Import[];
    },
    length: text.length,
    firstLine: text.search(/[\r\n]|$/),
  };
}

function sourceOf(cells: readonly Cell[], text: string, near: string): Source {
  const bound = new Set<string>();
  for (const { name, to } of bindingsOf(cells)) if (to?.from !== 'import') bound.add(name);
  const imports = cells.flatMap(({ chunk, reading }) =>
    reading.facts
      .filter((fact) => fact.kind === 'import')
      .map((fact) => ({ ...fact, span: shift(fact.span, chunk.start) })),
  );
  return { text, near, imports, isBound: (name) => bound.has(name) };
}

/**
 * One place, one finding: a finding inside another of the same rule is dropped, and a pattern of the policy says
 * nothing where a rule of the same section has spoken.
 */
function withoutDoubles(findings: readonly Finding[]): Finding[] {
  const isPattern = (finding: Finding) => finding.rule.endsWith('/prohibited-pattern');
  const spoken = findings.filter((finding) => !isPattern(finding));
  const last = new Map<string, Finding>();
  const ordered = [...findings].sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1]);
  return ordered.filter((finding) => {
    const before = last.get(finding.rule);
    if (before && finding.span[1] <= before.span[1] && finding.span[1] > finding.span[0]) return false;
    last.set(finding.rule, finding);
    return (
      !isPattern(finding) ||
      !spoken.some((other) => other.section === finding.section && overlaps(other.span, finding.span))
    );
  });
}

function parseErrors(cells: readonly Cell[]): Finding[] {
  const all = cells.flatMap(({ chunk, reading }) =>
    reading.problems.map(({ span, message }) => ({ span: shift(span, chunk.start), message })),
  );
  return all.slice(0, MOST_PARSE_ERRORS).map(({ span, message }, index) => {
    const more = index === MOST_PARSE_ERRORS - 1 ? all.length - MOST_PARSE_ERRORS : 0;
    return analysisFinding('analysis/parse-error', span, `${message}${more > 0 ? ` (${more} more in this file)` : ''}`);
  });
}

function ruleErrors(broken: readonly Broken[]): Finding[] {
  const once = new Map(broken.map((one) => [`${one.rule} ${one.error}`, one]));
  return [...once.values()].map(({ rule, error }) =>
    analysisFinding(
      'analysis/rule-error',
      [0, 0],
      `Rule \`${rule}\` failed here (${error}), so its findings are missing. Please report this.`,
    ),
  );
}

const analysisFinding = (rule: string, span: Span, message: string): Finding => ({
  rule,
  section: 'analysis',
  severity: 'warning',
  confidence: 'high',
  span,
  message,
});
