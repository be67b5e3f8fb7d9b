import type { Place } from '../../engine/facts.ts';
import type { Pending, Scope } from '../scope.ts';
import { child, isWithin, type Node } from '../tree.ts';
import { constantText, pathOf, readString, textOf } from './values.ts';

const DEEPEST_PATH = 4;

/** Where a string stands. Brackets, `or` and conditional expressions around it are looked through. */
export function placeOf(text: string, string: Node, scope: Scope): Place<Pending> {
  let node = string;
  for (let parent = node.parent; parent; node = parent, parent = node.parent) {
    switch (parent.type) {
      case 'parenthesized_expression':
      case 'conditional_expression':
      case 'await':
        continue;
      case 'binary_operator':
        // The first part of a text that is put together stands for the whole.
        if (child(parent, 'left') === node && constantText(text, parent) !== undefined) continue;
        return { as: 'other' };
      case 'expression_list':
      case 'tuple':
        return parent.parent?.type === 'assignment'
          ? (assigned(text, parent.parent, node) ?? { as: 'other' })
          : { as: 'other' };
      case 'boolean_operator': {
        const left = child(parent, 'left');
        if (left && left !== node)
          return { as: 'fallback', name: sourceName(text, left), whole: [parent.start, parent.end] };
        continue;
      }
      case 'assignment':
      case 'augmented_assignment':
        return assigned(text, parent, node) ?? { as: 'other' };
      case 'named_expression':
        return { as: 'assigned', name: textOf(text, child(parent, 'name') ?? parent) };
      case 'attribute': {
        // `"…".encode()` and its like are still the string.
        const call = parent.parent;
        if (
          call?.type === 'call' &&
          /^(?:encode|strip|lower|upper)$/.test(textOf(text, child(parent, 'attribute') ?? parent))
        ) {
          parent = call;
          continue;
        }
        return { as: 'other' };
      }
      case 'keyword_argument':
        return argument(text, parent, scope, textOf(text, child(parent, 'name') ?? parent));
      case 'argument_list':
        return argument(text, node, scope);
      case 'pair':
        return child(parent, 'value') === node
          ? { as: 'key', name: keyName(text, child(parent, 'key')) }
          : { as: 'other' };
      case 'default_parameter':
      case 'typed_default_parameter':
        return { as: 'default', name: textOf(text, child(parent, 'name') ?? parent) };
      case 'comparison_operator': {
        if (parent.children.some((one) => one.field === 'operators' && /\b(?:in|is)\b/.test(textOf(text, one))))
          return { as: 'other' };
        const other = parent.children.find((one) => !isWithin(node, one) && one.field !== 'operators');
        return { as: 'compared', name: other ? sourceName(text, other) : '' };
      }
      case 'return_statement':
        return { as: 'returned', name: functionName(text, parent) };
      case 'expression_statement':
        return { as: 'document' };
      case 'type':
        return { as: 'annotation' };
      default:
        return { as: 'other' };
    }
  }
  return { as: 'other' };
}

/** Names of keys, arguments and targets around a string, innermost first. */
export function namesAround(text: string, string: Node): string[] {
  const names: string[] = [];
  for (
    let node = string, parent = node.parent;
    parent && names.length < DEEPEST_PATH;
    node = parent, parent = node.parent
  ) {
    if (parent.type === 'pair' && child(parent, 'value') === node) names.push(keyName(text, child(parent, 'key')));
    else if (parent.type === 'keyword_argument') names.push(textOf(text, child(parent, 'name') ?? parent));
    else if (parent.type === 'assignment') {
      names.push(targetPath(text, child(parent, 'left') ?? parent));
      if (parent.parent?.type !== 'assignment') break;
    } else if (/_statement$|_definition$|^block$|^lambda$/.test(parent.type)) break;
  }
  return names;
}

/** `a.b`, `a["b"]` as `a.b`. */
export function targetPath(text: string, target: Node): string {
  if (target.type === 'subscript') {
    const value = child(target, 'value');
    const key = child(target, 'subscript');
    return value && key?.type === 'string' ? `${targetPath(text, value)}.${readString(text, [key]).value}` : '';
  }
  return target.type === 'identifier' || target.type === 'attribute' ? textOf(text, target).replace(/\s+/g, '') : '';
}

function assigned(text: string, assignment: Node, value: Node): Place<Pending> | undefined {
  const left = child(assignment, 'left');
  if (!left) return undefined;
  return {
    as: left.type === 'attribute' || left.type === 'subscript' ? 'attribute' : 'assigned',
    name: nameFor(text, left, value),
  };
}

/** In `a, b = "x", "y"` each value has its own target. */
function nameFor(text: string, left: Node, value: Node): string {
  if (left.type !== 'pattern_list' && left.type !== 'tuple_pattern') return targetPath(text, left);
  const index = value.parent?.children.indexOf(value) ?? -1;
  const target = left.children[index];
  return target ? targetPath(text, target) : '';
}

function argument(text: string, node: Node, scope: Scope, name?: string): Place<Pending> {
  const list = node.parent;
  const callee = list?.parent && child(list.parent, 'function');
  if (!list || !callee) return { as: 'other' };
  return {
    as: 'argument',
    callee: { path: pathOf(text, callee), scope },
    index: list.children.indexOf(node),
    ...(name ? { name } : {}),
  };
}

function keyName(text: string, key: Node | undefined): string {
  if (!key) return '';
  return key.type === 'string' ? readString(text, [key]).value : textOf(text, key);
}

/** What an expression is about: a variable's name, or the key that is looked up (`os.getenv("X")` is `X`). */
function sourceName(text: string, node: Node): string {
  if (node.type === 'call' || node.type === 'subscript') {
    const key = node.type === 'call' ? child(node, 'arguments')?.children[0] : child(node, 'subscript');
    if (key?.type === 'string') return readString(text, [key]).value;
  }
  return pathOf(text, node);
}

function functionName(text: string, node: Node): string {
  for (let here: Node | undefined = node; here; here = here.parent) {
    if (here.type === 'function_definition') return textOf(text, child(here, 'name') ?? here);
  }
  return '';
}
