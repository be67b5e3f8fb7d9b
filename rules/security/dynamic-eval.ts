import { list } from '../../engine/option.ts';
import { rule } from '../../engine/rule.ts';
import type { Span } from '../../engine/text.ts';

const options = { allow: list('Names that may be called all the same.', []) };

interface Found {
  readonly name: string;
  readonly callee?: Span;
  /** Set where the argument is plainly code, so that no parser of literals can stand in. */
  readonly isCode?: boolean;
  readonly args?: number;
}

const LITERAL = /^\s*(?:[-+]?[\d.]+(?:e[-+]?\d+)?|[[{(].*[\]})]|'[^']*'|"[^"]*"|True|False|None|true|false|null)\s*$/is;

export default rule<Found, typeof options>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python', 'javascript', 'typescript', 'tsx'],
  anchors: [/\beval\b/],
  options,
  summary: 'Text run as code by `eval`.',
  why: 'Text that reaches `eval` runs with the rights of the process: it can read keys and place orders.',
  remedy:
    'Parse the data instead: `ast.literal_eval` or `json.loads` in Python, `JSON.parse` in JavaScript. For formulas use a parser of expressions.',
  notes:
    'A constant argument (`eval("1+1")`) is reported too: it is as easy to write without. Methods of that name (`model.eval()`) are not.',
  refs: ['CWE-95', 'seed 001: Security Patterns'],
  controls: ['SOC2 CC6.1'],
  on: {
    *call(call, { options }) {
      if (call.callee !== 'eval' || options.allow.includes('eval')) return;
      const value = call.args[0]?.value;
      const isCode =
        value?.type === 'function' ||
        value?.type === 'built-string' ||
        (value?.type === 'string' && !LITERAL.test(value.text ?? ''));
      yield { at: call.calleeSpan, data: { name: 'eval', callee: call.calleeSpan, isCode, args: call.args.length } };
    },
    *name(use, { options }) {
      if (use.ref === 'eval' && !options.allow.includes('eval')) yield { at: use.span, data: { name: 'eval' } };
    },
  },
  message: (_, { language }) =>
    `\`eval\` runs text as code, with the rights of this process. Parse the data instead (\`${language === 'python' ? 'ast.literal_eval' : 'JSON.parse'}\`).`,
  fixSafety: 'review',
  fix({ callee, isCode, args }, fx) {
    if (!callee) return undefined;
    if (isCode || args !== 1)
      return { title: 'This runs code: rewrite it as a function, or have an exception approved', edits: [] };
    const name =
      fx.language === 'python'
        ? (fx.known({ module: 'ast', name: 'literal_eval' }) ?? `${fx.bring({ module: 'ast' })}.literal_eval`)
        : 'JSON.parse';
    return { title: `Replace \`eval\` with \`${name}\``, edits: [{ span: callee, text: name }] };
  },
  examples: [
    {
      language: 'python',
      bad: `result = eval(user_input)\n         ~~~~`,
      fixed: `import ast\n\nresult = ast.literal_eval(user_input)`,
    },
    { language: 'python', bad: `import builtins as b\nf = b.eval(text)\n    ~~~~~~` },
    {
      language: 'javascript',
      bad: `const order = eval(body);\n              ~~~~`,
      fixed: `const order = JSON.parse(body);`,
    },
    { language: 'javascript', bad: `(0, globalThis["eval"])(body);\n ~~~~~~~~~~~~~~~~~~~~~` },
    { language: 'python', good: `model.eval()\ndf.eval("a + b")\n\ndef eval(x):\n    return x\n\neval(3)` },
    { language: 'python', good: `def run(eval):\n    return eval(1)` },
  ],
});
