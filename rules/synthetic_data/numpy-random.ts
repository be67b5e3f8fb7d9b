import { rule } from '../../engine/rule.ts';
import { generatorOptions, generatorUse, realDataRemedy } from '../tables/generators.ts';

const TYPES = /^numpy\.random\.(?:Generator|BitGenerator|SeedSequence|PCG64|PCG64DXSM|MT19937|Philox|SFC64)$/;
/** A function of the module, or a method of a generator that it made; what is done with the values is not counted again. */
const DRAW = /^numpy\.random\.(?:(?:default_rng|RandomState|Generator|mtrand\.RandomState)\(\)\.)?(?:mtrand\.)?\w+$/;
const isGenerator = (name: string): boolean => DRAW.test(name) && !TYPES.test(name);

export default rule<string, typeof generatorOptions>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python'],
  anchors: [/\brandom\b|\bmtrand\b/],
  family: ['numpy.random'],
  options: generatorOptions,
  summary: 'Values made up by NumPy.',
  why: 'A model or strategy fed with made-up values looks as if it worked. It fails with real money.',
  remedy: realDataRemedy,
  notes:
    'Every function of `numpy.random` counts, seeding and shuffling too, because seed 001 allows none; take out with `allow` what your team accepts. The generator *types* (`np.random.Generator` in an annotation) do not count.',
  refs: ['seed 001: Synthetic Data'],
  on: generatorUse(isGenerator, /\.RandomState$/),
  message: (name) => `\`${name}\` makes data up. Use data from an approved source.`,
  examples: [
    { language: 'python', bad: `import numpy as np\ndata = np.random.randn(100)\n       ~~~~~~~~~~~~~~~` },
    {
      language: 'python',
      bad: `from numpy import random as r\n\ndef prices(n):\n    return [r.normal() for _ in range(n)]\n            ~~~~~~~~`,
    },
    {
      language: 'python',
      bad: `import numpy as np\nrng = np.random.default_rng(7)\n      ~~~~~~~~~~~~~~~~~~~~~\nnoise = rng.normal(size=10)\n        ~~~~~~~~~~`,
    },
    { language: 'python', good: `BANNED = ["np.random", "random.random()"]` },
    { language: 'python', good: `def draw(random):\n    return random.randn(3)` },
    {
      language: 'python',
      policy: 'synthetic_data:\n  rules:\n    numpy-random:\n      allow: [numpy.random.seed]',
      good: `import numpy as np\nnp.random.seed(42)`,
    },
  ],
});
