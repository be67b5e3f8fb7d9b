import { rule } from '../../engine/rule.ts';
import { nameTable, spoken } from '../tables/names.ts';

const PYTHON = nameTable([
  'exec',
  'compile',
  'execfile',
  'code.InteractiveInterpreter().runsource',
  'code.InteractiveInterpreter().runcode',
  'runpy.run_path',
  'types.CodeType',
]);
const SCRIPT = nameTable([
  'Function',
  'vm.runInContext',
  'vm.runInNewContext',
  'vm.runInThisContext',
  'vm.compileFunction',
  'vm.Script',
  'vm.Script().runInThisContext',
  'vm.Script().runInNewContext',
  'vm.Script().runInContext',
  'vm2.VM().run',
  'execScript',
]);
const TIMERS = nameTable(['setTimeout', 'setInterval', 'setImmediate', 'document.setTimeout', 'document.setInterval']);

interface Found {
  readonly name: string;
  readonly timer?: boolean;
}

export default rule<Found>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python', 'javascript', 'typescript', 'tsx'],
  anchors: [
    /\bexec\b|(?<!\bre\.)\bcompile\b|execfile|CodeType|runpy|runsource|runcode|\bFunction\b|\bvm2?\b|execScript|set(?:Timeout|Interval|Immediate)\b|runIn|compileFunction/,
  ],
  summary: 'Text run as code: `exec`, `compile`, `new Function`, `vm`, timers with strings.',
  why: 'Whoever controls the text controls the process, its keys and its orders.',
  remedy: 'Write the code down as code. Choose between known functions with a table; load plug-ins as modules.',
  notes:
    'A timer counts only where its first argument is text. `re.compile` and methods called `exec` do not count. `vm` is no sandbox (Node.js documentation, "vm").',
  refs: ['CWE-94', 'CWE-95', 'seed 001: Security Patterns'],
  controls: ['SOC2 CC6.1'],
  on: {
    *call(call, { language }) {
      const name = call.callee;
      if (language === 'python') {
        if (PYTHON(name)) yield { at: call.calleeSpan, data: { name: spoken(name) } };
      } else if (TIMERS(name)) {
        const type = call.args[0]?.value.type;
        if (type === 'string' || type === 'built-string')
          yield { at: call.calleeSpan, data: { name: spoken(name), timer: true } };
      } else if (SCRIPT(name)) yield { at: call.calleeSpan, data: { name: spoken(name) } };
    },
    *name(use, { language }) {
      if (language === 'python' && (use.ref === 'exec' || use.ref === 'compile'))
        yield { at: use.span, data: { name: use.ref } };
    },
  },
  message: ({ name, timer }) =>
    timer
      ? `\`${name}\` with a text runs it as code. Give it a function.`
      : `\`${name}\` runs text as code, with the rights of this process. Write the code down, or choose between known functions.`,
  examples: [
    { language: 'python', bad: `exec(source)\n~~~~` },
    { language: 'python', bad: `code = compile(text, "<s>", "exec")\n       ~~~~~~~` },
    { language: 'javascript', bad: `const f = new Function('a', body);\n              ~~~~~~~~` },
    { language: 'javascript', bad: `setTimeout("tick()", 100);\n~~~~~~~~~~` },
    { language: 'typescript', bad: `import vm from 'node:vm';\nvm.runInNewContext(code);\n~~~~~~~~~~~~~~~~~~` },
    { language: 'python', good: `import re\npattern = re.compile("a+")\ncursor.exec(sql)` },
    {
      language: 'javascript',
      good: `setTimeout(() => tick(), 100);\nconst m = /a/.exec(text);\nfunction Function2() {}`,
    },
  ],
});
