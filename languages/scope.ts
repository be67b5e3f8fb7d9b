import type { Binding, Fact, Ref } from '../engine/facts.ts';
import { MEMBER, mapNames } from '../engine/names.ts';

/** Stands for an expression that has no name. */
export const UNKNOWN = '?';

/** A name as written, and the scope it is written in: settled once the whole chunk is known. */
export interface Pending {
  readonly path: string;
  readonly scope: Scope;
}

/** What a name is bound to. */
type Target =
  | { readonly what: 'import'; readonly path: string }
  | { readonly what: 'alias'; readonly path: string; readonly scope: Scope }
  /** The receiver of a method of this class. */
  | { readonly what: 'self'; readonly owner: string }
  | { readonly what: 'value' };

const MAX_DEPTH = 8;

/** A lexical scope of one chunk. The outermost one is the module's; its bindings leave the chunk. */
export class Scope {
  private readonly targets = new Map<string, Target[]>();
  private readonly stars: string[] = [];
  private readonly outside = new Set<string>();
  readonly kind: 'module' | 'class' | 'function' | 'block';
  readonly parent: Scope | undefined;

  constructor(kind: Scope['kind'], parent?: Scope) {
    this.kind = kind;
    this.parent = parent;
  }

  bind(name: string, target: Target): void {
    if (this.outside.has(name) && this.parent) return this.module.bind(name, target);
    const known = this.targets.get(name);
    if (known) known.push(target);
    else this.targets.set(name, [target]);
  }

  /** `global name`: from here on the name is the module's. */
  bindOutside(name: string): void {
    this.outside.add(name);
  }

  bindStar(module: string): void {
    this.stars.push(module);
  }

  /** The scope in which `var` or a Python assignment binds. */
  get hoisting(): Scope {
    return this.kind === 'block' && this.parent ? this.parent.hoisting : this;
  }

  get module(): Scope {
    return this.parent?.module ?? this;
  }

  /** The names that this scope gives to the rest of the file. */
  bindings(): Binding[] {
    const named = [...this.targets].flatMap(([name, targets]) =>
      targets.map((target): Binding => {
        if (target.what === 'import') return { name, to: { path: target.path, from: 'import' } };
        if (target.what === 'alias' && target.path !== UNKNOWN) return { name, to: settle(target) };
        return { name };
      }),
    );
    return [...named, ...this.stars.map((name) => ({ name, star: true }))];
  }

  /** The nearest binding of a name. Python: names of a class body are not seen from its methods. */
  lookup(name: string): { readonly targets: readonly Target[]; readonly scope: Scope } | undefined {
    return this.own(name) ?? this.parent?.lookupOutside(name);
  }

  private lookupOutside(name: string): { readonly targets: readonly Target[]; readonly scope: Scope } | undefined {
    return (this.kind === 'class' ? undefined : this.own(name)) ?? this.parent?.lookupOutside(name);
  }

  private own(name: string): { readonly targets: readonly Target[]; readonly scope: Scope } | undefined {
    const targets = this.targets.get(name);
    return targets && { targets, scope: this };
  }
}

/** What a pending name stands for, as far as its chunk knows. */
export function settle({ path, scope }: Pending, depth = 0): Ref {
  const end = path.search(/[.([]/);
  const head = end === -1 ? path : path.slice(0, end);
  const rest = end === -1 ? '' : path.slice(end);
  if (head === UNKNOWN || (head === '' && rest.startsWith('('))) return { path, from: 'local' };
  const found = scope.lookup(head);
  if (!found || found.scope.kind === 'module') return { path, from: 'module' };
  const imported = found.targets.find((target) => target.what === 'import');
  if (imported) return { path: imported.path + rest, from: 'import' };
  const [only, ...others] = found.targets;
  if (others.length > 0 || depth > MAX_DEPTH || !only) return { path, from: 'local' };
  if (only.what === 'alias' && only.path !== head)
    return settle({ path: only.path + rest, scope: only.scope }, depth + 1);
  if (only.what === 'self' && rest.startsWith('.'))
    return { path: only.owner + MEMBER + rest.slice(1), from: 'module' };
  return { path, from: 'local' };
}

/** The chunk's facts with their names settled; uses of plain locals are left out. */
export function settleAll(facts: readonly Fact<Pending>[]): Fact<Ref>[] {
  return facts
    .map((fact) => mapNames(fact, (name) => settle(name)))
    .filter((fact) => fact.kind !== 'name' || fact.ref.from !== 'local');
}
