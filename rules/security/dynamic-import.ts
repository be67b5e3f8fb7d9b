import { rule } from '../../engine/rule.ts';
import type { Span } from '../../engine/text.ts';

export default rule<{ readonly callee: Span; readonly constant: boolean }>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python'],
  anchors: ['__import__'],
  summary: 'A module loaded by `__import__`.',
  why: 'It loads whatever module a text names, and hides from every reader and tool which one that is.',
  remedy:
    'Write a plain `import`. Where the name is really only known at run time, use `importlib.import_module` with a table of allowed names.',
  refs: ['CWE-470', 'seed 001: Security Patterns'],
  on: {
    *call(call) {
      if (call.callee === '__import__')
        yield {
          at: call.calleeSpan,
          data: { callee: call.calleeSpan, constant: call.args[0]?.value.type === 'string' },
        };
    },
  },
  message: ({ constant }) =>
    constant
      ? '`__import__` hides an import. Write a plain `import` statement.'
      : '`__import__` loads whatever module a text names. Import by name, or check the name against a table.',
  examples: [
    { language: 'python', bad: `mod = __import__(name)\n      ~~~~~~~~~~` },
    { language: 'python', good: `import importlib\nmod = importlib.import_module("strategies.mean_reversion")` },
  ],
});
