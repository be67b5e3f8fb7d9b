import type { Argument, Definition, Fact, Handler } from '../../engine/facts.ts';
import type { Reading } from '../../engine/language.ts';
import { MEMBER } from '../../engine/names.ts';
import { findDirectives } from '../directives.ts';
import { type Pending, Scope, settleAll, UNKNOWN } from '../scope.ts';
import { child, childrenIn, type Node, type Parse } from '../tree.ts';
import { namesAround, placeOf, targetPath } from './places.ts';
import { describeValue, IMPORTERS, pathOf, readString, stringParts, textOf } from './values.ts';

const WRAPPER = 'class _:\n';

/** Where the walk is: the definitions around it, and whether it is under `if __name__ == "__main__":`. */
interface Place {
  readonly owners: readonly string[];
  readonly inMain: boolean;
}

/** Reads one chunk of Python. A class member comes with `class Name` as its context. */
export function readPython(parse: Parse, text: string, context: string): Reading {
  const owner = /^class (\w+)$/.exec(context)?.[1];
  const { root, problems } = owner ? parse(WRAPPER + text, WRAPPER.length) : parse(text);
  const facts: Fact<Pending>[] = [];
  const module = new Scope('module');
  const walk = createWalk(text, facts, module);
  if (owner) {
    const body = root.children
      .find((node) => node.type === 'class_definition')
      ?.children.find((node) => node.field === 'body');
    walk.members(body ?? root, owner, new Scope('class', module), { owners: [owner], inMain: false });
  } else for (const node of root.children) walk.visit(node, module, { owners: [], inMain: false });
  return {
    facts: settleAll(facts),
    bindings: module.bindings(),
    problems: problems.map(({ span, message }) => ({
      message,
      span: [Math.max(0, span[0]), Math.min(text.length, Math.max(0, span[1]))],
    })),
    directives: findDirectives(text, comments(root), (offset, column) => nextStatement(text, root, offset, column)),
  };
}

// One walk over one grammar: its cases share scopes and facts, so it stays in one file although it is long.
function createWalk(text: string, facts: Fact<Pending>[], module: Scope) {
  const all = (nodes: readonly Node[], scope: Scope, place: Place) => {
    for (const node of nodes) visit(node, scope, place);
  };

  function visit(node: Node, scope: Scope, place: Place): void {
    switch (node.type) {
      case 'comment':
      case 'type':
        return;
      case 'import_statement':
      case 'import_from_statement':
      case 'future_import_statement':
        return imports(node, scope);
      case 'decorated_definition':
        return decorated(node, scope, place);
      case 'function_definition':
        return functionDefinition(node, scope, place, []);
      case 'class_definition':
        return classDefinition(node, scope, place, []);
      case 'lambda':
        return lambda(node, scope, place);
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
        return comprehension(node, scope, place);
      case 'assignment':
      case 'augmented_assignment':
        return assignment(node, scope, place);
      case 'global_statement':
        for (const one of node.children) scope.hoisting.bindOutside(textOf(text, one));
        return;
      case 'named_expression': {
        const value = child(node, 'value');
        bindTarget(child(node, 'name'), value, scope.hoisting, scope);
        return value && visit(value, scope, place);
      }
      case 'for_statement':
        bindTarget(child(node, 'left'), undefined, scope.hoisting, scope);
        return all(
          node.children.filter((one) => one.field !== 'left'),
          scope,
          place,
        );
      case 'as_pattern': {
        const target = child(node, 'alias')?.children[0];
        bindTarget(target, node.children[0]?.type === 'call' ? node.children[0] : undefined, scope.hoisting, scope);
        return node.children[0] && visit(node.children[0], scope, place);
      }
      case 'except_clause':
      case 'except_group_clause':
        return handler(node, scope, place);
      case 'if_statement': {
        const condition = child(node, 'condition');
        const main = condition ? /^__name__\s*==\s*['"]__main__['"]$/.test(textOf(text, condition)) : false;
        return all(node.children, scope, main ? { ...place, inMain: true } : place);
      }
      case 'case_pattern':
        return patterns(node, scope, place);
      case 'call':
        return call(node, scope, place);
      case 'print_statement':
      case 'exec_statement':
        facts.push(statementCall(node, scope, place));
        return all(node.children, scope, place);
      case 'string':
      case 'concatenated_string':
        return string(node, scope, place);
      case 'keyword_argument':
        return all(childrenIn(node, 'value'), scope, place);
      case 'identifier':
      case 'attribute':
        return use(node, scope, place);
      default:
        return all(node.children, scope, place);
    }
  }

  function imports(node: Node, scope: Scope): void {
    const from = child(node, 'module_name');
    const module =
      node.type === 'future_import_statement'
        ? '__future__'
        : from
          ? textOf(text, from).replace(/\s+/g, '')
          : undefined;
    const span = [node.start, node.end] as const;
    const target = scope.hoisting;
    if (module !== undefined && node.children.some((one) => one.type === 'wildcard_import')) {
      target.bindStar(module);
      facts.push({ kind: 'import', span, module, moduleSpan: from ? [from.start, from.end] : span, name: '*' });
      return;
    }
    for (const item of childrenIn(node, 'name')) {
      const aliased = item.type === 'aliased_import';
      const nameNode = aliased ? child(item, 'name') : item;
      const aliasNode = aliased ? child(item, 'alias') : undefined;
      if (!nameNode) continue;
      const name = textOf(text, nameNode).replace(/\s+/g, '');
      const alias = aliasNode ? textOf(text, aliasNode) : undefined;
      if (module === undefined) {
        const head = name.split('.', 1)[0]!;
        target.bind(alias ?? head, { what: 'import', path: alias ? name : head });
        facts.push({
          kind: 'import',
          span,
          module: name,
          moduleSpan: [nameNode.start, nameNode.end],
          alias: alias ?? head,
        });
      } else {
        target.bind(alias ?? name, {
          what: 'import',
          path: module.endsWith('.') ? module + name : `${module}.${name}`,
        });
        const moduleSpan = from ? ([from.start, from.end] as const) : span;
        facts.push({ kind: 'import', span, module, moduleSpan, name, alias: alias ?? name });
      }
    }
  }

  /** Binds a target to what its value is called, where it is called anything. */
  function bindTarget(target: Node | undefined, value: Node | undefined, into: Scope, scope: Scope): void {
    if (!target) return;
    if (target.type === 'identifier') {
      const path = value ? pathOf(text, value) : UNKNOWN;
      into.bind(textOf(text, target), path.startsWith(UNKNOWN) ? { what: 'value' } : { what: 'alias', path, scope });
    } else if (target.type === 'attribute') {
      const found = scope.lookup(textOf(text, child(target, 'object') ?? target))?.targets[0];
      if (found?.what !== 'self') return;
      const path = value ? pathOf(text, value) : UNKNOWN;
      const name = found.owner + MEMBER + textOf(text, child(target, 'attribute') ?? target);
      module.bind(name, path.startsWith(UNKNOWN) ? { what: 'value' } : { what: 'alias', path, scope });
    } else if (target.type !== 'subscript') {
      for (const part of target.children) bindTarget(part, undefined, into, scope);
    }
  }

  function assignment(node: Node, scope: Scope, place: Place): void {
    const left = child(node, 'left');
    const right = child(node, 'right');
    bindTarget(left, node.type === 'assignment' ? right : undefined, scope.hoisting, scope);
    if (left?.type === 'subscript') all(left.children, scope, place);
    if (!right) return;
    const target = left ? targetPath(text, left) : '';
    if (left && target) {
      facts.push({
        kind: 'assign',
        span: [node.start, node.end],
        target,
        targetSpan: [left.start, left.end],
        valueSpan: [right.start, right.end],
        value: describeValue(text, right, scope),
        owners: place.owners,
      });
    }
    visit(right, scope, place);
  }

  function decorated(node: Node, scope: Scope, place: Place): void {
    const decorators = node.children.filter((one) => one.type === 'decorator');
    const definition = child(node, 'definition');
    for (const decorator of decorators) all(decorator.children, scope, place);
    const names = decorators.flatMap((one) => {
      const expression = one.children[0];
      return expression ? [{ path: pathOf(text, expression).replace(/\(\)$/, ''), scope }] : [];
    });
    if (definition?.type === 'class_definition') classDefinition(definition, scope, place, names);
    else if (definition) functionDefinition(definition, scope, place, names);
  }

  function functionDefinition(node: Node, scope: Scope, place: Place, decorators: readonly Pending[]): void {
    const name = child(node, 'name');
    if (!name) return all(node.children, scope, place);
    scope.hoisting.bind(textOf(text, name), { what: 'value' });
    const inner = new Scope('function', scope);
    const parameters = child(node, 'parameters')?.children ?? [];
    const isStatic = decorators.some(({ path }) => path === 'staticmethod');
    const owner = scope.kind === 'class' && !isStatic ? place.owners.at(-1) : undefined;
    const names = bindParameters(parameters, inner, scope, place, owner);
    const body = child(node, 'body');
    facts.push(definition('function', node, name, decorators, [], names, place, body ? bodyVerdict(body) : 'code'));
    if (body) visit(body, inner, { ...place, owners: [...place.owners, textOf(text, name)] });
  }

  function bindParameters(
    parameters: readonly Node[],
    inner: Scope,
    outer: Scope,
    place: Place,
    owner?: string,
  ): string[] {
    return parameters.flatMap((parameter, index) => {
      const name =
        parameter.type === 'identifier' ? parameter : (child(parameter, 'name') ?? firstIdentifier(parameter));
      const value = child(parameter, 'value');
      if (value) visit(value, outer, place);
      if (!name) return [];
      const annotation = child(parameter, 'type')?.children[0];
      const path = annotation ? pathOf(text, annotation) : UNKNOWN;
      if (owner && index === 0) inner.bind(textOf(text, name), { what: 'self', owner });
      else if (path.includes('.') && !path.startsWith(UNKNOWN)) {
        // A parameter with an annotation is an instance of it.
        inner.bind(textOf(text, name), { what: 'alias', path: `${path}()`, scope: outer });
      } else inner.bind(textOf(text, name), { what: 'value' });
      return [textOf(text, name)];
    });
  }

  function classDefinition(node: Node, scope: Scope, place: Place, decorators: readonly Pending[]): void {
    const name = child(node, 'name');
    if (!name) return all(node.children, scope, place);
    scope.hoisting.bind(textOf(text, name), { what: 'value' });
    const superclasses = child(node, 'superclasses');
    const bases = (superclasses?.children ?? [])
      .filter((one) => one.type !== 'keyword_argument')
      .map((one) => ({ path: pathOf(text, one), scope }));
    facts.push(definition('class', node, name, decorators, bases, [], place, 'code'));
    if (superclasses)
      all(
        superclasses.children.filter((one) => one.type === 'call' || one.type === 'keyword_argument'),
        scope,
        place,
      );
    const body = child(node, 'body');
    const owner = textOf(text, name);
    if (body) members(body, owner, new Scope('class', scope), { ...place, owners: [...place.owners, owner] });
  }

  /** A class body. What it assigns is known to the methods as `self.name`. */
  function members(body: Node, owner: string, scope: Scope, place: Place): void {
    all(body.children, scope, place);
    for (const { name, to } of scope.bindings()) {
      module.bind(
        owner + MEMBER + name,
        to ? { what: to.from === 'import' ? 'import' : 'alias', path: to.path, scope: module } : { what: 'value' },
      );
    }
  }

  function definition(
    what: Definition['what'],
    node: Node,
    name: Node,
    decorators: readonly Pending[],
    bases: readonly Pending[],
    params: readonly string[],
    place: Place,
    body: Definition['body'],
  ): Definition<Pending> {
    const nameSpan = [name.start, name.end] as const;
    return {
      kind: 'definition',
      what,
      span: [node.start, node.end],
      name: textOf(text, name),
      nameSpan,
      decorators,
      bases,
      params,
      owners: place.owners,
      body,
    };
  }

  function bodyVerdict(body: Node): Definition['body'] {
    const statements = body.children.filter((one) => one.type !== 'comment' && !isDocument(one));
    if (statements.every((one) => one.type === 'pass_statement' || isEllipsis(one) || isNotImplemented(one)))
      return 'stub';
    const [only] = statements;
    if (statements.length === 1 && only?.type === 'return_statement') {
      const value = only.children[0];
      if (value && /^(?:true|false|none|integer|float|string)$/.test(value.type)) return 'constant';
    }
    return 'code';
  }

  const isNotImplemented = (node: Node): boolean =>
    node.type === 'raise_statement' && /^raise\s+NotImplemented/.test(textOf(text, node));

  function lambda(node: Node, scope: Scope, place: Place): void {
    const inner = new Scope('function', scope);
    bindParameters(child(node, 'parameters')?.children ?? [], inner, scope, place);
    const body = child(node, 'body');
    if (body) visit(body, inner, place);
  }

  function comprehension(node: Node, scope: Scope, place: Place): void {
    const inner = new Scope('block', scope);
    for (const clause of node.children) {
      if (clause.type === 'for_in_clause') bindTarget(child(clause, 'left'), undefined, inner, inner);
    }
    for (const clause of node.children) {
      all(
        clause.type === 'for_in_clause' ? clause.children.filter((one) => one.field !== 'left') : [clause],
        inner,
        place,
      );
    }
  }

  /** Names in a match pattern are bound, but for dotted ones and classes. */
  function patterns(node: Node, scope: Scope, place: Place): void {
    for (const part of node.children) {
      if (part.type === 'dotted_name' && part.children.length <= 1)
        scope.hoisting.bind(textOf(text, part), { what: 'value' });
      else if (part.type === 'string') visit(part, scope, place);
      else patterns(part, scope, place);
    }
  }

  function handler(node: Node, scope: Scope, place: Place): void {
    const body = node.children.find((one) => one.type === 'block');
    const value = child(node, 'value') ?? node.children.find((one) => one !== body && one.type !== 'comment');
    const caught = value?.type === 'as_pattern' ? value.children[0] : value;
    const aliasNode = value?.type === 'as_pattern' ? child(value, 'alias') : child(node, 'alias');
    const alias = aliasNode ? textOf(text, aliasNode) : undefined;
    const types = caught ? (caught.type === 'tuple' ? caught.children : [caught]) : [];
    if (alias) scope.hoisting.bind(alias, { what: 'value' });
    const statements = (body?.children ?? []).filter((one) => one.type !== 'comment');
    const empty = statements.every((one) => one.type === 'pass_statement' || isEllipsis(one) || isDocument(one));
    const colon = text.indexOf(':', caught?.end ?? node.start);
    const fact: Handler<Pending> = {
      kind: 'handler',
      span: [node.start, node.end],
      head: [
        node.start,
        alias && aliasNode ? aliasNode.end : (caught?.end ?? (colon === -1 ? node.start + 'except'.length : colon)),
      ],
      types: types.map((one) => ({ path: pathOf(text, one), scope })),
      bare: !caught,
      ...(alias ? { name: alias } : {}),
      empty,
      silent: !empty && statements.every(isQuiet),
      raises: body ? contains(body, 'raise_statement') : false,
      commented: (body?.children ?? []).some((one) => one.type === 'comment'),
    };
    facts.push(fact);
    if (body) visit(body, scope, place);
  }

  const isQuiet = (node: Node): boolean =>
    /^(?:pass|continue|break)_statement$/.test(node.type) ||
    isEllipsis(node) ||
    isDocument(node) ||
    (node.type === 'return_statement' &&
      node.children.every((one) => /^(?:none|true|false|integer|float|string|list|dictionary|tuple)$/.test(one.type)));

  function call(node: Node, scope: Scope, place: Place): void {
    const callee = child(node, 'function');
    const list = child(node, 'arguments');
    if (!callee) return all(node.children, scope, place);
    const args =
      list?.type === 'argument_list' ? list.children.filter((one) => one.type !== 'comment') : list ? [list] : [];
    const path = pathOf(text, callee);
    facts.push({
      kind: 'call',
      span: [node.start, node.end],
      callee: { path, scope },
      calleeSpan: [callee.start, callee.end],
      method: path.slice(path.lastIndexOf('.') + 1),
      args: args.map((one) => argument(one, scope)),
      used: node.parent?.type !== 'expression_statement',
      owners: place.owners,
      ...(place.inMain ? { inMain: true } : {}),
    });
    if (IMPORTERS.has(path) && args[0]?.type === 'string') {
      const moduleSpan = [args[0].start, args[0].end] as const;
      facts.push({
        kind: 'import',
        span: [node.start, node.end],
        module: readString(text, [args[0]]).value,
        moduleSpan,
      });
    }
    calleeParts(callee, scope, place);
    all(args, scope, place);
  }

  function argument(node: Node, scope: Scope): Argument<Pending> {
    const span = [node.start, node.end] as const;
    if (node.type === 'keyword_argument') {
      const name = child(node, 'name');
      const value = child(node, 'value');
      return {
        span,
        ...(name ? { name: textOf(text, name) } : {}),
        value: value ? describeValue(text, value, scope) : { type: 'other' },
      };
    }
    const spread = node.type === 'list_splat' || node.type === 'dictionary_splat';
    return { span, value: describeValue(text, node, scope), ...(spread ? { spread } : {}) };
  }

  /** The parts of a callee that are more than names: `f(x).g` holds a call. */
  function calleeParts(node: Node, scope: Scope, place: Place): void {
    if (node.type === 'identifier') return;
    if (node.type === 'attribute') {
      const object = child(node, 'object');
      if (object) calleeParts(object, scope, place);
    } else visit(node, scope, place);
  }

  function statementCall(node: Node, scope: Scope, place: Place): Fact<Pending> {
    const method = node.type === 'print_statement' ? 'print' : 'exec';
    const args = node.children.map((one) => argument(one, scope));
    const calleeSpan = [node.start, node.start + method.length] as const;
    return {
      kind: 'call',
      span: [node.start, node.end],
      callee: { path: method, scope },
      calleeSpan,
      method,
      args,
      used: false,
      owners: place.owners,
      isStatement: true,
    };
  }

  function use(node: Node, scope: Scope, place: Place): void {
    const path = pathOf(text, node);
    if (!path.startsWith(UNKNOWN)) {
      facts.push({ kind: 'name', span: [node.start, node.end], ref: { path, scope } });
    }
    if (node.type === 'attribute') calleeParts(node, scope, place);
  }

  function string(node: Node, scope: Scope, place: Place): void {
    const parts = stringParts(node);
    const { value, interpolated, content, prefix } = readString(text, parts);
    facts.push({
      kind: 'string',
      span: [node.start, node.end],
      value,
      ...(content ? { content } : {}),
      prefix,
      interpolated,
      joined: parts.length > 1,
      place: placeOf(text, node, scope),
      path: namesAround(text, node),
      ...(node.parent?.type === 'case_pattern' || node.parent?.type === 'binary_operator' ? { fixed: true } : {}),
    });
    for (const part of parts) {
      for (const piece of part.children) if (piece.type === 'interpolation') all(piece.children, scope, place);
    }
  }

  return { visit, members };
}

const isEllipsis = (node: Node): boolean =>
  node.type === 'expression_statement' && node.children[0]?.type === 'ellipsis';
const isDocument = (node: Node): boolean =>
  node.type === 'expression_statement' &&
  node.children.length === 1 &&
  /^(?:concatenated_)?string$/.test(node.children[0]!.type);

const contains = (node: Node, type: string): boolean =>
  node.children.some((one) => one.type === type || (!/_definition$|^lambda$/.test(one.type) && contains(one, type)));

function firstIdentifier(node: Node): Node | undefined {
  return node.type === 'identifier'
    ? node
    : node.children
        .filter((one) => one.field !== 'type')
        .map(firstIdentifier)
        .find(Boolean);
}

function* comments(node: Node): Iterable<readonly [number, number]> {
  if (node.type === 'comment') yield [node.start, node.end];
  for (const one of node.children) yield* comments(one);
}

/** The first statement behind an offset that stands at the same column: the one that a comment introduces. */
function nextStatement(
  text: string,
  node: Node,
  offset: number,
  column: number,
): readonly [number, number] | undefined {
  for (const one of node.children) {
    if (one.end <= offset) continue;
    if (one.start >= offset && /_statement$|_definition$/.test(one.type)) {
      const lineStart = Math.max(text.lastIndexOf('\n', one.start), text.lastIndexOf('\r', one.start)) + 1;
      return one.start - lineStart === column ? [one.start, one.end] : undefined;
    }
    const found = nextStatement(text, one, offset, column);
    if (found) return found;
    if (one.start >= offset && one.type !== 'comment' && one.type !== 'block') return undefined;
  }
  return undefined;
}
