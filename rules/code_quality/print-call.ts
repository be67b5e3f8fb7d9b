import type { Call } from '../../engine/facts.ts';
import { flag, list } from '../../engine/option.ts';
import { rule } from '../../engine/rule.ts';
import type { Span } from '../../engine/text.ts';

const options = {
  entry_points: list('Paths of command-line programs, whose output is meant for a person.', []),
  allow_in_main: flag('Accept output under `if __name__ == "__main__":`.', true),
  allow_methods: list('Methods of `console` that are fine.', ['time', 'timeEnd', 'timeLog', 'assert']),
};

interface Found {
  readonly name: string;
  readonly fix?: {
    readonly call: Span;
    readonly args: readonly { readonly span: Span; readonly type: string; readonly text?: string }[];
  };
}

export default rule<Found, typeof options>({
  severity: 'warning',
  confidence: 'high',
  languages: ['python', 'javascript', 'typescript', 'tsx'],
  anchors: [/\bp?print\b|\bpp\b|\bconsole\b/],
  options,
  summary: '`print` and `console.log` where logging belongs.',
  why: 'Printed lines have no time, no level and no place to be found again, and the audit trail of a trade needs all three.',
  remedy: 'Use the logger of the module.',
  notes:
    '`print(..., file=...)` chooses its stream on purpose and does not count; neither does output under `if __name__ == "__main__":` or in tests. Give the paths of command-line programs as `entry_points`.',
  refs: ['seed 001: Code Quality'],
  on: {
    *call(call, { language, options, matches }) {
      if (options.entry_points.length > 0 && matches(options.entry_points)) return;
      if (language === 'python') {
        if (
          !/^(?:print|pprint\.pprint|pprint\.pp)$/.test(call.callee) ||
          call.args.some((arg) => arg.name === 'file' || arg.name === 'stream')
        )
          return;
        if (call.inMain && options.allow_in_main) return;
        yield { at: call.calleeSpan, data: { name: call.callee, ...(rewritable(call) ? { fix: rewrite(call) } : {}) } };
      } else if (call.callee.startsWith('console.') && !options.allow_methods.includes(call.method)) {
        yield { at: call.calleeSpan, data: { name: call.callee } };
      }
    },
  },
  message: ({ name }) =>
    `\`${name}\` bypasses logging, so this line has no time, no level and no place in the audit trail. Use a logger.`,
  fixSafety: 'review',
  fix({ fix }, fx) {
    if (!fix) return undefined;
    const logging = fx.bring({ module: 'logging' });
    const logger = fx.declare('logger', `${logging}.getLogger(__name__)`);
    return {
      title: `Use \`${logger}.info\``,
      edits: [{ span: fix.call, text: `${logger}.info(${logArguments(fix.args, fx.text)})` }],
    };
  },
  examples: [
    {
      language: 'python',
      bad: `def report(pnl):\n    print(f"pnl {pnl}")\n    ~~~~~`,
      fixed: `import logging\n\nlogger = logging.getLogger(__name__)\n\ndef report(pnl):\n    logger.info(f"pnl {pnl}")`,
    },
    {
      language: 'python',
      bad: `import logging\n\nlog = logging.getLogger("engine")\n\nprint("fill at", price)\n~~~~~`,
      fixed: `import logging\n\nlog = logging.getLogger("engine")\n\nlog.info("fill at %s", price)`,
    },
    { language: 'typescript', bad: `console.log('filled', order.id);\n~~~~~~~~~~~` },
    { language: 'python', good: `import sys\nprint("usage: bot", file=sys.stderr)` },
    { language: 'python', good: `class Report:\n    def print(self): ...\n\n    def run(self):\n        self.print()` },
    { language: 'python', good: `if __name__ == "__main__":\n    print("done")` },
    { language: 'javascript', good: `function f(console) { console.log(1); }` },
  ],
});

/** Only a plain statement with plain arguments keeps its meaning as a log call. */
const rewritable = (call: Call): boolean =>
  call.callee === 'print' &&
  !call.used &&
  !call.isStatement &&
  call.args.length > 0 &&
  call.args.every((arg) => !arg.name && !arg.spread);

const rewrite = (call: Call) => ({
  call: call.span,
  args: call.args.map(({ span, value }) => ({
    span,
    type: value.type,
    ...(value.text === undefined ? {} : { text: value.text }),
  })),
});

/** `"a", b` as `"a %s", b`: one format with a field for every further value. */
function logArguments(
  args: readonly { readonly span: Span; readonly type: string; readonly text?: string }[],
  text: string,
): string {
  const written = args.map(({ span }) => text.slice(...span));
  const [first] = args;
  if (args.length === 1 && (first!.type === 'string' || first!.type === 'built-string')) return written[0]!;
  const opening = written[0]!;
  if (first!.type === 'string' && /^(["'])[^%]*\1$/.test(opening) && !/^(['"])\1\1/.test(opening)) {
    return `${opening.slice(0, -1)}${' %s'.repeat(args.length - 1)}${opening.at(-1)}, ${written.slice(1).join(', ')}`;
  }
  return `"${Array(args.length).fill('%s').join(' ')}", ${written.join(', ')}`;
}
