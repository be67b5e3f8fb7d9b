import type { TSESTree } from '@typescript-eslint/types';
import { DIRECTIVE } from '../../engine/exception/directive.ts';
import type { Definition, Fact } from '../../engine/facts.ts';
import type { LanguageId, Reading } from '../../engine/language.ts';
import { MEMBER } from '../../engine/names.ts';
import { findDirectives } from '../directives.ts';
import { type Pending, Scope, settleAll, UNKNOWN } from '../scope.ts';
import { childrenOf, type Node, type ParsedScript, parseScript } from './parse.ts';
import { keyName, namesAround, placeOf, targetName } from './places.ts';
import { constantText, describeValue, isModule, moduleName, pathOf, templateText, unwrap } from './values.ts';

const WRAPPER = 'class _ { ';

/** Reads one chunk. A class member comes with `class Name` as its context, a class without its body with `head`. */
export function readScript(text: string, context: string, language: LanguageId): Reading {
  const owner = /^class (\S+)$/.exec(context)?.[1];
  const shift = owner ? WRAPPER.length : 0;
  const parsed = parseScript(
    owner ? `${WRAPPER}${text}\n}` : context === 'head' ? `${text}\n}` : text,
    language,
    DIRECTIVE.test(text),
  );
  const facts: Fact<Pending>[] = [];
  const module = new Scope('module');
  const walk = createWalk(text, shift, facts, module);
  try {
    const body = owner ? parsed.program.body.find((node) => node.type === 'ClassDeclaration')?.body : undefined;
    if (owner && body) walk.members(body.body, owner, module, [owner]);
    else walk.program(parsed.program);
  } catch (error) {
    // A recovered tree may lack any part. What was read up to there counts, and the syntax error is reported.
    if (parsed.problems.length === 0) throw error;
  }
  return {
    facts: settleAll(facts),
    bindings: module.bindings(),
    problems: parsed.problems.map(({ span, message }) => ({ message, span: clamp(span, shift, text.length) })),
    directives: directivesOf(text, parsed, shift),
  };
}

const clamp = ([start, end]: readonly [number, number], shift: number, length: number): readonly [number, number] => [
  Math.min(length, Math.max(0, start - shift)),
  Math.min(length, Math.max(0, end - shift)),
];

function directivesOf(text: string, { program, comments }: ParsedScript, shift: number) {
  const own = comments.map(([start, end]) => [start - shift, end - shift] as const);
  return findDirectives(text, own, (offset) => {
    const next = nextStatement(program, offset + shift);
    return next && ([next[0] - shift, next[1] - shift] as const);
  });
}

/** The first statement or member behind an offset. */
function nextStatement(node: Node, offset: number): readonly [number, number] | undefined {
  for (const one of childrenOf(node)) {
    if (one.range[1] <= offset) continue;
    if (one.range[0] >= offset)
      return /Statement$|Declaration$|Definition$|^Property$/.test(one.type) ? one.range : undefined;
    return nextStatement(one, offset);
  }
  return undefined;
}

// One walk over one grammar: its cases share scopes and facts, so it stays in one file although it is long.
function createWalk(text: string, shift: number, facts: Fact<Pending>[], module: Scope) {
  const spanOf = (node: Node): readonly [number, number] => [node.range[0] - shift, node.range[1] - shift];
  type Owners = readonly string[];

  function program(node: TSESTree.Program): void {
    all(node.body, module, []);
  }

  const all = (nodes: readonly (Node | null | undefined)[], scope: Scope, owners: Owners) => {
    for (const node of nodes) if (node) declare(node, scope);
    for (const node of nodes) if (node) visit(node, scope, owners);
  };

  /** Functions and classes are known in their whole block, before their statement. */
  function declare(node: Node, scope: Scope): void {
    if (
      (node.type === 'FunctionDeclaration' || node.type === 'TSDeclareFunction' || node.type === 'ClassDeclaration') &&
      node.id
    )
      scope.bind(node.id.name, { what: 'value' });
    else if ((node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration') && node.declaration)
      declare(node.declaration, scope);
  }

  function visit(node: Node, scope: Scope, owners: Owners): void {
    switch (node.type) {
      case 'ImportDeclaration':
        return imports(node, scope);
      case 'TSImportEqualsDeclaration':
        if (node.moduleReference.type === 'TSExternalModuleReference') {
          const path = moduleName(constantText(node.moduleReference.expression) ?? '');
          scope.bind(node.id.name, { what: 'import', path });
          facts.push({
            kind: 'import',
            span: spanOf(node),
            module: path,
            moduleSpan: spanOf(node.moduleReference.expression),
            alias: node.id.name,
          });
        }
        return;
      case 'ExportAllDeclaration':
      case 'TSTypeAliasDeclaration':
      case 'TSInterfaceDeclaration':
      case 'TSTypeAnnotation':
      case 'TSTypeParameterInstantiation':
      case 'TSTypeParameterDeclaration':
      case 'TSAbstractMethodDefinition':
      case 'TSAbstractPropertyDefinition':
      case 'TSAbstractAccessorProperty':
      case 'TSDeclareFunction':
      case 'TSEmptyBodyFunctionExpression':
        return;
      case 'VariableDeclarator':
        return variable(node, scope, owners);
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return functionNode(node, scope, owners);
      case 'ClassDeclaration':
      case 'ClassExpression':
        return classNode(node, scope, owners);
      case 'BlockStatement':
      case 'StaticBlock':
        return all(node.body, new Scope('block', scope), owners);
      case 'ForOfStatement':
      case 'ForInStatement':
      case 'ForStatement':
        return all(childrenOf(node), new Scope('block', scope), owners);
      case 'CatchClause':
        return handler(node, scope, owners);
      case 'AssignmentExpression':
        return assignment(node, scope, owners);
      case 'CallExpression':
      case 'NewExpression':
        return call(node, scope, owners);
      case 'TaggedTemplateExpression':
        calleeParts(node.tag, scope, owners);
        return visit(node.quasi, scope, owners);
      case 'Literal':
        if (typeof node.value === 'string') string(node, node.value, false, scope);
        return;
      case 'TemplateLiteral':
        string(node, templateText(node), node.expressions.length > 0, scope);
        return all(node.expressions, scope, owners);
      case 'Property':
        if (node.computed) visit(node.key, scope, owners);
        else if (node.value.type !== 'FunctionExpression') keyed(node, scope);
        return visit(node.value, scope, owners);
      case 'PropertyDefinition':
      case 'MethodDefinition':
        all([...node.decorators, node.computed ? node.key : null], scope, owners);
        return node.value
          ? visit(node.value, scope, node.type === 'MethodDefinition' ? [...owners, keyName(node.key)] : owners)
          : undefined;
      case 'Identifier':
      case 'MemberExpression':
        return use(node, scope, owners);
      case 'JSXAttribute':
        return node.value ? visit(node.value, scope, owners) : undefined;
      case 'JSXIdentifier':
      case 'JSXMemberExpression':
      case 'LabeledStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
        if (node.type === 'LabeledStatement') visit(node.body, scope, owners);
        return;
      case 'TSEnumMember':
        return node.initializer ? visit(node.initializer, scope, owners) : undefined;
      default:
        return all(childrenOf(node), scope, owners);
    }
  }

  function imports(node: TSESTree.ImportDeclaration, scope: Scope): void {
    const path = moduleName(node.source.value);
    const common = { kind: 'import' as const, span: spanOf(node), module: path, moduleSpan: spanOf(node.source) };
    if (node.specifiers.length === 0) facts.push(common);
    for (const item of node.specifiers) {
      const typeOnly = node.importKind === 'type' || (item.type === 'ImportSpecifier' && item.importKind === 'type');
      const name =
        item.type === 'ImportSpecifier'
          ? item.imported.type === 'Identifier'
            ? item.imported.name
            : item.imported.value
          : undefined;
      const whole = name === undefined || name === 'default';
      scope.bind(item.local.name, { what: 'import', path: whole ? path : `${path}.${name}` });
      facts.push({ ...common, ...(whole ? {} : { name }), alias: item.local.name, ...(typeOnly ? { typeOnly } : {}) });
    }
  }

  /** Binds a pattern. `{ exec: run } = require("child_process")` binds `run` to `child_process.exec`. */
  function bindPattern(pattern: Node, path: string, isImport: boolean, into: Scope, scope: Scope): void {
    switch (pattern.type) {
      case 'Identifier':
        if (path.startsWith(UNKNOWN)) into.bind(pattern.name, { what: 'value' });
        else into.bind(pattern.name, isImport ? { what: 'import', path } : { what: 'alias', path, scope });
        return;
      case 'ObjectPattern':
        for (const item of pattern.properties) {
          if (item.type === 'RestElement') bindPattern(item.argument, UNKNOWN, false, into, scope);
          else
            bindPattern(
              item.value,
              path.startsWith(UNKNOWN) || !keyName(item.key) ? UNKNOWN : `${path}.${keyName(item.key)}`,
              isImport,
              into,
              scope,
            );
        }
        return;
      case 'ArrayPattern':
        for (const item of pattern.elements) if (item) bindPattern(item, UNKNOWN, false, into, scope);
        return;
      case 'AssignmentPattern':
        return bindPattern(pattern.left, path, isImport, into, scope);
      case 'RestElement':
        return bindPattern(pattern.argument, UNKNOWN, false, into, scope);
      case 'TSParameterProperty':
        return bindPattern(pattern.parameter, path, isImport, into, scope);
      default:
    }
  }

  function variable(node: TSESTree.VariableDeclarator, scope: Scope, owners: Owners): void {
    const declaration = node.parent as TSESTree.VariableDeclaration;
    const into = declaration.kind === 'var' ? scope.hoisting : scope;
    const path = node.init ? pathOf(node.init) : UNKNOWN;
    bindPattern(node.id, path, node.init ? isModule(node.init) : false, into, scope);
    patternDefaults(node.id, scope, owners);
    if (!node.init) return;
    if (isModule(node.init)) requireFact(node.id, node.init, path);
    const target = targetName(node.id);
    if (target) {
      facts.push({
        kind: 'assign',
        span: spanOf(node),
        target,
        targetSpan: spanOf(node.id),
        valueSpan: spanOf(node.init),
        value: describeValue(node.init, scope),
        owners,
      });
    }
    visit(node.init, scope, owners);
  }

  function requireFact(id: Node, init: Node, path: string): void {
    const aliases =
      id.type === 'ObjectPattern'
        ? id.properties.flatMap((item) =>
            item.type === 'Property' ? [{ name: keyName(item.key), alias: targetName(item.value) }] : [],
          )
        : [{ alias: targetName(id) }];
    const inner = unwrap(init);
    const source =
      inner.type === 'CallExpression' ? inner.arguments[0]! : inner.type === 'ImportExpression' ? inner.source : inner;
    for (const alias of aliases)
      facts.push({ kind: 'import', span: spanOf(init), module: path, moduleSpan: spanOf(source), ...alias });
  }

  /** Defaults inside a pattern are values: `{ key = "…" }`. */
  function patternDefaults(pattern: Node, scope: Scope, owners: Owners): void {
    if (pattern.type === 'AssignmentPattern') {
      visit(pattern.right, scope, owners);
      patternDefaults(pattern.left, scope, owners);
    } else if (pattern.type === 'ObjectPattern' || pattern.type === 'ArrayPattern') {
      for (const one of childrenOf(pattern)) patternDefaults(one.type === 'Property' ? one.value : one, scope, owners);
    } else if (pattern.type === 'TSParameterProperty') patternDefaults(pattern.parameter, scope, owners);
  }

  function functionNode(
    node: TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression,
    scope: Scope,
    owners: Owners,
  ): void {
    const inner = new Scope('function', scope);
    const name = node.id?.name;
    if (name && node.type === 'FunctionExpression') inner.bind(name, { what: 'value' });
    for (const parameter of node.params) {
      const decorators = 'decorators' in parameter ? parameter.decorators : [];
      all(decorators, scope, owners);
      bindPattern(parameter, UNKNOWN, false, inner, scope);
      patternDefaults(parameter, inner, owners);
    }
    if (node.id) {
      const params = node.params.map(targetName);
      facts.push({
        kind: 'definition',
        what: 'function',
        span: spanOf(node),
        name: node.id.name,
        nameSpan: spanOf(node.id),
        decorators: [],
        bases: [],
        params,
        owners,
        body: bodyVerdict(node.body),
      });
    }
    const own = name ? [...owners, name] : owners;
    if (node.body?.type === 'BlockStatement') all(node.body.body, inner, own);
    else if (node.body) visit(node.body, inner, own);
  }

  function bodyVerdict(body: Node | null | undefined): Definition['body'] {
    if (body?.type !== 'BlockStatement') return 'code';
    if (body.body.length === 0) return 'stub';
    const [only] = body.body;
    if (body.body.length > 1 || !only) return 'code';
    if (only.type === 'ReturnStatement' && only.argument?.type === 'Literal') return 'constant';
    return only.type === 'ThrowStatement' && /not implemented/i.test(text.slice(...spanOf(only))) ? 'stub' : 'code';
  }

  function classNode(node: TSESTree.ClassDeclaration | TSESTree.ClassExpression, scope: Scope, owners: Owners): void {
    const name = node.id?.name ?? '';
    all(node.decorators, scope, owners);
    if (node.superClass) visit(node.superClass, scope, owners);
    if (node.id) {
      const pending = (one: Node) => ({ path: pathOf(one).replace(/\(\)$/, ''), scope });
      facts.push({
        kind: 'definition',
        what: 'class',
        span: spanOf(node),
        name,
        nameSpan: spanOf(node.id),
        decorators: node.decorators.map(({ expression }) => pending(expression)),
        bases: node.superClass ? [pending(node.superClass)] : [],
        params: [],
        owners,
        body: 'code',
      });
    }
    members(node.body.body, name, scope, [...owners, name]);
  }

  /** Class members. What fields and methods assign to `this.name` is known to all of them. */
  function members(nodes: readonly Node[], owner: string, scope: Scope, owners: Owners): void {
    const inner = new Scope('function', scope);
    inner.bind('this', { what: 'self', owner });
    for (const node of nodes) {
      if (node.type === 'PropertyDefinition' && node.value) bindMember(owner, keyName(node.key), node.value, inner);
      visit(node, inner, owners);
    }
  }

  function bindMember(owner: string, name: string, value: Node, scope: Scope): void {
    const path = pathOf(value);
    module.bind(owner + MEMBER + name, path.startsWith(UNKNOWN) ? { what: 'value' } : { what: 'alias', path, scope });
  }

  function handler(node: TSESTree.CatchClause, scope: Scope, owners: Owners): void {
    const inner = new Scope('block', scope);
    const name = node.param?.type === 'Identifier' ? node.param.name : undefined;
    if (node.param) bindPattern(node.param, UNKNOWN, false, inner, scope);
    const body = node.body.body;
    const [start, end] = spanOf(node.body);
    facts.push({
      kind: 'handler',
      span: spanOf(node),
      head: [spanOf(node)[0], node.param ? spanOf(node.param)[1] : spanOf(node)[0] + 'catch'.length],
      types: [],
      bare: false,
      ...(name ? { name } : {}),
      empty: body.length === 0,
      silent: body.length > 0 && body.every(isQuiet),
      raises: body.some((one) => contains(one, 'ThrowStatement')),
      commented: body.length === 0 && /\/\/|\/\*/.test(text.slice(start, end)),
    });
    all(body, inner, owners);
  }

  const isQuiet = (node: Node): boolean =>
    node.type === 'EmptyStatement' ||
    node.type === 'ContinueStatement' ||
    node.type === 'BreakStatement' ||
    (node.type === 'ReturnStatement' &&
      (!node.argument ||
        node.argument.type === 'Literal' ||
        (node.argument.type === 'Identifier' && node.argument.name === 'undefined')));

  const contains = (node: Node, type: string): boolean =>
    node.type === type || (!/Function/.test(node.type) && childrenOf(node).some((one) => contains(one, type)));

  function assignment(node: TSESTree.AssignmentExpression, scope: Scope, owners: Owners): void {
    const path = node.operator === '=' ? pathOf(node.right) : UNKNOWN;
    if (node.left.type === 'Identifier') {
      const owning = scope.lookup(node.left.name)?.scope ?? module;
      owning.bind(node.left.name, path.startsWith(UNKNOWN) ? { what: 'value' } : { what: 'alias', path, scope });
    } else if (node.left.type === 'MemberExpression') {
      const found = pathOf(node.left.object) === 'this' ? scope.lookup('this')?.targets[0] : undefined;
      const name = targetName(node.left).slice('this.'.length);
      if (found?.what === 'self' && name) bindMember(found.owner, name, node.right, scope);
      if (node.left.computed) visit(node.left.property, scope, owners);
    } else bindPattern(node.left, path, isModule(node.right), scope, scope);
    const target = targetName(node.left);
    if (target) {
      facts.push({
        kind: 'assign',
        span: spanOf(node),
        target,
        targetSpan: spanOf(node.left),
        valueSpan: spanOf(node.right),
        value: describeValue(node.right, scope),
        owners,
      });
    }
    visit(node.right, scope, owners);
  }

  /** `{ rejectUnauthorized: false }` is an assignment to a key. */
  function keyed(node: TSESTree.Property, scope: Scope): void {
    const target = keyName(node.key);
    const value = describeValue(node.value, scope);
    if (
      target &&
      (value.type === 'boolean' ||
        value.type === 'number' ||
        value.type === 'null' ||
        value.type === 'call' ||
        value.type === 'name')
    ) {
      facts.push({
        kind: 'assign',
        span: spanOf(node),
        target,
        targetSpan: spanOf(node.key),
        valueSpan: spanOf(node.value),
        value,
        owners: [],
      });
    }
  }

  function call(node: TSESTree.CallExpression | TSESTree.NewExpression, scope: Scope, owners: Owners): void {
    const path = pathOf(node.callee);
    facts.push({
      kind: 'call',
      span: spanOf(node),
      callee: { path, scope },
      calleeSpan: spanOf(node.callee),
      method: path.slice(path.lastIndexOf('.') + 1),
      args: node.arguments.map((one) => ({
        span: spanOf(one),
        value: describeValue(one.type === 'SpreadElement' ? one.argument : one, scope),
        ...(one.type === 'SpreadElement' ? { spread: true } : {}),
      })),
      used: node.parent?.type !== 'ExpressionStatement',
      owners,
      ...(node.type === 'NewExpression' ? { isNew: true } : {}),
    });
    if (isModule(node)) {
      const [source] = node.arguments;
      facts.push({
        kind: 'import',
        span: spanOf(node),
        module: moduleName(constantText(source!) ?? ''),
        moduleSpan: spanOf(source!),
      });
    }
    calleeParts(node.callee, scope, owners);
    all(node.arguments, scope, owners);
  }

  /** The parts of a callee that are more than names. */
  function calleeParts(node: Node, scope: Scope, owners: Owners): void {
    const inner = unwrap(node);
    if (inner.type === 'Identifier' || inner.type === 'ThisExpression' || inner.type === 'Super') return;
    if (inner.type === 'MemberExpression') {
      calleeParts(inner.object, scope, owners);
      if (inner.computed && constantText(inner.property) === undefined) visit(inner.property, scope, owners);
    } else visit(inner, scope, owners);
  }

  function use(node: TSESTree.Identifier | TSESTree.MemberExpression, scope: Scope, owners: Owners): void {
    const path = pathOf(node);
    if (!path.startsWith(UNKNOWN)) facts.push({ kind: 'name', span: spanOf(node), ref: { path, scope } });
    if (node.type === 'MemberExpression') calleeParts(node, scope, owners);
  }

  function string(
    node: TSESTree.Literal | TSESTree.TemplateLiteral,
    value: string,
    interpolated: boolean,
    scope: Scope,
  ): void {
    const [start, end] = spanOf(node);
    const at = placeOf(node, scope);
    const place = at.as === 'fallback' ? { ...at, whole: [at.whole[0] - shift, at.whole[1] - shift] as const } : at;
    const parent = node.parent;
    const isFixed =
      parent?.type === 'JSXAttribute' ||
      parent?.type === 'TSLiteralType' ||
      parent?.type === 'TSEnumMember' ||
      parent?.type === 'BinaryExpression' ||
      parent?.type === 'ImportDeclaration';
    facts.push({
      kind: 'string',
      span: [start, end],
      value,
      ...(interpolated ? {} : { content: [start + 1, end - 1] as const }),
      prefix: '',
      interpolated,
      joined: false,
      place,
      path: namesAround(node),
      ...(isFixed ? { fixed: true } : {}),
    });
  }

  return { program, members };
}
