import { readExample } from '../engine/example.ts';
import type { Rule, Section } from '../engine/rule.ts';
import { findTokens } from '../rules/tables/providers.ts';

const SAFETY = {
  safe: 'Safe: may run on save.',
  review: 'For review: offered as a quick fix, never run on save.',
  guidance: 'Advice only.',
};

const FENCE: Readonly<Record<string, string>> = { tsx: 'tsx', dotenv: 'dotenv', text: 'text' };

/** The page of one rule, from the rule itself. */
export function rulePage(rule: Rule): string {
  const options = Object.entries(rule.options ?? {});
  return lines([
    `# ${rule.id}`,
    rule.summary,
    `**Severity** ${rule.severity} · **confidence** ${rule.confidence} · **languages** ${rule.languages === 'all' ? 'all' : rule.languages.join(', ')}`,
    '## Why',
    rule.why,
    '## What to do',
    rule.remedy,
    rule.fix ? `**Fix.** ${SAFETY[rule.fixSafety ?? 'review']}` : '**Fix.** None.',
    ...(rule.notes ? ['## Decisions', rule.notes] : []),
    ...(options.length > 0
      ? [
          '## Options',
          `Under \`${rule.section}.rules.${rule.id.split('/')[1]}\` in \`agent_rules.yaml\`, or directly under \`${rule.section}\`.`,
          options
            .map(
              ([name, option]) =>
                `- \`${name}\` (default \`${JSON.stringify(option.fallback)}\`): ${option.description}`,
            )
            .join('\n'),
        ]
      : []),
    '## Examples',
    ...rule.examples.flatMap((example) => {
      const path = example.path ? ` (\`${example.path}\`)` : '';
      const policy = example.policy ? ['With this policy:', fence('yaml', example.policy)] : [];
      const body =
        example.bad === undefined
          ? [`Clean${path}:`, fence(example.language, example.good ?? '')]
          : [`Reported${path}:`, fence(example.language, readExample(example.bad).marked)];
      const fixed = example.fixed === undefined ? [] : ['After the fix:', fence(example.language, example.fixed)];
      return [...policy, ...body, ...fixed];
    }),
    ...(rule.controls ? ['## Controls', rule.controls.join(', ')] : []),
    '## References',
    rule.refs.join(', '),
  ]);
}

/** The list of all rules, by section. */
export function rulesIndexPage(sections: readonly Section[], rules: readonly Rule[]): string {
  return lines([
    '# Rules',
    ...sections.flatMap((section) => [
      `## ${section.title} (\`${section.id}\`)`,
      `${section.summary} Default: ${section.severity}.${section.exceptions.length > 0 ? ` Silent in: ${section.exceptions.join(', ')}.` : ''}`,
      [
        '| rule | reports | fix |',
        '|---|---|---|',
        ...rules
          .filter((rule) => rule.section === section.id)
          .map(
            (rule) =>
              `| [${rule.id}](${rule.id}.md) | ${rule.summary.replaceAll('|', '\\|')} | ${rule.fix ? (rule.fixSafety ?? 'review') : '–'} |`,
          ),
        `| ${section.id}/prohibited-pattern | Code that the policy's \`prohibited_patterns\` names. | – |`,
      ].join('\n'),
    ]),
  ]);
}

/** Code as a page shows it: tokens in a vendor's format, fake as they are, would trip scanners of pushes. */
const fence = (language: string, text: string): string => {
  const shown = findTokens(text).reduce(
    (done, { token }) => done.replace(token, token.slice(0, 4) + '•'.repeat(token.length - 4)),
    text,
  );
  return `\`\`\`${FENCE[language] ?? language}\n${shown}\n\`\`\``;
};
const lines = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`;
