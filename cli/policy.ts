import { existsSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EXIT } from '../engine/audit.ts';
import { policyTemplate } from '../engine/policy/template.ts';
import { createLines } from '../engine/text.ts';
import { UnusableInput } from '../host/audit.ts';
import { createPolicyStore, POLICY_FILE } from '../host/policy.ts';
import { readTextFile } from '../host/read.ts';
import { createNodeEngine } from './context.ts';

/** `probity policy init`: writes a policy with every section, never over one that is there. */
export function policyInit(folder: string): number {
  const file = resolve(folder, POLICY_FILE);
  if (!existsSync(dirname(file))) throw new UnusableInput(`There is no folder ${dirname(file)}.`);
  if (existsSync(file)) throw new UnusableInput(`${file} exists already and was left as it is.`);
  writeFileSync(file, policyTemplate);
  process.stdout.write(`Wrote ${file}. Run \`probity audit\` to see what it says.\n`);
  return EXIT.passed;
}

/** `probity policy validate [file]`: every mistake with its place. */
export function policyValidate(path: string): number {
  const file = resolve(path);
  const read = readTextFile(file);
  if (!('text' in read)) throw new UnusableInput(`${path}: ${read.reason}.`);
  const { problems, usable } = createPolicyStore(createNodeEngine()).loadText(file, read.text);
  const lines = createLines(read.text);
  for (const { span, severity, message } of problems) {
    const { line, character } = lines.positionAt(span[0]);
    process.stdout.write(
      `${path}:${line + 1}:${character + 1}: ${severity === 'critical' ? 'error' : severity}: ${message}\n`,
    );
  }
  process.stdout.write(
    usable ? `${path} is a good policy.\n` : `${path} cannot be used until the errors above are corrected.\n`,
  );
  return usable ? EXIT.passed : EXIT.unusable;
}
