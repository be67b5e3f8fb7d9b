import { rule } from '../../engine/rule.ts';
import { generatorOptions, generatorUse, realDataRemedy } from '../tables/generators.ts';
import { nameTable } from '../tables/names.ts';

const isGenerator = nameTable([
  'sklearn.datasets.make_*',
  'sklearn.datasets.samples_generator.make_*',
  'pandas.util.testing.make*',
  'pandas._testing.make*',
  'pandas.testing.make*',
  'statsmodels.tsa.arima_process.arma_generate_sample',
  'statsmodels.tsa.arima_process.ArmaProcess().generate_sample',
  'scipy.stats.*',
]);
const isScipyDraw = /^scipy\.stats\.\w+(?:\(\))?\.rvs$/;

export default rule<string, typeof generatorOptions>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python'],
  anchors: [/\bmake_\w|\bmake[A-Z]|generate_sample|\brvs\b/],
  options: generatorOptions,
  summary: 'Sample data sets and draws from distributions.',
  why: 'A generated data set has the pattern that its generator put there, so every score measured on it is an echo.',
  remedy: realDataRemedy,
  refs: ['seed 000: Real Data Connections'],
  on: generatorUse((name) => (name.startsWith('scipy.stats.') ? isScipyDraw.test(name) : isGenerator(name))),
  message: (name) => `\`${name}\` makes a data set up. Use recorded data from an approved source.`,
  examples: [
    {
      language: 'python',
      bad: `from sklearn.datasets import make_classification\nX, y = make_classification(n_samples=100)\n       ~~~~~~~~~~~~~~~~~~~`,
    },
    { language: 'python', bad: `from scipy import stats\nr = stats.norm.rvs(size=10)\n    ~~~~~~~~~~~~~~` },
    {
      language: 'python',
      good: `from sklearn.datasets import load_svmlight_file\nX, y = load_svmlight_file("ticks.svm")`,
    },
    { language: 'python', good: `from scipy import stats\nz = stats.zscore(prices)` },
  ],
});
