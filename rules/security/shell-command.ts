import type { Call } from '../../engine/facts.ts';
import { rule } from '../../engine/rule.ts';
import { nameTable, spoken } from '../tables/names.ts';

const SHELL = nameTable([
  'os.system',
  'os.popen',
  'os.popen2',
  'os.popen3',
  'os.popen4',
  'popen2.*',
  'commands.getoutput',
  'commands.getstatusoutput',
  'subprocess.getoutput',
  'subprocess.getstatusoutput',
  'asyncio.create_subprocess_shell',
  'pty.spawn',
]);
const SUBPROCESS =
  /^(?:subprocess\.(?:run|call|check_call|check_output|Popen)|%?.*\.(?:run|call|check_call|check_output|Popen))$/;
const NODE_SHELL = nameTable([
  'child_process.exec',
  'child_process.execSync',
  'shelljs.exec',
  'execa.execaCommand',
  'execa.command',
]);
const NODE_SPAWN = nameTable([
  'child_process.spawn',
  'child_process.spawnSync',
  'child_process.execFile',
  'child_process.execFileSync',
]);

const hasShell = (call: Call): boolean =>
  call.args.some(
    (arg) =>
      arg.name === 'shell' && (arg.value.text === 'true' || (arg.value.type === 'number' && arg.value.text !== '0')),
  );

interface Found {
  readonly name: string;
  readonly built: boolean;
}

export default rule<Found>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python', 'javascript', 'typescript', 'tsx'],
  anchors: [
    /\.system\b|(?<!\w)system\s*[(,)]|popen|\bshell\s*=|get(?:status)?output|subprocess_shell|child_process|shelljs|execa|(?<!\w)exec(?:Sync|File|FileSync)?\s*[(,)]|\bspawn|commands\./i,
  ],
  summary: 'Commands that go through a shell.',
  why: 'A shell reads `;`, `$( )` and `|` in what it is given, so a symbol name or file name can become a command.',
  remedy:
    'Run the program itself with a list of arguments: `subprocess.run(["git", "pull"])`, `execFile("git", ["pull"])`.',
  notes:
    'In Python every `shell=True`, `os.system` and `os.popen` counts, constant or not (seed 001). In JavaScript `child_process.exec` counts where the command is built at run time; a constant command is not reported.',
  refs: ['CWE-78', 'seed 001: Security Patterns'],
  on: {
    *call(call, { language }) {
      const { callee } = call;
      if (language === 'python') {
        if (SHELL(callee)) yield { at: call.calleeSpan, data: { name: spoken(callee), built: false } };
        else if (SUBPROCESS.test(callee) && hasShell(call))
          yield { at: call.calleeSpan, data: { name: `${spoken(callee)}(shell=True)`, built: false } };
        return;
      }
      const first = call.args[0]?.value;
      if (NODE_SHELL(callee) && first && first.type !== 'string')
        yield { at: call.calleeSpan, data: { name: spoken(callee), built: true } };
      else if (NODE_SPAWN(callee) && first?.type === 'built-string')
        yield { at: call.calleeSpan, data: { name: spoken(callee), built: true } };
    },
    *name(use, { language }) {
      if (language === 'python' && SHELL(use.ref))
        yield { at: use.span, data: { name: spoken(use.ref), built: false } };
    },
  },
  message: ({ name, built }) =>
    built
      ? `\`${name}\` gives a command that is built at run time to a shell. Run the program with a list of arguments (\`execFile\`).`
      : `\`${name}\` gives its command to a shell. Run the program itself with a list of arguments.`,
  examples: [
    { language: 'python', bad: `import subprocess\nsubprocess.run(cmd, shell=True)\n~~~~~~~~~~~~~~` },
    { language: 'python', bad: `from os import system as o\no("ls " + folder)\n~` },
    { language: 'typescript', bad: "import { exec } from 'node:child_process';\nexec(`git log ${branch}`);\n~~~~" },
    { language: 'python', good: `import subprocess\nsubprocess.run(["ls", folder])` },
    {
      language: 'javascript',
      good: `const { execFile } = require('child_process');\nexecFile('git', ['log', branch]);`,
    },
  ],
});
