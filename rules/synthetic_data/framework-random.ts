import { rule } from '../../engine/rule.ts';
import { generatorOptions, generatorUse, realDataRemedy } from '../tables/generators.ts';
import { nameTable } from '../tables/names.ts';

const isGenerator = nameTable([
  ...['rand', 'randn', 'randint', 'randperm', 'normal', 'bernoulli', 'multinomial', 'poisson'].map(
    (name) => `torch.${name}`,
  ),
  ...['rand_like', 'randn_like', 'randint_like'].map((name) => `torch.${name}`),
  'torch.distributions.*',
  ...['normal', 'uniform', 'gamma', 'poisson', 'truncated_normal', 'stateless_normal', 'stateless_uniform'].flatMap(
    (name) => [`tensorflow.random.${name}`, `tensorflow.compat.v1.random.${name}`, `tensorflow.random_${name}`],
  ),
  'tensorflow.random.Generator*',
  'tensorflow.random.shuffle',
  'tensorflow.random.categorical',
  'tensorflow.random.stateless_*',
  'tensorflow.keras.random.*',
  'keras.random.*',
  'jax.random.*',
  'cupy.random.*',
  'mxnet.nd.random.*',
  'mxnet.np.random.*',
  'dask.array.random.*',
]);

const KEYS = /^jax\.random\.(?:PRNGKey|key|split|fold_in|key_data|wrap_key_data)$/;

export default rule<string, typeof generatorOptions>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python'],
  anchors: [
    /\brand(?:n|int|perm)?(?:_like)?\b|\brandom\b|\brandom_(?:normal|uniform|gamma|poisson)\b|distributions|[._](?:normal|bernoulli|multinomial|poisson|uniform|gamma|categorical|shuffle)\b/,
  ],
  options: generatorOptions,
  summary: 'Tensors of made-up values from PyTorch, TensorFlow, JAX and their like.',
  why: 'Tensors of noise train a model that knows nothing of the market.',
  remedy: realDataRemedy,
  notes:
    "Weight initialisers of `torch.nn.init` and layers' own initialisation do not count. JAX's keys (`jax.random.PRNGKey`) do not, the draws made with them do.",
  refs: ['seed 000: Real Data Connections'],
  on: generatorUse((name) => isGenerator(name) && !KEYS.test(name)),
  message: (name) => `\`${name}\` makes data up. Feed the model with data from an approved source.`,
  examples: [
    { language: 'python', bad: `import torch\nx = torch.randn(32, 10)\n    ~~~~~~~~~~~` },
    { language: 'python', bad: `import tensorflow as tf\nx = tf.random.normal([3])\n    ~~~~~~~~~~~~~~~~` },
    {
      language: 'python',
      bad: `from jax import random\nkey = random.PRNGKey(0)\nx = random.normal(key, (3,))\n    ~~~~~~~~~~~~~`,
    },
    { language: 'python', good: `import torch\ntorch.nn.init.normal_(layer.weight)` },
  ],
});
