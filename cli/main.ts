#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT } from '../engine/audit.ts';
import { isDate } from '../engine/exception/apply.ts';
import { SEVERITIES } from '../engine/finding.ts';
import { UnusableInput } from '../host/audit.ts';
import { auditCommand, type AuditFlags } from './audit.ts';
import { version } from './context.ts';
import { fixCommand } from './fix.ts';
import { policyInit, policyValidate } from './policy.ts';
import { explainCommand, rulesCommand } from './rules.ts';

/** Runs a command and ends with its exit code: 0 passed, 1 violations, 2 could not run, 3 incomplete. */
const run =
  <A extends unknown[]>(command: (...args: A) => number | Promise<number>) =>
  async (...args: A): Promise<void> => {
    process.exitCode = await command(...args);
  };

const date = (text: string): string => {
  if (!isDate(text)) throw new InvalidArgumentError('Give a date such as 2026-04-30.');
  return text;
};

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
};

/** An error of the file system, which is the user's to mend. */
const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error;

// `probity rules | head` closes the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.passed : EXIT.unusable),
);

const program = new Command('probity')
  .description('Compliance auditor for trading and machine-learning code.')
  .version(version)
  .showSuggestionAfterError()
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? EXIT.passed : EXIT.unusable);
  })
  .addHelpText(
    'after',
    '\nExit codes: 0 passed, 1 violations at or above the bar, 2 could not run, 3 not everything could be read.',
  );

program
  .command('audit')
  .description('audit files and folders against the policy')
  .argument('[paths...]', 'files and folders (default: this folder)')
  .addOption(new Option('-f, --format <format>', 'how to report').choices(['text', 'json', 'sarif']).default('text'))
  .option('-o, --output <file>', 'write the report to a file')
  .option('-c, --category <list>', 'only these categories, separated by commas')
  .addOption(
    new Option('--fail-on <severity>', 'the mildest severity that fails the audit')
      .choices(SEVERITIES)
      .default('critical'),
  )
  .option('--no-exceptions', 'report what exceptions cover, too')
  .option('-p, --policy <file>', 'use this policy for every file')
  .option('--thorough', 'parse every file, also where no rule can fire (small trees: always)')
  .option('--no-cache', 'read every file anew, keep no results')
  .option('--limit <number>', 'findings printed at most, 0 for all', wholeNumber, 100)
  .option('--ascii', 'no characters outside of ASCII')
  .option('--as-of <date>', 'judge exceptions as on this day', date)
  .action(
    run((paths: string[], flags: AuditFlags) => auditCommand(paths, flags, new URL('./worker.js', import.meta.url))),
  );

program
  .command('fix')
  .description('apply fixes: safe ones, with --review also those that change behaviour')
  .argument('[paths...]', 'files and folders (default: this folder)')
  .option('-n, --dry-run', 'show the changes, make none')
  .option('-r, --rule <rule...>', 'only these rules or categories')
  .option('--review', 'also fixes that change behaviour; read the diff')
  .action(run(fixCommand));

program.command('rules').description('list all rules').option('--json', 'as JSON').action(run(rulesCommand));
program.command('explain').description('explain a rule, with examples').argument('<rule>').action(run(explainCommand));

const policy = program.command('policy').description('write and check policies');
policy.command('init').description('write agent_rules.yaml').argument('[folder]', '', '.').action(run(policyInit));
policy
  .command('validate')
  .description('check a policy')
  .argument('[file]', '', 'agent_rules.yaml')
  .action(run(policyValidate));

program
  .command('lsp')
  .description('run the language server')
  .option('--stdio', 'over standard input and output (the only way)')
  .action(async () => {
    const { startNodeServer } = await import('../server/node.ts');
    startNodeServer();
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof UnusableInput) {
    process.stderr.write(`probity: ${error.message}\n`);
    for (const { file, line, column, message } of error.problems)
      process.stderr.write(`  ${file}:${line}:${column}: ${message}\n`);
  } else if (isFileError(error))
    process.stderr.write(
      `probity: ${error.path ?? 'a file'} cannot be used (${error.code}). Check the path and its permissions.\n`,
    );
  else process.stderr.write(`probity: internal error (${error instanceof Error ? error.stack : String(error)})\n`);
  process.exitCode = EXIT.unusable;
}
