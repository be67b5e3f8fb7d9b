import TreeSitter from '@vscode/tree-sitter-wasm';
import type { SyntaxProblem } from '../engine/language.ts';
import type { Node, Parse } from './tree.ts';

/** Reads a file of the grammar package by its name. The host knows where they are. */
export type LoadGrammar = (file: string) => Promise<Uint8Array>;

type Language = TreeSitter.Language;
type Tree = TreeSitter.Tree;
type TreeCursor = TreeSitter.TreeCursor;

let runtime: Promise<void> | undefined;

/** Loads one grammar. The wasm runtime is loaded with the first. */
export async function loadParser(grammar: string, load: LoadGrammar): Promise<Parse> {
  runtime ??= load('tree-sitter.wasm').then((wasmBinary) => TreeSitter.Parser.init({ wasmBinary } as never));
  await runtime;
  const language = await TreeSitter.Language.load(await load(`tree-sitter-${grammar}.wasm`));
  const parser = new TreeSitter.Parser();
  parser.setLanguage(language);
  const named = language.types.map((_, id) => language.nodeTypeIsNamed(id));
  return (text, shift = 0) => {
    const tree = parser.parse(text);
    if (!tree) throw new Error(`the ${grammar} grammar gave no tree`);
    try {
      const cursor = tree.walk();
      const root = copy(cursor, language, named, shift, undefined);
      cursor.delete();
      return { root, problems: tree.rootNode.hasError ? problemsOf(tree, shift) : [] };
    } finally {
      tree.delete();
    }
  };
}

/** One pass over the wasm tree; everything after it runs on plain objects. */
function copy(
  cursor: TreeCursor,
  language: Language,
  named: readonly boolean[],
  shift: number,
  parent: Node | undefined,
): Node {
  const node: Node = {
    type: language.types[cursor.nodeTypeId] ?? 'ERROR',
    start: cursor.startIndex - shift,
    end: cursor.endIndex - shift,
    field: parent ? (cursor.currentFieldName ?? undefined) : undefined,
    parent,
    children: [],
  };
  if (cursor.gotoFirstChild()) {
    do {
      if (named[cursor.nodeTypeId] !== false || cursor.currentFieldId)
        node.children.push(copy(cursor, language, named, shift, node));
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
