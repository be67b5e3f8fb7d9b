import { list } from '../../engine/option.ts';
import { rule } from '../../engine/rule.ts';

const options = {
  core_paths: list('Globs of the core components. Empty: the rule says nothing.', []),
  exempt: list('Globs of files under `core_paths` that need no governance.', [
    '**/__init__.py',
    '**/governance*',
    '**/*.d.ts',
  ]),
  require: list(
    'What counts as using the framework: a module that is imported, a function that is called, a decorator. One is enough.',
    ['governance', 'core.governance', 'governed', 'activate_governance'],
  ),
};

export default rule<readonly string[], typeof options>({
  severity: 'warning',
  confidence: 'high',
  languages: ['python', 'javascript', 'typescript', 'tsx'],
  options,
  summary: 'A core component that does not use the governance framework.',
  why: 'What runs outside of the framework leaves no record of who approved it and what it did.',
  remedy: 'Import the framework and activate it, or mark the component with its decorator, as the policy names them.',
  notes: 'Says nothing until the policy lists `governance.core_paths`.',
  refs: ['seed 001: Governance'],
  concerns: ({ options, matches }) => matches(options.core_paths) && !matches(options.exempt),
  *file(view, { options }) {
    if (view.length === 0) return;
    const isNamed = (name: string) =>
      options.require.some(
        (one) => name === one || name.startsWith(`${one}.`) || name.endsWith(`.${one}`) || name.endsWith(`/${one}`),
      );
    const governed =
      view.imports.some(
        (item) =>
          isNamed(item.module) ||
          isNamed(`${item.module}.${item.name ?? ''}`) ||
          (item.name !== undefined && isNamed(item.name)),
      ) ||
      view.facts('call').some((call) => isNamed(call.callee)) ||
      view.facts('definition').some((one) => one.decorators.some(isNamed));
    if (!governed) yield { at: [0, view.firstLine], data: options.require };
  },
  message: (names) =>
    `This core component does not use the governance framework (${names.slice(0, 3).join(', ')}). Import and activate it.`,
  examples: [
    {
      language: 'python',
      path: 'core/engine.py',
      policy: 'governance:\n  core_paths: ["core/**"]\n  require: [core.governance, governed]',
      bad: `import os\n~~~~~~~~~\nrisk = 1`,
    },
    {
      language: 'python',
      path: 'core/engine.py',
      policy: 'governance:\n  core_paths: ["core/**"]\n  require: [core.governance, governed]',
      good: `from core.governance import activate\nactivate()`,
    },
    {
      language: 'python',
      path: 'core/strategy.py',
      policy: 'governance:\n  core_paths: ["core/**"]\n  require: [governed]',
      good: `@governed\ndef trade(): ...`,
    },
    { language: 'python', path: 'core/engine.py', good: `import os` },
  ],
});
