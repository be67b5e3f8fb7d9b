import { dirname, resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { blotCredentials, EXIT } from '../engine/audit.ts';
import { UnusableInput } from '../host/audit.ts';
import { createPolicyStore, pathFrom } from '../host/policy.ts';
import { readTextFile } from '../host/read.ts';
import { repair } from '../host/repair.ts';
import { repositoryRoot } from '../host/repository.ts';
import { walk } from '../host/walk.ts';
import { replaceFile } from '../host/write.ts';
import { createNodeEngine, wantsColor } from './context.ts';

export interface FixFlags {
  readonly dryRun?: boolean;
  readonly rule?: string[];
  readonly review?: boolean;
}

/** `probity fix [paths]`: applies safe fixes, with `--review` also those that change behaviour. Returns the exit code. */
export async function fixCommand(paths: readonly string[], flags: FixFlags): Promise<number> {
  const engine = createNodeEngine();
  const rules = flags.rule?.map((name) => (name.includes('/') ? name : name.replaceAll('-', '_')));
  const known = [...engine.catalog.rules.map(({ id }) => id), ...engine.catalog.sections.map(({ id }) => id)];
  const unknown = rules?.find((name) => !known.includes(name));
  if (unknown) throw new UnusableInput(`There is no rule or category ${unknown}. See \`probity rules\`.`);
  const policies = createPolicyStore(engine);
  const today = new Date().toISOString().slice(0, 10);
  let files = 0;
  let fixes = 0;
  const broken: string[] = [];
  const advice = new Set<string>();
  for (const path of paths.length > 0 ? paths : ['.']) {
    const start = resolve(path);
    const boundary = repositoryRoot(start) ?? start;
    for (const file of walk(start, (entry) =>
      policies.for(dirname(entry), boundary).policy.excludes(pathFrom(start, entry)),
    ).files) {
      const found = policies.for(dirname(file.path), boundary);
      if (!found.usable)
        throw new UnusableInput(`The policy ${found.file} has mistakes. Run \`probity policy validate\`.`);
      const read = readTextFile(file.path);
      if (!('text' in read)) continue;
      await engine.ready(file.language);
      const input = {
        path: pathFrom(found.base, file.path),
        language: file.language,
        text: read.text,
        policy: found.policy,
        today,
      };
      const document = engine.open(input);
      if (document.recovered && document.findings().some(({ fix }) => fix))
        broken.push(pathFrom(process.cwd(), file.path));
      const done = repair(engine, input, {
        safety: flags.review ? ['safe', 'review'] : ['safe'],
        ...(rules ? { rules } : {}),
      });
      if (done.applied.length === 0) continue;
      files++;
      fixes += done.applied.length;
      for (const one of done.advice) advice.add(one);
      const shown = pathFrom(process.cwd(), file.path);
      process.stdout.write(
        patch(
          shown,
          blotCredentials(read.text, document.findings()),
          blotCredentials(done.text, engine.open({ ...input, text: done.text }).findings()),
        ),
      );
      if (!flags.dryRun) replaceFile(file.path, done.text);
    }
  }
  const what = `${fixes} ${fixes === 1 ? 'fix' : 'fixes'} in ${files} ${files === 1 ? 'file' : 'files'}`;
  process.stdout.write(
    fixes === 0 ? 'Nothing to fix.\n' : flags.dryRun ? `${what} would be made.\n` : `${what} made.\n`,
  );
  if (!flags.review && fixes === 0) process.stdout.write('Fixes that change behaviour need `--review`.\n');
  for (const one of advice) process.stdout.write(`${one}\n`);
  for (const one of broken) process.stderr.write(`${one}: does not parse, so it was left as it is.\n`);
  return broken.length > 0 ? EXIT.incomplete : EXIT.passed;
}

function patch(path: string, before: string, after: string): string {
  const text = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, '', '', { context: 2 }).replace(
    /^=+\n/,
    '',
  );
  if (!wantsColor(process.stdout)) return text;
  return text.replace(/^-.*$/gm, '\u001b[31m$&\u001b[0m').replace(/^\+.*$/gm, '\u001b[32m$&\u001b[0m');
}
