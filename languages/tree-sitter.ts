import TreeSitter from '@vscode/tree-sitter-wasm';
import type { SyntaxProblem } from '../engine/language.ts';
import type { Node, Parse } from './tree.ts';

/** Reads a file of the grammar package by its name. The host knows where they are. */
export type LoadGrammar = (file: string) => Promise<Uint8Array>;

type Tree = TreeSitter.Tree;
type TreeCursor = TreeSitter.TreeCursor;

let runtime: Promise<void> | undefined;

/** Loads one grammar. The wasm runtime is loaded with the first. */
export async function loadParser(name: string, load: LoadGrammar): Promise<Parse> {
  runtime ??= load('tree-sitter.wasm').then((wasmBinary) => TreeSitter.Parser.init({ wasmBinary } as never));
  await runtime;
  const language = await TreeSitter.Language.load(await load(`tree-sitter-${name}.wasm`));
  const parser = new TreeSitter.Parser();
  parser.setLanguage(language);
  const grammar: Grammar = {
    types: language.types,
    fields: language.fields,
    named: language.types.map((_, id) => language.nodeTypeIsNamed(id)),
    operators: language.types.map((type) => /^(?:[-+*%|&^<>=!@~/]+|and|or|not|in|is|not in|is not)$/.test(type ?? '')),
  };
  return (text, shift = 0) => {
    const tree = parser.parse(text);
    if (!tree) throw new Error(`the ${name} grammar gave no tree`);
    try {
      const cursor = tree.walk();
      const root = copy(cursor, cursor.nodeTypeId, grammar, shift, undefined);
      cursor.delete();
      return { root, problems: tree.rootNode.hasError ? problemsOf(tree, shift) : [] };
    } finally {
      tree.delete();
    }
  };
}

/** What a copy needs to know of a grammar, by the number of the node's type. */
interface Grammar {
  readonly types: readonly (string | null)[];
  readonly fields: readonly (string | null)[];
  readonly named: readonly boolean[];
  /** Signs that may fill a field; other unnamed nodes are left out without a further look. */
  readonly operators: readonly boolean[];
}

/** One pass over the wasm tree; everything after it runs on plain objects. Every look at the cursor is a call into wasm. */
function copy(cursor: TreeCursor, type: number, grammar: Grammar, shift: number, parent: Node | undefined): Node {
  const node: Node = {
    type: grammar.types[type] ?? 'ERROR',
    start: cursor.startIndex - shift,
    end: cursor.endIndex - shift,
    field: parent ? (grammar.fields[cursor.currentFieldId] ?? undefined) : undefined,
    parent,
    children: [],
  };
  if (cursor.gotoFirstChild()) {
    do {
      const child = cursor.nodeTypeId;
      // The type of an error is out of the table's range.
      if ((grammar.named[child] ?? true) || (grammar.operators[child] && cursor.currentFieldId !== 0))
        node.children.push(copy(cursor, child, grammar, shift, node));
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return node;
}

function problemsOf(tree: Tree, shift: number): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const visit = (node: Tree['rootNode']): void => {
    if (node.isMissing) {
      problems.push({
        span: [node.startIndex - shift, node.startIndex - shift],
        message: `Syntax error: \`${node.type}\` expected here.`,
      });
    } else if (node.isError) {
      problems.push({
        span: [node.startIndex - shift, node.endIndex - shift],
        message: 'Syntax error: this does not parse.',
      });
    } else {
      for (const child of node.children) if (child && (child.hasError || child.isMissing)) visit(child);
    }
  };
  visit(tree.rootNode);
  return problems;
}
