import type { TSESTree } from '@typescript-eslint/types';
import type { Value } from '../../engine/facts.ts';
import { type Pending, type Scope, UNKNOWN } from '../scope.ts';
import type { Node } from './parse.ts';

/** A module specifier as it stands in paths: `node:fs` is `fs`. */
export const moduleName = (specifier: string | undefined): string => (specifier ?? '').replace(/^node:/, '');

/** Looks through wrappers that do not change a value: `x as T`, `x!`, `(0, x)`, `await x`. */
export function unwrap(node: Node): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return unwrap(node.expression);
    case 'AwaitExpression':
      return unwrap(node.argument);
    case 'SequenceExpression':
      return node.expressions.length > 0 ? unwrap(node.expressions.at(-1)!) : node;
    default:
      return node;
  }
}

/** The dotted name that an expression has: `a.b`, `a["b"]`, `require("m").f` as `m.f`. */
export function pathOf(node: Node): string {
  const inner = unwrap(node);
  switch (inner.type) {
    case 'Identifier':
    case 'JSXIdentifier':
      return inner.name;
    case 'ThisExpression':
      return 'this';
    case 'PrivateIdentifier':
      return `#${inner.name}`;
    case 'JSXMemberExpression':
      return `${pathOf(inner.object)}.${inner.property.name}`;
    case 'MetaProperty':
      return `${inner.meta.name}.${inner.property.name}`;
    case 'MemberExpression': {
      const name = memberName(inner);
      return name === undefined ? `${pathOf(inner.object)}[]` : `${pathOf(inner.object)}.${name}`;
    }
    case 'CallExpression': {
      const path = pathOf(inner.callee);
      const [first] = inner.arguments;
      if (path === 'require' && first?.type === 'Literal' && typeof first.value === 'string')
        return moduleName(first.value);
      return `${path}()`;
    }
    case 'ImportExpression':
      return inner.source.type === 'Literal' && typeof inner.source.value === 'string'
        ? moduleName(inner.source.value)
        : UNKNOWN;
    case 'NewExpression':
      return `${pathOf(inner.callee)}()`;
    case 'AssignmentExpression':
      return pathOf(inner.right);
    default:
      return UNKNOWN;
  }
}

/** The name of a member: `a.b` and `a["b"]` give `b`. */
export function memberName(node: TSESTree.MemberExpression): string | undefined {
  if (!node.computed)
    return node.property.type === 'PrivateIdentifier'
      ? `#${node.property.name}`
      : (node.property as { name: string }).name;
  return constantText(node.property);
}

/** The text of a string expression that is constant: literals and templates joined by `+`. */
export function constantText(node: Node): string | undefined {
  const inner = unwrap(node);
  if (inner.type === 'Literal') return typeof inner.value === 'string' ? inner.value : undefined;
  if (inner.type === 'TemplateLiteral')
    return inner.expressions.length === 0 ? (inner.quasis[0]?.value.cooked ?? '') : undefined;
  if (inner.type !== 'BinaryExpression' || inner.operator !== '+') return undefined;
  const left = constantText(inner.left);
  const right = constantText(inner.right);
  return left === undefined || right === undefined ? undefined : left + right;
}

/** Whether a name means a module that is loaded in place: `require("m")`, `import("m")`. */
export function isModule(node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === 'ImportExpression') return true;
  if (inner.type === 'MemberExpression') return isModule(inner.object);
  return (
    inner.type === 'CallExpression' &&
    inner.callee.type === 'Identifier' &&
    inner.callee.name === 'require' &&
    inner.arguments[0]?.type === 'Literal'
  );
}

/** What kind of value an expression is. */
export function describeValue(node: Node, scope: Scope): Value<Pending> {
  const inner = unwrap(node);
  const text = constantText(inner);
  if (text !== undefined) return { type: 'string', text };
  switch (inner.type) {
    case 'Literal':
      if (typeof inner.value === 'number' || typeof inner.value === 'bigint')
        return { type: 'number', text: inner.raw };
      if (typeof inner.value === 'boolean') return { type: 'boolean', text: String(inner.value) };
      return inner.value === null && inner.raw === 'null' ? { type: 'null' } : { type: 'other' };
    case 'TemplateLiteral':
      return { type: 'built-string', text: templateText(inner) };
    case 'BinaryExpression': {
      const sides = [inner.left, inner.right].map((side) => describeValue(side, scope).type);
      return inner.operator === '+' && sides.some((type) => type === 'string' || type === 'built-string')
        ? { type: 'built-string' }
        : { type: 'other' };
    }
    case 'Identifier':
      return inner.name === 'undefined' ? { type: 'null' } : { type: 'name', ref: { path: inner.name, scope } };
    case 'MemberExpression':
      return { type: 'name', ref: { path: pathOf(inner), scope } };
    case 'CallExpression':
    case 'NewExpression':
      return { type: 'call', ref: { path: pathOf(inner.callee), scope } };
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { type: 'function', empty: inner.body?.type === 'BlockStatement' && inner.body.body.length === 0 };
    case 'ArrayExpression':
      return { type: 'list', size: inner.elements.length };
    case 'ObjectExpression':
      return { type: 'map', size: inner.properties.length };
    case 'UnaryExpression':
      return inner.operator === '-' && inner.argument.type === 'Literal'
        ? { type: 'number', text: `-${inner.argument.raw}` }
        : { type: 'other' };
    default:
      return { type: 'other' };
  }
}

/** A template's text with `{}` for what is filled in. */
export const templateText = (node: TSESTree.TemplateLiteral): string =>
  node.quasis.map((quasi) => quasi.value.cooked ?? quasi.value.raw).join('{}');
