import { type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import type { Span } from '../text.ts';

/** Keys and indices that lead to a value. */
export type YamlPath = readonly (string | number)[];

/** Where the value (or the key) at a path stands. The nearest parent's place where the path does not exist. */
export function spanAt(document: Document.Parsed, path: YamlPath, key: boolean): Span {
  let node: ParsedNode | null | undefined = document.contents as ParsedNode | null;
  let span: Span = [0, 1];
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) as ParsedNode | undefined;
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(part));
      if (!pair) break;
      const wanted = (key && index === path.length - 1) || !pair.value ? pair.key : pair.value;
      if (wanted.range) span = [wanted.range[0], wanted.range[1]];
      node = pair.value as ParsedNode | null;
    } else if (isSeq(node)) {
      node = node.items[Number(part)] as ParsedNode | undefined;
      if (node?.range) span = [node.range[0], node.range[1]];
    } else break;
  }
  return span;
}
