import { type Argument, type Binding, type Fact, LOCAL, type Place, type Ref, type Value } from './facts.ts';

/** The module-level names of one file. */
export interface NameTable {
  /** The settled name: `numpy.random.randn`, or `%model.eval` where the first part is a local of unknown origin. */
  settle(ref: Ref): string;
  /** The names that stand for something else than in another table; undefined where any name may. */
  changesFrom(other: NameTable): ReadonlySet<string> | undefined;
  /** What each name stands for; null: something unknown. */
  readonly bound: ReadonlyMap<string, Ref | null>;
  readonly stars: readonly string[];
}

/** In the name of a binding: an attribute that a class's methods share (`Engine#rng` is `self.rng` in `Engine`). */
export const MEMBER = '#';

const MAX_ALIAS_DEPTH = 8;

/** Short names that everybody gives to these packages: what they mean where a file does not bind them, and in policies. */
export const CUSTOMARY: Readonly<Record<string, string>> = {
  np: 'numpy',
  pd: 'pandas',
  tf: 'tensorflow',
  jnp: 'jax.numpy',
  plt: 'matplotlib.pyplot',
  yf: 'yfinance',
};

/** Names that mean the global scope and add nothing: `builtins.eval` is `eval`. */
const GLOBAL_PREFIX = /^(?:builtins|__builtins__|globalThis|window|self|global)\.(?=[\w$])/;

/**
 * Builds a file's name table from the bindings of its chunks.
 * A name that is imported anywhere counts as that import (`try: import yaml` / `except: yaml = None`); a name with one
 * known origin is its alias; anything else is opaque.
 */
export function createNameTable(bindings: Iterable<Binding>): NameTable {
  const table = new Map<string, Ref | null>();
  const stars: string[] = [];
  for (const { name, to, star } of bindings) {
    if (star) {
      stars.push(name);
      continue;
    }
    const known = table.get(name);
    if (known === undefined) table.set(name, to ?? null);
    else if (known?.from === 'import') continue;
    else if (to?.from === 'import') table.set(name, to);
    else if (!known || !to || known.path !== to.path) table.set(name, null);
  }

  const resolve = (path: string, depth: number): string => {
    const end = headEnd(path);
    const head = path.slice(0, end);
    const rest = path.slice(end);
    const bound = table.get(head);
    if (bound === undefined && head.includes(MEMBER)) return `${LOCAL}self.${path.slice(path.indexOf(MEMBER) + 1)}`;
    if (bound === undefined) {
      const bare = path.replace(GLOBAL_PREFIX, '');
      if (bare !== path) return bare;
      if (rest && Object.hasOwn(CUSTOMARY, head)) return CUSTOMARY[head] + rest;
      return stars.length > 0 && !rest && !KNOWN_BUILTINS.has(head) ? `${stars.at(-1)}.${path}` : path;
    }
    if (bound === null || bound.from === 'local' || depth > MAX_ALIAS_DEPTH) return LOCAL + path;
    if (bound.from === 'import') return (bound.path + rest).replace(GLOBAL_PREFIX, '');
    return bound.path === head ? LOCAL + path : resolve(bound.path + rest, depth + 1);
  };

  return {
    bound: table,
    stars,
    changesFrom(other) {
      if (other.stars.join() !== stars.join()) return undefined;
      const changed = new Set<string>();
      for (const name of new Set([...table.keys(), ...other.bound.keys()])) {
        const [now, then] = [table.get(name), other.bound.get(name)];
        if (now?.path !== then?.path || now?.from !== then?.from || (now === undefined) !== (then === undefined))
          changed.add(name);
      }
      // An alias may stand on a changed name.
      for (let isMore = changed.size > 0; isMore;) {
        isMore = false;
        for (const [name, to] of [...table, ...other.bound]) {
          if (to?.from !== 'module' || changed.has(name) || !changed.has(headOf(to.path))) continue;
          changed.add(name);
          isMore = true;
        }
      }
      return changed;
    },
    settle(ref) {
      if (ref.from === 'import') return ref.path.replace(GLOBAL_PREFIX, '');
      return ref.from === 'local' ? LOCAL + ref.path : resolve(ref.path, 0);
    },
  };
}

/** Builtins that a star import is not assumed to hide. */
const KNOWN_BUILTINS = new Set(
  (
    'abs all any bin bool bytearray bytes callable chr classmethod compile complex delattr dict dir divmod enumerate ' +
    'eval exec exit filter float format frozenset getattr globals hasattr hash help hex id input int isinstance ' +
    'issubclass iter len list locals map max memoryview min next object oct open ord pow print property quit range ' +
    'repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip __import__'
  ).split(' '),
);

/** The first part of a path. */
export const headOf = (path: string): string => path.slice(0, headEnd(path));

/** Where the first part of a path ends: at the first dot, call or subscript. */
function headEnd(path: string): number {
  const at = path.search(/[.([]/);
  return at === -1 ? path.length : at;
}

/** The fact with its names settled. */
export const settleFact = (fact: Fact<Ref>, table: NameTable): Fact => mapNames(fact, (ref) => table.settle(ref));

/** The fact with every name in it replaced. Facts without names come back as they are. */
export function mapNames<A, B>(fact: Fact<A>, name: (from: A) => B): Fact<B> {
  switch (fact.kind) {
    case 'call':
      return { ...fact, callee: name(fact.callee), args: fact.args.map((arg) => mapArgument(arg, name)) };
    case 'name':
      return { ...fact, ref: name(fact.ref) };
    case 'assign':
      return { ...fact, value: mapValue(fact.value, name) };
    case 'string':
      return { ...fact, place: mapPlace(fact.place, name) };
    case 'handler':
      return { ...fact, types: fact.types.map(name) };
    case 'definition':
      return { ...fact, decorators: fact.decorators.map(name), bases: fact.bases.map(name) };
    default:
      return fact;
  }
}

function mapValue<A, B>({ ref, ...rest }: Value<A>, name: (from: A) => B): Value<B> {
  return ref === undefined ? rest : { ...rest, ref: name(ref) };
}

function mapArgument<A, B>(arg: Argument<A>, name: (from: A) => B): Argument<B> {
  return { ...arg, value: mapValue(arg.value, name) };
}

function mapPlace<A, B>(place: Place<A>, name: (from: A) => B): Place<B> {
  return place.as === 'argument' ? { ...place, callee: name(place.callee) } : place;
}
