import { rule } from '../../engine/rule.ts';
import { generatorOptions, generatorUse, realDataRemedy } from '../tables/generators.ts';

const isGenerator = (name: string): boolean =>
  /^random\.(?:Random\(\)\.)?\w+$/.test(name) && name !== 'random.SystemRandom';

export default rule<string, typeof generatorOptions>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python'],
  anchors: [/\brandom\b/],
  family: ['random'],
  options: generatorOptions,
  summary: "Values made up by Python's `random` module.",
  why: 'Random numbers that stand in for prices, metrics or signals make every result after them worthless.',
  remedy: realDataRemedy,
  notes: '`secrets` and `random.SystemRandom` make keys, not data, and do not count.',
  refs: ['seed 001: Synthetic Data'],
  on: generatorUse(isGenerator),
  message: (name) => `\`${name}\` makes data up. Use data from an approved source.`,
  examples: [
    { language: 'python', bad: `import random\nprice = 100 + random.random()\n              ~~~~~~~~~~~~~` },
    { language: 'python', bad: `from random import gauss as g\nret = g(0, 0.01)\n      ~` },
    {
      language: 'python',
      bad: `import random\nrng = random.Random(1)\n      ~~~~~~~~~~~~~\nx = rng.uniform(0, 1)\n    ~~~~~~~~~~~`,
    },
    { language: 'python', good: `import secrets\ntoken = secrets.token_hex(16)` },
    { language: 'python', good: `import random\nrng = random.SystemRandom()\npin = rng.randrange(10000)` },
    { language: 'python', good: `class random:\n    def random(self): return 4\n\nx = random.random()` },
  ],
});
