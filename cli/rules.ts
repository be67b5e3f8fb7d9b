import { EXIT } from '../engine/audit.ts';
import { readExample } from '../engine/example.ts';
import { UnusableInput } from '../host/audit.ts';
import { catalog } from '../rules/index.ts';

/** `probity rules`: one line a rule. */
export function rulesCommand(flags: { readonly json?: boolean }): number {
  if (flags.json) {
    const list = catalog.rules.map(({ id, severity, confidence, languages, summary, fix, fixSafety }) => ({
      id,
      severity,
      confidence,
      languages,
      summary,
      fix: fix ? (fixSafety ?? 'review') : null,
    }));
    process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
    return EXIT.passed;
  }
  const width = Math.max(...catalog.rules.map(({ id }) => id.length));
  for (const section of catalog.sections) {
    process.stdout.write(`\n${section.title} (${section.id})\n`);
    for (const rule of catalog.rules.filter((one) => one.section === section.id)) {
      process.stdout.write(`  ${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.summary}\n`);
    }
  }
  process.stdout.write('\nprobity explain RULE tells more.\n');
  return EXIT.passed;
}

/** `probity explain RULE`: the rule's page as text. */
export function explainCommand(id: string): number {
  const rule = catalog.rules.find((one) => one.id === id) ?? catalog.rules.find((one) => one.id.endsWith(`/${id}`));
  if (!rule) {
    const near = catalog.rules.filter((one) => one.id.includes(id)).map((one) => one.id);
    throw new UnusableInput(
      `There is no rule ${id}.${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ' See `probity rules`.'}`,
    );
  }
  const examples = rule.examples.map(({ bad, good, fixed, path }) => {
    const where = path ? ` (${path})` : '';
    if (bad === undefined) return `Clean${where}:\n${indent(good ?? '')}`;
    return `Reported${where}:\n${indent(readExample(bad).marked)}${fixed === undefined ? '' : `\nAfter the fix:\n${indent(fixed)}`}`;
  });
  const options = Object.entries(rule.options ?? {}).map(
    ([name, option]) => `  ${name} (default ${JSON.stringify(option.fallback)}): ${option.description}`,
  );
  process.stdout.write(
    [
      `${rule.id}  (${rule.severity}, ${rule.confidence} confidence)`,
      rule.summary,
      rule.why,
      `What to do: ${rule.remedy}`,
      ...(rule.notes ? [rule.notes] : []),
      ...(options.length > 0 ? [`Options:\n${options.join('\n')}`] : []),
      ...examples,
      `References: ${rule.refs.join(', ')}\n`,
    ].join('\n\n'),
  );
  return EXIT.passed;
}

const indent = (text: string): string => text.replace(/^/gm, '    ');
