import { rule } from '../../engine/rule.ts';
import type { Span } from '../../engine/text.ts';

interface Found {
  readonly head: Span;
  readonly type?: string;
}

export default rule<Found>({
  severity: 'warning',
  confidence: 'high',
  languages: ['python'],
  anchors: [/\bexcept\s*:|BaseException/],
  summary: '`except:` and `except BaseException:` that do not raise again.',
  why: 'They also catch Ctrl-C and `SystemExit`, so the engine cannot be stopped, and they hide the mistakes that nobody thought of.',
  remedy: 'Catch what you can handle, by its type, and log it.',
  notes: 'A handler that raises again is fine.',
  refs: ['seed 001: Error Handling', 'PEP 8'],
  on: {
    *handler(handler) {
      if (handler.raises) return;
      if (handler.bare) yield { at: handler.head, data: { head: handler.head } };
      else if (handler.types.includes('BaseException'))
        yield { at: handler.head, data: { head: handler.head, type: 'BaseException' } };
    },
  },
  message: ({ type }) =>
    `\`except${type ? ` ${type}` : ''}:\` catches everything, even the signal to stop. Catch the errors you expect, and log them.`,
  fixSafety: 'review',
  fix({ head, type }, { text }) {
    const written = text.slice(...head);
    const replacement = type
      ? written.replace('BaseException', 'Exception')
      : /\bexc\b/.test(text)
        ? 'except Exception'
        : 'except Exception as exc';
    return { title: 'Catch `Exception`', edits: [{ span: head, text: replacement }] };
  },
  examples: [
    {
      language: 'python',
      bad: `try:\n    tick()\nexcept:\n~~~~~~\n    log.error("tick failed")`,
      fixed: `try:\n    tick()\nexcept Exception as exc:\n    log.error("tick failed")`,
    },
    {
      language: 'python',
      bad: `try:\n    tick()\nexcept BaseException as e:\n~~~~~~~~~~~~~~~~~~~~~~~~~\n    log.error(e)`,
      fixed: `try:\n    tick()\nexcept Exception as e:\n    log.error(e)`,
    },
    {
      language: 'python',
      good: `try:\n    tick()\nexcept Exception:\n    raise\ntry:\n    tick()\nexcept:\n    cleanup()\n    raise`,
    },
  ],
});
