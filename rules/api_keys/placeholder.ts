import { flag } from '../../engine/option.ts';
import { rule } from '../../engine/rule.ts';
import { credentialAnchors, isPlaceholder, nameSignal } from '../tables/credentials.ts';

const options = { hint_in_code: flag('Also give a hint where a placeholder stands for a credential in code.', true) };

interface Found {
  readonly name: string;
  readonly where: 'env' | 'code';
}

export default rule<Found, typeof options>({
  severity: 'critical',
  confidence: 'high',
  languages: ['dotenv', 'python', 'javascript', 'typescript', 'tsx'],
  anchors: credentialAnchors,
  options,
  summary: 'A placeholder where a real value is needed.',
  why: 'The program starts with a key that no vendor knows, and fails at its first call, or falls back to something worse.',
  remedy: 'Put the real value into `.env` (which git must ignore). In code, use a lookup instead of a placeholder.',
  notes: 'An error in `.env`, nothing in `.env.example`, a hint in code.',
  refs: ['seed 001: Environment Setup'],
  on: {
    *entry(entry, { language, inScope }) {
      if (language !== 'dotenv' || inScope('env_templates') || !isPlaceholder(entry.value)) return;
      if (nameSignal(entry.key) || /KEY|TOKEN|SECRET|PASSWORD/.test(entry.key))
        yield { at: entry.span, data: { name: entry.key, where: 'env' } };
    },
    *string(string, { options, inScope }) {
      if (!options.hint_in_code || inScope('test_files') || string.interpolated) return;
      const { place } = string;
      const name =
        place.as === 'assigned' || place.as === 'attribute' || place.as === 'default' || place.as === 'fallback'
          ? place.name
          : undefined;
      if (name && nameSignal(name) && /^(?:your|insert|replace|change|enter|put)[-_ ]?\w+|^<.+>$/i.test(string.value)) {
        yield { at: string.span, data: { name, where: 'code' }, severity: 'hint' };
      }
    },
  },
  message: ({ name, where }) =>
    where === 'env'
      ? `\`${name}\` still has its placeholder, so nothing that needs it will work. Put the real value here.`
      : `\`${name}\` is a placeholder. Look the value up at run time, so that nobody types a real key here.`,
  examples: [
    {
      language: 'dotenv',
      path: '.env',
      bad: `POLYGON_API_KEY=your_polygon_key_here\n                ~~~~~~~~~~~~~~~~~~~~~`,
    },
    { language: 'dotenv', path: '.env.example', good: `POLYGON_API_KEY=your_polygon_key_here` },
    { language: 'python', bad: `api_key = "your_key_here"\n          ~~~~~~~~~~~~~~~` },
    { language: 'dotenv', path: '.env', good: `LOG_LEVEL=default` },
  ],
});
