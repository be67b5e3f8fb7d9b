import type { Place } from '../../engine/facts.ts';
import type { Pending, Scope } from '../scope.ts';
import type { Node } from './parse.ts';
import { constantText, memberName, pathOf, unwrap } from './values.ts';

const DEEPEST_PATH = 4;

/** Where a string stands. Wrappers, `||`, `??` and conditional expressions around it are looked through. */
export function placeOf(string: Node, scope: Scope): Place<Pending> {
  let node: Node = string;
  for (let parent = node.parent; parent; node = parent, parent = node.parent) {
    switch (parent.type) {
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'ConditionalExpression':
      case 'JSXExpressionContainer':
        continue;
      case 'LogicalExpression':
        if (parent.right === node && parent.operator !== '&&')
          return { as: 'fallback', name: sourceName(parent.left), whole: parent.range };
        continue;
      case 'VariableDeclarator':
        return { as: 'assigned', name: targetName(parent.id) };
      case 'AssignmentExpression':
        return {
          as: parent.left.type === 'MemberExpression' ? 'attribute' : 'assigned',
          name: targetName(parent.left),
        };
      case 'AssignmentPattern':
        return { as: 'default', name: targetName(parent.left) };
      case 'PropertyDefinition':
      case 'AccessorProperty':
        return { as: 'assigned', name: keyName(parent.key) };
      case 'TSEnumMember':
        return { as: 'key', name: keyName(parent.id) };
      case 'Property':
        return parent.value === node ? { as: 'key', name: keyName(parent.key) } : { as: 'other' };
      case 'JSXAttribute':
        return { as: 'key', name: parent.name.type === 'JSXIdentifier' ? parent.name.name : '' };
      case 'CallExpression':
      case 'NewExpression': {
        const index = (parent.arguments as Node[]).indexOf(node);
        return index < 0 ? { as: 'other' } : { as: 'argument', callee: { path: pathOf(parent.callee), scope }, index };
      }
      case 'BinaryExpression':
        if (parent.left === node && constantText(parent) !== undefined) continue;
        if (/^[!=]==?$/.test(parent.operator))
          return { as: 'compared', name: sourceName(parent.left === node ? parent.right : (parent.left as Node)) };
        return { as: 'other' };
      case 'SwitchCase':
        return { as: 'compared', name: '' };
      case 'ReturnStatement':
        return { as: 'returned', name: '' };
      case 'ExpressionStatement':
        return { as: 'document' };
      case 'TSLiteralType':
        return { as: 'annotation' };
      default:
        return { as: 'other' };
    }
  }
  return { as: 'other' };
}

/** Names of keys and targets around a string, innermost first. */
export function namesAround(string: Node): string[] {
  const names: string[] = [];
  for (
    let node: Node = string, parent = node.parent;
    parent && names.length < DEEPEST_PATH;
    node = parent, parent = node.parent
  ) {
    if (parent.type === 'Property' && parent.value === node) names.push(keyName(parent.key));
    else if (parent.type === 'PropertyDefinition') names.push(keyName(parent.key));
    else if (parent.type === 'VariableDeclarator') {
      names.push(targetName(parent.id));
      break;
    } else if (parent.type === 'AssignmentExpression') {
      names.push(targetName(parent.left));
      break;
    } else if (/Statement$|Declaration$|Function/.test(parent.type)) break;
  }
  return names;
}

/** `a`, `a.b`, `a["b"]` as `a.b`; empty for a pattern. */
export function targetName(target: Node): string {
  const inner = unwrap(target);
  if (inner.type === 'Identifier') return inner.name;
  if (inner.type !== 'MemberExpression') return '';
  return `${targetName(inner.object) || 'this'}.${memberName(inner) ?? ''}`;
}

/** The name of an object's or class's key. */
export function keyName(key: Node): string {
  if (key.type === 'Identifier' || key.type === 'PrivateIdentifier') return key.name;
  return constantText(key) ?? '';
}

function sourceName(node: Node): string {
  const inner = unwrap(node);
  if (inner.type === 'CallExpression' && inner.arguments[0]) return constantText(inner.arguments[0]) ?? pathOf(inner);
  return pathOf(inner);
}
