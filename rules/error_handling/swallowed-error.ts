import { flag, list } from '../../engine/option.ts';
import { rule } from '../../engine/rule.ts';

const options = {
  allow_commented: flag('Accept an empty `catch` that holds a comment.', false),
  allow_types: list('Errors that may be caught and dropped.', [
    'KeyboardInterrupt',
    'StopIteration',
    'StopAsyncIteration',
    'GeneratorExit',
    'ImportError',
    'ModuleNotFoundError',
    'asyncio.CancelledError',
    'CancelledError',
    'FileNotFoundError',
    'FileExistsError',
    'ProcessLookupError',
    'queue.Empty',
    'queue.Full',
    'asyncio.QueueEmpty',
    'asyncio.QueueFull',
  ]),
};

const BROAD = new Set(['Exception', 'BaseException']);

interface Found {
  readonly how: 'empty' | 'silent' | 'suppress' | 'promise';
  readonly language: string;
}

export default rule<Found, typeof options>({
  severity: 'warning',
  confidence: 'high',
  languages: ['python', 'javascript', 'typescript', 'tsx'],
  anchors: [
    /\bexcept\b[^:]{0,400}:\s*(?:#[^\n]*\s+)*(?:pass|\.\.\.|continue|break|return|["'])|\bsuppress\b/,
    /\bcatch\b\s*(?:\([^)]*\))?\s*\{\s*(?:[};]|\/[/*]|return|continue|break)|\.catch\s*\(/,
  ],
  options,
  summary: 'Errors that are caught and dropped.',
  why: 'The order that failed, the price that did not come: nobody will know, and the next line goes on as if all were well.',
  remedy: 'Log the error with its cause, handle it, or let it pass.',
  notes:
    'In Python any handler with an empty body counts, unless every type it names is in `allow_types`; a broad one (`Exception`) counts too where it only returns a constant or goes on. In JavaScript an empty `catch` counts, commented or not, and so does `.catch(() => {})`.',
  refs: ['CWE-390', 'seed 001: Error Handling'],
  on: {
    *handler(handler, { language, options }) {
      if (language === 'python') {
        const named = handler.types.map((type) => type.replace(/^%/, ''));
        const harmless = named.length > 0 && named.every((type) => options.allow_types.includes(type));
        const broad = handler.bare || named.some((type) => BROAD.has(type));
        // `except:` itself is reported by bare-except.
        if (handler.bare) return;
        if (handler.empty && !harmless) yield { at: handler.head, data: { how: 'empty', language } };
        else if (handler.silent && broad) yield { at: handler.head, data: { how: 'silent', language } };
      } else if (handler.empty && !(handler.commented && options.allow_commented)) {
        yield { at: handler.head, data: { how: 'empty', language } };
      }
    },
    *call(call, { language }) {
      if (language === 'python') {
        const broad = call.args.some((arg) => BROAD.has(arg.value.ref ?? ''));
        if (call.callee === 'contextlib.suppress' && broad)
          yield { at: call.calleeSpan, data: { how: 'suppress', language } };
      } else if (call.method === 'catch' && call.args[0]?.value.type === 'function' && call.args[0].value.empty) {
        yield { at: call.args[0].span, data: { how: 'promise', language } };
      }
    },
  },
  message: ({ how }) =>
    how === 'silent'
      ? 'This catches every error and goes on without a trace. Log it, or catch only what you expect.'
      : how === 'suppress'
        ? '`suppress(Exception)` drops every error without a trace. Name the errors you expect, or log them.'
        : 'This drops the error without a trace. Log it, handle it, or let it pass.',
  examples: [
    { language: 'python', bad: `try:\n    tick()\nexcept Exception:\n~~~~~~~~~~~~~~~~\n    pass` },
    { language: 'python', bad: `try:\n    tick()\nexcept ValueError:\n~~~~~~~~~~~~~~~~~\n    ...` },
    {
      language: 'python',
      bad: `import contextlib\nwith contextlib.suppress(Exception):\n     ~~~~~~~~~~~~~~~~~~~\n    tick()`,
    },
    { language: 'typescript', bad: `try { tick(); } catch (e) {}\n                ~~~~~~~~` },
    { language: 'javascript', bad: `send(order).catch(() => {});\n                  ~~~~~~~~` },
    {
      language: 'python',
      good: `try:\n    import ujson as json\nexcept ImportError:\n    pass\ntry:\n    tick()\nexcept Exception as exc:\n    log.warning("tick: %s", exc)`,
    },
    { language: 'typescript', good: `try { tick(); } catch (e) { log.error(e); }` },
  ],
});
