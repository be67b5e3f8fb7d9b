import type { Import } from '../../engine/facts.ts';
import type { Need, Source, Writing } from '../../engine/language.ts';
import { lineEnding } from '../../engine/text.ts';

/** How imports and module-level values are written in Python. */
export const pythonWriting: Writing = {
  lineComment: '#',

  bring(source, need) {
    const wanted = need.name ?? need.module;
    const known = source.imports.find((item) => provides(item, need) && isModuleLevel(source, item));
    if (known?.alias) return { expression: known.alias };
    const head = wanted.split('.', 1)[0]!;
    if (source.isBound(head) || source.imports.some((item) => item.alias === head && !sameModule(item, need)))
      return undefined;
    const line = need.name ? `from ${need.module} import ${need.name}` : `import ${need.module}`;
    return { expression: wanted, edit: insertImport(source, line) };
  },

  declare(source, name, value) {
    const line = `${name} = ${value}`;
    const maker = value.slice(0, value.indexOf('(') + 1);
    const there = source.text
      .split(/\r\n|\n|\r/)
      .find((one) => /^\w+\s*(?::[^=]*)?=\s*\S/.test(one) && one.includes(maker));
    if (maker && there) return { name: /^\w+/.exec(there)![0] };
    if (source.isBound(name) || source.imports.some((item) => item.alias === name)) return undefined;
    const at = importEnd(source);
    const eol = lineEnding(source.text);
    const lead = at > 0 && !/[\r\n]$/.test(source.text.slice(0, at)) ? eol : '';
    const gap = source.text.startsWith(eol, at) || at === source.text.length ? '' : eol;
    return { name, edit: { span: [at, at], text: `${lead}${at > 0 ? eol : ''}${line}${eol}${gap}` } };
  },
};

const provides = (item: Import, need: Need): boolean =>
  need.name
    ? item.module === need.module && item.name === need.name
    : item.name === undefined &&
      (item.module === need.module || (item.alias === need.module && item.module.startsWith(`${need.module}.`)));

const sameModule = (item: Import, need: Need): boolean =>
  item.name === undefined && item.module.split('.', 1)[0] === need.module.split('.', 1)[0];

/** An import inside a function or under `if TYPE_CHECKING` does not serve the whole file. */
function isModuleLevel({ text }: Source, { span }: Import): boolean {
  const before = text.slice(
    Math.max(text.lastIndexOf('\n', span[0] - 1), text.lastIndexOf('\r', span[0] - 1)) + 1,
    span[0],
  );
  return before.trim() === '' && before.length === 0;
}

/** A new import stands behind the module's last leading import; else behind shebang, docstring and `__future__`. */
function insertImport(source: Source, line: string) {
  const eol = lineEnding(source.text);
  const at = importEnd(source);
  const before = source.text.slice(0, at);
  const lead = before && !/[\r\n]$/.test(before) ? eol : '';
  const first = leadingImports(source).length === 0;
  const gapBefore = first && before.trim() && !/^#!/.test(before.trim().split('\n').at(-1)!) ? eol : '';
  const rest = source.text.slice(at);
  const gapAfter = first && rest.trim() && !/^\r?\n/.test(rest) ? eol : '';
  return { span: [at, at] as const, text: `${lead}${gapBefore}${line}${eol}${gapAfter}` };
}

const leadingImports = (source: Source): Import[] =>
  source.imports.filter((item) => isModuleLevel(source, item) && inHeader(source.text, item.span[0]));

/** Whether only imports, comments and plain assignments precede: a late import is not where new ones belong. */
function inHeader(text: string, offset: number): boolean {
  return !/^(?:def|class|async|if|for|while|with|@)\b/m.test(withoutStrings(text.slice(0, offset)));
}

const withoutStrings = (text: string): string => text.replace(/"""[\s\S]*?"""|'''[\s\S]*?'''/g, '');

/** The offset, at a line start, behind which new imports go. */
function importEnd(source: Source): number {
  const last = leadingImports(source).reduce((end, item) => Math.max(end, item.span[1]), -1);
  return last >= 0 ? afterLine(source.text, last) : preambleEnd(source.text);
}

/** Behind the shebang, the leading comments and the docstring. */
function preambleEnd(text: string): number {
  const preamble = /^\uFEFF?(?:[ \t]*#[^\r\n]*(?:\r\n|\n|\r|$))*/.exec(text)![0];
  const rest = text.slice(preamble.length);
  const document = /^\s*[rRuU]?(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\r\n]*"|'[^'\r\n]*')[ \t]*(?:\r\n|\n|\r|$)/.exec(
    rest,
  );
  return preamble.length + (document ? document[0].length : 0);
}

function afterLine(text: string, from: number): number {
  const match = /\r\n|\n|\r/.exec(text.slice(from));
  return match ? from + match.index + match[0].length : text.length;
}
