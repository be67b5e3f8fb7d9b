import { list } from '../../engine/option.ts';
import { rule } from '../../engine/rule.ts';
import { anyOf } from '../tables/words.ts';

const PYTHON = ['faker', 'mimesis', 'factory', 'factory_boy', 'hypothesis', 'pydbgen', 'sdv', 'ctgan', 'timesynth'];
const SCRIPT = [
  'faker',
  '@faker-js/faker',
  'chance',
  'casual',
  'fakerator',
  'fake-indexeddb/auto',
  'mockjs',
  '@ngneat/falso',
  'falso',
];

const options = { libraries: list('Further libraries that make data up, by module name.', []) };

export default rule<string, typeof options>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python', 'javascript', 'typescript', 'tsx'],
  anchors: [new RegExp(`(?<!\\w)${anyOf([...PYTHON, ...SCRIPT])}(?!\\w)`)],
  options,
  summary: 'Libraries whose purpose is to make data up.',
  why: 'Names, prices and trades from these libraries look real enough to be mistaken for data.',
  remedy: 'Move the import to the tests, or replace what it makes by data from an approved source.',
  notes: 'The import is reported, not each use. Type-only imports do not count. Tests are left out by default.',
  refs: ['seed 000: Real Data Connections'],
  on: {
    *import(item, { language, options }) {
      if (item.typeOnly) return;
      const known = language === 'python' ? PYTHON : SCRIPT;
      const library = [...known, ...options.libraries].find(
        (one) => item.module === one || item.module.startsWith(language === 'python' ? `${one}.` : `${one}/`),
      );
      if (library) yield { at: item.moduleSpan, data: library };
    },
  },
  message: (library) => `\`${library}\` makes data up. It belongs in tests only.`,
  examples: [
    { language: 'python', bad: `from faker import Faker\n     ~~~~~` },
    {
      language: 'typescript',
      bad: `import { faker } from '@faker-js/faker';\n                      ~~~~~~~~~~~~~~~~~`,
    },
    { language: 'python', good: `import factory_settings` },
    { language: 'python', path: 'tests/test_orders.py', good: `from faker import Faker` },
  ],
});
