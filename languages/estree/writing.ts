import type { Import } from '../../engine/facts.ts';
import type { Need, Source, Writing } from '../../engine/language.ts';
import { lineEnding } from '../../engine/text.ts';

/** How imports are written in JavaScript and TypeScript: `import` in a module, `require` where the file uses that. */
export const scriptWriting: Writing = {
  lineComment: '//',
  bring(source, need) {
    const wanted = need.name ?? need.module.replace(/\W+/g, '_');
    const known = source.imports.find((item) => provides(item, need));
    if (known?.alias) return { expression: known.alias };
    if (source.isBound(wanted) || source.imports.some((item) => item.alias === wanted)) return undefined;
    const binding = need.name ? `{ ${need.name} }` : wanted;
    const quote = /from\s+"/.test(source.text) ? '"' : "'";
    const line = usesRequire(source)
      ? `const ${binding} = require(${quote}${need.module}${quote});`
      : `import ${binding} from ${quote}${need.module}${quote};`;
    const eol = lineEnding(source.text);
    const at = importEnd(source);
    const lead = at > 0 && !/[\r\n]$/.test(source.text.slice(0, at)) ? eol : '';
    return { expression: wanted, edit: { span: [at, at], text: `${lead}${line}${eol}` } };
  },
};

const provides = (item: Import, need: Need): boolean =>
  !item.typeOnly && item.module === need.module && item.name === need.name;

const usesRequire = ({ text }: Source): boolean =>
  /\brequire\(\s*['"]/.test(text) && !/^(?:import|export)\b/m.test(text);

/** Behind the last import at the margin, else behind shebang, `"use strict"` and the leading comment. */
function importEnd({ text, imports }: Source): number {
  const last = imports
    .filter((item) => /^(?:import|const|let|var)\b/.test(text.slice(lineStart(text, item.span[0]))))
    .reduce((end, item) => Math.max(end, item.span[1]), -1);
  if (last >= 0) return afterLine(text, last);
  return /^\uFEFF?(?:#![^\r\n]*(?:\r\n|\n|\r|$))?(?:\s*\/\*[\s\S]*?\*\/[ \t]*(?:\r\n|\n|\r|$))?(?:['"]use strict['"];?[ \t]*(?:\r\n|\n|\r|$))?/.exec(
    text,
  )![0].length;
}

const lineStart = (text: string, at: number): number =>
  Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;

function afterLine(text: string, from: number): number {
  const match = /\r\n|\n|\r/.exec(text.slice(from));
  return match ? from + match.index + match[0].length : text.length;
}
