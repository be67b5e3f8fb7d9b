import type { SyntaxProblem } from '../engine/language.ts';

/** A node of a syntax tree as plain data: named nodes, and others only where they fill a field. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly field: string | undefined;
  readonly parent: Node | undefined;
  readonly children: Node[];
}

/** A parsed text. */
export interface Parsed {
  readonly root: Node;
  readonly problems: readonly SyntaxProblem[];
}

/** Parses a text; `shift` is taken off every offset, for texts with a wrapper in front. */
export type Parse = (text: string, shift?: number) => Parsed;

/** The child in a field. */
export const child = (node: Node, field: string): Node | undefined => node.children.find((one) => one.field === field);

/** All children in a field. */
export const childrenIn = (node: Node, field: string): Node[] => node.children.filter((one) => one.field === field);

/** Whether a node lies in another (or is it). */
export function isWithin(node: Node, ancestor: Node): boolean {
  for (let here: Node | undefined = node; here; here = here.parent) if (here === ancestor) return true;
  return false;
}
