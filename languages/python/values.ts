import type { Value } from '../../engine/facts.ts';
import type { Span } from '../../engine/text.ts';
import { type Pending, type Scope, UNKNOWN } from '../scope.ts';
import { child, type Node } from '../tree.ts';

/** Source text of a node. */
export const textOf = (text: string, node: Node): string => text.slice(node.start, node.end);

/** Calls that mean a module: `__import__("os")`. */
export const IMPORTERS = new Set(['__import__', 'importlib.import_module', 'import_module']);

/**
 * The dotted name that an expression has: `a.b`, `a.b().c`, `getattr(a, "b")` as `a.b`, `__import__("os").system` as
 * `os.system`. Parts without a name are {@link UNKNOWN}.
 */
export function pathOf(text: string, node: Node): string {
  switch (node.type) {
    case 'identifier':
      return textOf(text, node);
    case 'attribute': {
      const object = child(node, 'object');
      const attribute = child(node, 'attribute');
      return object && attribute ? `${pathOf(text, object)}.${textOf(text, attribute)}` : UNKNOWN;
    }
    case 'call':
      return callPath(text, node);
    case 'subscript': {
      const value = child(node, 'value');
      const key = child(node, 'subscript');
      if (!value || !key) return UNKNOWN;
      const base = pathOf(text, value);
      const name = key.type === 'string' ? readString(text, [key]).value : undefined;
      if (
        name !== undefined &&
        /^(?:__builtins__(?:\.__dict__)?|globals\(\)|vars\(builtins\)|builtins\.__dict__)$/.test(base)
      ) {
        return /builtins/.test(base) ? `builtins.${name}` : name;
      }
      return name !== undefined && base === 'sys.modules' ? name : `${base}[]`;
    }
    case 'await':
    case 'parenthesized_expression':
      return node.children[0] ? pathOf(text, node.children[0]) : UNKNOWN;
    case 'named_expression': {
      const value = child(node, 'value');
      return value ? pathOf(text, value) : UNKNOWN;
    }
    default:
      return UNKNOWN;
  }
}

function callPath(text: string, node: Node): string {
  const callee = child(node, 'function');
  if (!callee) return UNKNOWN;
  const path = pathOf(text, callee);
  const args = child(node, 'arguments')?.children ?? [];
  if (path === 'getattr' && args.length >= 2) {
    const name = constantText(text, args[1]!);
    if (name !== undefined) return `${pathOf(text, args[0]!)}.${name}`;
  }
  if (IMPORTERS.has(path) && args[0]?.type === 'string') return readString(text, [args[0]]).value;
  return `${path}()`;
}

/** The text of a string expression that is constant: literals joined by `+`. */
export function constantText(text: string, node: Node): string | undefined {
  if (node.type === 'string' || node.type === 'concatenated_string') {
    const read = readString(text, stringParts(node));
    return read.interpolated ? undefined : read.value;
  }
  if (node.type === 'parenthesized_expression' && node.children[0]) return constantText(text, node.children[0]);
  const operator = child(node, 'operator');
  if (node.type !== 'binary_operator' || !operator || textOf(text, operator) !== '+') return undefined;
  const left = constantText(text, child(node, 'left')!);
  const right = constantText(text, child(node, 'right')!);
  return left === undefined || right === undefined ? undefined : left + right;
}

/** The string nodes of a literal: one, or those that stand side by side. */
export const stringParts = (node: Node): Node[] =>
  node.type === 'concatenated_string' ? node.children.filter((part) => part.type === 'string') : [node];

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '0': '\0',
};

/** Decodes string nodes that stand side by side. An interpolation becomes `{}`. */
export function readString(text: string, parts: readonly Node[]) {
  let value = '';
  let interpolated = false;
  for (const part of parts) {
    const start = part.children.find((one) => one.type === 'string_start');
    const raw = start ? /r/i.test(textOf(text, start)) : false;
    for (const piece of part.children) {
      if (piece.type === 'interpolation') {
        interpolated = true;
        value += '{}';
      } else if (piece.type === 'string_content') {
        const content = textOf(text, piece);
        value += raw || !content.includes('\\') ? content : decodeEscapes(content);
      }
    }
  }
  const start = parts[0]?.children.find((one) => one.type === 'string_start');
  const end = parts[0]?.children.find((one) => one.type === 'string_end');
  const content: Span | undefined =
    parts.length === 1 && start && end && !interpolated ? [start.end, end.start] : undefined;
  return { value, interpolated, content, prefix: start ? textOf(text, start).replace(/['"]+$/, '') : '' };
}

function decodeEscapes(content: string): string {
  return content.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(\r?\n)|([\s\S]))/g,
    (whole, hex, unicode, line, char) => {
      if (hex ?? unicode) return String.fromCharCode(Number.parseInt(hex ?? unicode, 16));
      return line ? '' : (ESCAPES[char] ?? whole);
    },
  );
}

/** What kind of value an expression is. */
export function describeValue(text: string, node: Node, scope: Scope): Value<Pending> {
  switch (node.type) {
    case 'string':
    case 'concatenated_string': {
      const { value, interpolated } = readString(text, stringParts(node));
      return interpolated ? { type: 'built-string', text: value } : { type: 'string', text: value };
    }
    case 'integer':
    case 'float':
      return { type: 'number', text: textOf(text, node) };
    case 'true':
    case 'false':
      return { type: 'boolean', text: node.type };
    case 'none':
      return { type: 'null' };
    case 'identifier':
    case 'attribute':
      return { type: 'name', ref: { path: pathOf(text, node), scope } };
    case 'call':
      return callValue(text, node, scope);
    case 'lambda':
      return { type: 'function' };
    case 'binary_operator': {
      const sides = [child(node, 'left'), child(node, 'right')].flatMap((side) =>
        side ? [describeValue(text, side, scope)] : [],
      );
      if (sides.length === 2 && sides.every((side) => side.type === 'string')) {
        const operator = child(node, 'operator');
        if (operator && textOf(text, operator) === '+')
          return { type: 'string', text: `${sides[0]!.text}${sides[1]!.text}` };
      }
      return sides.some((side) => side.type === 'string' || side.type === 'built-string')
        ? { type: 'built-string' }
        : { type: 'other' };
    }
    case 'list':
    case 'tuple':
    case 'set':
      return { type: 'list', size: node.children.length };
    case 'dictionary':
      return { type: 'map', size: node.children.length };
    case 'parenthesized_expression':
    case 'await':
      return node.children[0] ? describeValue(text, node.children[0], scope) : { type: 'other' };
    case 'unary_operator': {
      const operand = child(node, 'argument');
      return operand && (operand.type === 'integer' || operand.type === 'float')
        ? { type: 'number', text: textOf(text, node) }
        : { type: 'other' };
    }
    default:
      return { type: 'other' };
  }
}

function callValue(text: string, node: Node, scope: Scope): Value<Pending> {
  const callee = child(node, 'function');
  if (!callee) return { type: 'other' };
  const object = callee.type === 'attribute' ? child(callee, 'object') : undefined;
  if (object && (object.type === 'string' || object.type === 'concatenated_string')) return { type: 'built-string' };
  return { type: 'call', ref: { path: pathOf(text, callee), scope } };
}
