import type { StringLiteral } from '../../engine/facts.ts';
import { mask } from '../../engine/mask.ts';
import { rule } from '../../engine/rule.ts';
import { type LiteralKey, lookupFix } from '../tables/lookup.ts';
import { findTokens, TOKEN_START } from '../tables/providers.ts';

interface Found extends Partial<LiteralKey> {
  readonly provider: string;
  readonly mask: string;
}

// Fake tokens, put together so that scanners of pushes and packages do not trip over them.
const GITHUB = ['ghp', '8sKq2LmZ0tRv5XyB1nCd7WeF3gHj9PaQu4Ti'].join('_');
const AWS = ['AKIA', 'Q3ZT7LMX5RVB2NCD'].join('');

export default rule<Found>({
  severity: 'critical',
  confidence: 'high',
  languages: 'all',
  anchors: [TOKEN_START],
  summary: "A token in a vendor's own format.",
  why: 'The format says what this is. Whoever finds it can use it at once, and bots look for these formats all day.',
  remedy: 'Revoke the token at its vendor first, then read the new one with the lookup of your team.',
  notes:
    'Also found in comments, Markdown, shell scripts and configuration. The examples that vendors print in their documentation do not count.',
  refs: ['CWE-798'],
  controls: ['PCI DSS 8.2', 'SOC2 CC6.1'],
  on: {
    *string(string: StringLiteral) {
      const [first] = findTokens(string.value);
      if (!first) return;
      const scheme = string.value.slice(0, first.start);
      const whole = first.end === string.value.length && /^(?:(?:Bearer|Basic|Token)\s+)?$/i.test(scheme);
      yield {
        at: string.span,
        data: {
          provider: first.provider.name,
          mask: mask(first.token),
          literal: string.span,
          variable: first.provider.variable,
          prefix: string.prefix,
          scheme,
          fixed: string.fixed ?? false,
          partial: !whole || string.interpolated,
        },
      };
    },
    *text({ text }, { language, inScope }) {
      // A real token is in its place in .env.
      if (language === 'dotenv' && !inScope('env_templates')) return;
      for (const { provider, start, end, token } of findTokens(text)) {
        yield { at: [start, end], data: { provider: provider.name, mask: mask(token) } };
      }
    },
  },
  message: ({ provider, mask: shown }) =>
    `${article(provider)} stands in the source (${shown}). Revoke it, and look the new one up at run time.`,
  fixSafety: 'review',
  fix: (data, fx) => (data.literal ? lookupFix(data as LiteralKey, fx) : undefined),
  examples: [
    {
      language: 'python',
      bad: `client = connect("${GITHUB}")\n                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~`,
      fixed: `import os\n\nclient = connect(os.environ["GITHUB_TOKEN"])`,
    },
    { language: 'shell', bad: `export AWS_ACCESS_KEY_ID=${AWS}\n                         ~~~~~~~~~~~~~~~~~~~~` },
    { language: 'python', good: `doc = "AKIAIOSFODNN7EXAMPLE"` },
    { language: 'python', good: `name = "skeleton-key-for-the-doors"` },
  ],
});

const article = (name: string): string =>
  `${/^[AEIOU]/i.test(name) && !/^(?:Uni|One)/.test(name) ? 'An' : 'A'} ${name}`;
