// The tools that we are compared with, as far as they are installed: on the PATH, or in the folder PROBITY_PEERS
// (venv/bin, bin, npm/node_modules/.bin). Rules are chosen to be as close to ours as each tool allows.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const home = process.env.PROBITY_PEERS;
const places = [
  ...(home ? ['venv/bin', 'bin', 'npm/node_modules/.bin'].map((folder) => join(home, folder)) : []),
  ...(process.env.PATH ?? '').split(delimiter),
];
const find = (name) => places.map((folder) => join(folder, name)).find((path) => existsSync(path));

const RUFF = 'S102,S105,S106,S107,S110,S301,S307,S311,S501,S506,S602,S605,E722,T201,BLE001';
const BANDIT = 'B102,B105,B106,B107,B110,B301,B307,B311,B501,B506,B602,B605';

/** name, which corpora, target (how many times faster than it we want to be), command line. */
const PEERS = [
  ['rg', 'both', 'floor', (folder) => ['-n', '--no-ignore', '\\beval\\s*\\(', folder]],
  [
    'ruff',
    'python',
    1,
    (folder) => [
      'check',
      '--isolated',
      '--no-cache',
      '--no-respect-gitignore',
      '--select',
      RUFF,
      '--exit-zero',
      '--quiet',
      folder,
    ],
  ],
  ['gitleaks', 'both', 1, (folder) => ['dir', folder, '--no-banner', '--exit-code', '0']],
  ['bandit', 'python', 20, (folder) => ['-r', '-q', '--exit-zero', '-t', BANDIT, folder]],
  [
    'semgrep',
    'both',
    20,
    (folder, language) =>
      home && [
        'scan',
        '--metrics=off',
        '--disable-version-check',
        '--x-ignore-semgrepignore-files',
        '--no-git-ignore',
        '--config',
        join(home, `rules/semgrep-${language === 'python' ? 'py' : 'ts'}.yml`),
        '--quiet',
        folder,
      ],
  ],
  ['detect-secrets', 'python', 5, (folder) => ['-C', folder, 'scan', '--all-files', '--no-verify', '.']],
  [
    'eslint',
    'typescript',
    5,
    (folder) =>
      home && [
        '--no-cache',
        '--no-config-lookup',
        '-c',
        join(home, 'npm/eslint.config.mjs'),
        '--no-warn-ignored',
        folder,
      ],
  ],
];

/** The peers for a corpus that can be run here, and the names of those that cannot. */
export function peersFor(language) {
  const wanted = PEERS.filter(([, corpus]) => corpus === 'both' || corpus === language);
  const ready = wanted.flatMap(([name, , target, args]) => {
    const command = find(name);
    return command && args('', language) ? [{ name, target, command, args: (folder) => args(folder, language) }] : [];
  });
  return { ready, missing: wanted.map(([name]) => name).filter((name) => !ready.some((peer) => peer.name === name)) };
}

export const findPeer = find;
