import type { Checked, Checker } from './check.ts';
import type { Fact, Ref } from './facts.ts';
import type { Chunk, Reading } from './language.ts';
import { createNameTable, headOf, mapNames, type NameTable, settleFact } from './names.ts';
import type { Edit } from './text.ts';

/** One chunk with all that was found out about it. Rules run again only when what they saw has changed. */
export interface Cell {
  readonly chunk: Chunk;
  readonly text: string;
  readonly reading: Reading;
  readonly isRead: boolean;
  facts?: readonly Fact[];
  checked?: Checked;
  table?: NameTable;
  checker?: Checker;
}

/**
 * The cells after an edit. Splitting starts again at the last safe chunk before the edit and stops as soon as it meets
 * an old boundary behind it; everything outside is moved, not read again.
 */
export function resplit(
  cells: readonly Cell[],
  edit: Edit,
  text: string,
  split: (from: number) => Iterable<Chunk>,
  cellOf: (chunk: Chunk) => Cell,
): Cell[] {
  const moved = edit.text.length - (edit.span[1] - edit.span[0]);
  let first = cells.findIndex(({ chunk }) => chunk.end >= edit.span[0]);
  if (first === -1) first = Math.max(0, cells.length - 1);
  // The chunk before may now go on into the edited one (an `else:` typed at its end), so it is split again too.
  first = Math.max(0, first - 1);
  while (first > 0 && !cells[first]!.chunk.restart) first--;
  const from = cells[first] && first > 0 ? cells[first]!.chunk.start : 0;
  const behind = new Map<number, number>();
  let near = cells.length;
  for (let index = first; index < cells.length; index++) {
    const { chunk } = cells[index]!;
    if (!chunk.restart || chunk.start <= edit.span[1]) continue;
    behind.set(chunk.start + moved, index);
    near = Math.min(near, index);
  }
  const known = createLookup(cells, first, near);
  const result = cells.slice(0, from === 0 ? 0 : first);
  for (const chunk of split(from)) {
    const same = chunk.restart ? behind.get(chunk.start) : undefined;
    if (same !== undefined) {
      for (const cell of cells.slice(same)) result.push(moved === 0 ? cell : relocate(cell, moved));
      return result;
    }
    const old = known(chunk, text.slice(chunk.start, chunk.end));
    result.push(old ? { ...old, chunk } : cellOf(chunk));
  }
  return result;
}

/** Finds a cell by its text: first among those around the edit, among all behind them only where splitting gets there. */
function createLookup(cells: readonly Cell[], first: number, near: number) {
  const keyOf = (context: string, text: string) => `${context}\0${text}`;
  const table = (some: readonly Cell[]) => new Map(some.map((cell) => [keyOf(cell.chunk.context, cell.text), cell]));
  const close = table(cells.slice(first, near));
  const border = cells[near]?.chunk.start ?? Number.POSITIVE_INFINITY;
  let far: Map<string, Cell> | undefined;
  return (chunk: Chunk, text: string): Cell | undefined => {
    const key = keyOf(chunk.context, text);
    const found = close.get(key);
    if (found || chunk.end < border) return found;
    return (far ??= table(cells.slice(near))).get(key);
  };
}

const relocate = (cell: Cell, by: number): Cell => ({
  ...cell,
  chunk: { ...cell.chunk, start: cell.chunk.start + by, end: cell.chunk.end + by },
});

/** Runs the rules over a chunk where its text, the file's names or the policy are new. */
export function refresh(cell: Cell, table: NameTable, checker: Checker): void {
  if (cell.checked && cell.table === table && cell.checker === checker) return;
  cell.facts = cell.reading.facts.map((fact) => settleFact(fact, table));
  cell.checked = checker.chunk(
    [...cell.facts, { kind: 'text', span: [0, cell.text.length], text: cell.text }],
    cell.text,
  );
  cell.table = table;
  cell.checker = checker;
}

/** The table of a file's names, and what it was made from. */
export interface Names {
  readonly table: NameTable;
  readonly parts: readonly string[];
}

const signatures = new WeakMap<Reading, string>();

/** A chunk's bindings as text, made once. */
function signatureOf(reading: Reading): string {
  let signature = signatures.get(reading);
  if (signature === undefined) {
    signature = reading.bindings
      .map(({ name, to, star }) => `${name}=${star ? '*' : to ? `${to.from}:${to.path}` : ''}`)
      .join('\n');
    signatures.set(reading, signature);
  }
  return signature;
}

/** The names of the file: the table from before where every chunk binds what it bound. */
export function sameBindings(before: Names | undefined, cells: readonly Cell[]): Names {
  const parts: string[] = [];
  for (const { reading } of cells) if (reading.bindings.length > 0) parts.push(signatureOf(reading));
  const isSame =
    before && before.parts.length === parts.length && parts.every((part, index) => part === before.parts[index]);
  return isSame ? before : { table: createNameTable(bindingsOf(cells)), parts };
}

/** What all chunks bind at module level. */
export function* bindingsOf(cells: readonly Cell[]) {
  for (const { reading } of cells) yield* reading.bindings;
}

const heads = new WeakMap<Reading, ReadonlySet<string>>();

/** The module-level names that a chunk's facts use, found once. */
function headsOf(reading: Reading): ReadonlySet<string> {
  let found = heads.get(reading);
  if (!found) {
    const names = new Set<string>();
    const add = (ref: Ref): Ref => {
      if (ref.from === 'module') names.add(headOf(ref.path));
      return ref;
    };
    for (const fact of reading.facts) mapNames(fact, add);
    heads.set(reading, (found = names));
  }
  return found;
}

/** Chunks that use none of the names that have changed keep what was found in them. */
export function keepUnchanged(cells: readonly Cell[], before: NameTable, now: NameTable): void {
  const changed = now.changesFrom(before);
  if (!changed) return;
  for (const cell of cells) {
    if (cell.table !== before) continue;
    const used = headsOf(cell.reading);
    if (![...changed].some((name) => used.has(name))) cell.table = now;
  }
}
