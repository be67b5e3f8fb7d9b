import { rule } from '../../engine/rule.ts';
import { generatorOptions, generatorUse, realDataRemedy } from '../tables/generators.ts';
import { nameTable } from '../tables/names.ts';

const isGenerator = nameTable([
  'Math.random',
  'lodash.random',
  'lodash/random',
  '_.random',
  'd3.random*',
  'd3-random.*',
  'crypto.getRandomValues',
  'crypto.webcrypto.getRandomValues',
]);

export default rule<string, typeof generatorOptions>({
  severity: 'critical',
  confidence: 'high',
  languages: ['javascript', 'typescript', 'tsx'],
  anchors: [/\brandom|getRandomValues/],
  options: generatorOptions,
  summary: 'Values made up in JavaScript.',
  why: '`Math.random()` behind a price, a latency or a score shows the user a number that means nothing.',
  remedy: realDataRemedy,
  notes:
    '`crypto.randomUUID()` and `crypto.randomBytes()` make identifiers and keys, not data, and do not count. A test whether `crypto.getRandomValues` exists does not either.',
  refs: ['seed 000: Monitoring Dashboard with Real Metrics'],
  on: generatorUse(isGenerator, /getRandomValues$/),
  message: (name) => `\`${name}\` makes data up. Use data from an approved source.`,
  examples: [
    { language: 'typescript', bad: `const latency = Math.random() * 50;\n                ~~~~~~~~~~~` },
    {
      language: 'javascript',
      bad: `const { random } = Math;\nconst price = 100 + random();\n                    ~~~~~~`,
    },
    { language: 'javascript', good: `const id = crypto.randomUUID();` },
    { language: 'typescript', good: `function roll(Math: Dice) { return Math.random(); }` },
    { language: 'typescript', good: `const help = 'never use Math.random() here';` },
  ],
});
