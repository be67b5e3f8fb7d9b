import { rule } from '../../engine/rule.ts';
import type { Span } from '../../engine/text.ts';
import { nameTable } from '../tables/names.ts';

const isLoad = nameTable([
  'yaml.load',
  'yaml.load_all',
  'yaml.unsafe_load',
  'yaml.unsafe_load_all',
  'yaml.full_load',
  'yaml.full_load_all',
  'ruamel.yaml.load',
  'ruamel.yaml.load_all',
]);
const SAFE = /(?:^|\.)C?(?:Safe|Base)Loader$/;

interface Found {
  readonly name: string;
  readonly callee: Span;
  /** Where the first argument ends and the last one ends: what the safe function does not take. */
  readonly rest?: Span;
}

export default rule<Found>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python'],
  anchors: [/yaml\.\w*load|(?<!\w)(?:full_|unsafe_)?load(?:_all)?\s*\(/],
  summary: '`yaml.load` without a safe loader.',
  why: 'A tag such as `!!python/object/apply` in the file makes any function run while the file is read.',
  remedy: 'Use `yaml.safe_load`.',
  refs: ['CWE-502', 'seed 001: Security Patterns'],
  on: {
    *call(call) {
      if (!isLoad(call.callee)) return;
      const loader = call.args.find((arg) => arg.name === 'Loader') ?? call.args.filter((arg) => !arg.name)[1];
      if (loader && SAFE.test(loader.value.ref ?? '')) return;
      const [first] = call.args;
      const last = call.args.at(-1);
      yield {
        at: call.calleeSpan,
        data: {
          name: call.callee,
          callee: call.calleeSpan,
          ...(first && last && first !== last ? { rest: [first.span[1], last.span[1]] as const } : {}),
        },
      };
    },
  },
  message: ({ name }) => `\`${name}\` builds any object that the file names. Use \`yaml.safe_load\`.`,
  fixSafety: 'safe',
  fix({ callee, rest, name }, fx) {
    const safe = name.endsWith('_all') ? 'safe_load_all' : 'safe_load';
    const written = fx.text.slice(...callee);
    const dot = written.lastIndexOf('.');
    const text = dot === -1 ? fx.bring({ module: 'yaml', name: safe }) : `${written.slice(0, dot)}.${safe}`;
    return {
      title: `Replace with \`yaml.${safe}\``,
      edits: [{ span: callee, text }, ...(rest ? [{ span: rest, text: '' }] : [])],
    };
  },
  examples: [
    {
      language: 'python',
      bad: `import yaml\ncfg = yaml.load(f)\n      ~~~~~~~~~`,
      fixed: `import yaml\ncfg = yaml.safe_load(f)`,
    },
    {
      language: 'python',
      bad: `import yaml\ncfg = yaml.load(f, Loader=yaml.FullLoader)\n      ~~~~~~~~~`,
      fixed: `import yaml\ncfg = yaml.safe_load(f)`,
    },
    { language: 'python', good: `import yaml\ncfg = yaml.load(f, Loader=yaml.SafeLoader)\nother = yaml.safe_load(f)` },
  ],
});
