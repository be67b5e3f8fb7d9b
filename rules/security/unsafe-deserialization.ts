import type { Call } from '../../engine/facts.ts';
import { list } from '../../engine/option.ts';
import { rule } from '../../engine/rule.ts';
import { nameTable, spoken } from '../tables/names.ts';

const options = { allow: list('Full names that may be called, such as `joblib.load`.', []) };

const PICKLES = ['pickle', 'cPickle', '_pickle', 'dill', 'cloudpickle', 'pickle5', 'six.moves.cPickle'];
const ALWAYS = nameTable([
  ...PICKLES.flatMap((module) => [
    `${module}.load`,
    `${module}.loads`,
    `${module}.Unpickler`,
    `${module}.Unpickler().load`,
    `${module}.dump`,
    `${module}.dumps`,
    `${module}.Pickler`,
  ]),
  'joblib.load',
  'joblib.dump',
  'kombu.serialization.pickle.loads',
  'kombu.serialization.pickle.dumps',
  'sklearn.externals.joblib.load',
  'pandas.read_pickle',
  'pandas.to_pickle',
  'pandas.io.pickle.read_pickle',
  'pandas.DataFrame().to_pickle',
  'shelve.open',
  'shelve.DbfilenameShelf',
  'marshal.load',
  'marshal.loads',
  'jsonpickle.decode',
  'jsonpickle.loads',
  'numpy.loads',
  'node-serialize.unserialize',
  'serialize-javascript.deserialize',
  'funcster.deepDeserialize',
  'v8.deserialize',
]);

const argument = (call: Call, name: string, index?: number) =>
  call.args.find((arg) => arg.name === name) ??
  (index === undefined ? undefined : call.args.filter((arg) => !arg.name)[index]);
const isTrue = (call: Call, name: string, index?: number) => argument(call, name, index)?.value.text === 'true';

/** Calls that are unsafe only with (or without) some argument. */
const CONDITIONAL: Readonly<Record<string, (call: Call) => boolean>> = {
  'torch.load': (call) => !isTrue(call, 'weights_only'),
  'numpy.load': (call) => isTrue(call, 'allow_pickle', 2),
  'numpy.lib.npyio.load': (call) => isTrue(call, 'allow_pickle', 2),
};

export default rule<string, typeof options>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python', 'javascript', 'typescript'],
  anchors: [/pickle|\bdill\b|joblib|shelve|\bmarshal\b|(?<!\w)loads?\s*\(|nserialize|eserialize/],
  options,
  summary: 'Objects loaded in a format that runs code while it loads: pickle and its many names.',
  why: 'A pickle is a program. Whoever can replace the model file runs code with the rights of the trading process.',
  remedy:
    'Keep data as JSON, Parquet or NumPy arrays; keep models as ONNX, safetensors or with `torch.load(..., weights_only=True)`. Where a pickle must stay, check its hash against a pinned one before loading and have an exception approved.',
  notes:
    'Writing a pickle counts too, because it is what makes somebody load one. `torch.load(weights_only=True)` and `np.load` without `allow_pickle` are fine.',
  refs: ['CWE-502', 'seed 001: Security Patterns'],
  on: {
    *call(call, { options }) {
      const name = call.callee;
      if (options.allow.includes(spoken(name))) return;
      const condition = Object.hasOwn(CONDITIONAL, name) ? CONDITIONAL[name]! : undefined;
      if (condition ? condition(call) : ALWAYS(name) || /^%.*\.(?:read_pickle|to_pickle)$/.test(name))
        yield { at: call.calleeSpan, data: spoken(name) };
    },
    *name(use, { options }) {
      if (ALWAYS(use.ref) && !options.allow.includes(use.ref)) yield { at: use.span, data: spoken(use.ref) };
    },
  },
  message: (name) =>
    /dump|Pickler|to_pickle/.test(name)
      ? `\`${name}\` writes a format that runs code when it is loaded. Write JSON, Parquet or a model format instead.`
      : name === 'torch.load'
        ? '`torch.load` runs code that the file brings along. Add `weights_only=True`, and check the hash of the file.'
        : `\`${name}\` runs code that the file brings along. Use a format of plain data, or check the file's hash against a pinned one.`,
  examples: [
    { language: 'python', bad: `import pickle\nmodel = pickle.load(f)\n        ~~~~~~~~~~~` },
    { language: 'python', bad: `import _pickle as P\nobj = P.loads(data)\n      ~~~~~~~` },
    { language: 'python', bad: `import torch\nmodel = torch.load(path)\n        ~~~~~~~~~~` },
    { language: 'python', bad: `import numpy as np\na = np.load(path, allow_pickle=True)\n    ~~~~~~~` },
    { language: 'python', bad: `import pandas as pd\ndf = pd.read_pickle(path)\n     ~~~~~~~~~~~~~~` },
    { language: 'python', good: `import torch, json\nmodel = torch.load(path, weights_only=True)\ncfg = json.load(f)` },
    { language: 'python', good: `import numpy as np\na = np.load(path)` },
  ],
});
