// The product's tests inside a real VS Code: the installed VSIX, over a copy of examples/trading-bot.
'use strict';
const assert = require('node:assert/strict');
const vscode = require('vscode');
const { ask, until, runAll, sleep } = require('./driver.cjs');

const tests = [];
const test = (name, body) => tests.push([name, body]);
const file = (name) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);
const open = async (name) => vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file(name)));
const found = (uri) => vscode.languages.getDiagnostics(uri).filter((one) => one.source === 'probity');
const rules = (uri) => found(uri).map((one) => one.code);
const settled = (uri, wanted) =>
  until(
    `diagnostics ${JSON.stringify(wanted)}, got ${JSON.stringify(rules(uri))}`,
    () => JSON.stringify(rules(uri)) === JSON.stringify(wanted),
  );

/** A new unsaved file into which a text is typed. */
async function typed(language, text) {
  const editor = await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language, content: '' }),
  );
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  return editor;
}

/** Applies the quick fix with a title to the finding of a rule and gives the text after it. */
async function fix(editor, rule, title) {
  const { document } = editor;
  const diagnostic = await until(`a finding of ${rule}`, () => found(document.uri).find((one) => one.code === rule));
  const actions = await vscode.commands.executeCommand(
    'vscode.executeCodeActionProvider',
    document.uri,
    diagnostic.range,
    'quickfix',
    20,
  );
  const action = actions.find((one) => one.title === title);
  assert.ok(action?.edit, `wanted "${title}", got ${actions.map((one) => one.title).join(' | ')}`);
  if (rule.startsWith('api_keys/'))
    assert.equal(action.command?.command, 'probity.advise', 'a replaced key is to be rotated');
  assert.ok(await vscode.workspace.applyEdit(action.edit));
  await until(`${rule} to be gone`, () => !rules(document.uri).includes(rule));
  return document.getText();
}

async function discard() {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

test('the extension is the installed VSIX and starts', async () => {
  const extension = vscode.extensions.getExtension('probity.probity');
  assert.ok(extension?.extensionPath.startsWith(process.env.EDITOR_TEST_EXTENSIONS), 'not the installed one');
  await extension.activate();
  const commands = await vscode.commands.getCommands(true);
  for (const name of ['runAudit', 'fixFile', 'fixWorkspace', 'addException', 'openPolicy', 'explainRule', 'showReport'])
    assert.ok(commands.includes(`probity.${name}`), name);
});

test('squiggles appear while typing in an unsaved file, and go', async () => {
  const editor = await typed('python', 'import numpy as np\nprices = np.random.randn(100)\n');
  await settled(editor.document.uri, ['synthetic_data/numpy-random']);
  assert.equal(found(editor.document.uri)[0].severity, vscode.DiagnosticSeverity.Error);
  await ask({ do: 'wait', selector: '.squiggly-error' });
  await editor.edit((edit) => edit.replace(new vscode.Range(1, 9, 1, 29), 'feed.closes()'));
  await settled(editor.document.uri, []);
  await discard();
});

const FIXES = [
  [
    'python',
    'api_keys/hardcoded-credential',
    'Read POLYGON_API_KEY with get_required_secret',
    '"""Vendors."""\nPOLYGON_API_KEY = "Kx81vQz0Lm27TbR4"\n',
    '"""Vendors."""\n\nfrom config.secrets_manager import get_required_secret\n\nPOLYGON_API_KEY = get_required_secret(\'polygon_api_key\')\n',
  ],
  [
    'python',
    'security/dynamic-eval',
    'Replace `eval` with `ast.literal_eval`',
    'limits = eval(text)\n',
    'import ast\n\nlimits = ast.literal_eval(text)\n',
  ],
  [
    'python',
    'security/unsafe-yaml-load',
    'Replace with `yaml.safe_load`',
    'import yaml\nc = yaml.load(f, Loader=yaml.Loader)\n',
    'import yaml\nc = yaml.safe_load(f)\n',
  ],
  [
    'python',
    'security/tls-verification-off',
    'Turn verification on',
    'import requests\nrequests.get(u, verify=False)\n',
    'import requests\nrequests.get(u, verify=True)\n',
  ],
  [
    'python',
    'error_handling/bare-except',
    'Catch `Exception`',
    'try:\n    tick()\nexcept:\n    stop()\n',
    'try:\n    tick()\nexcept Exception as exc:\n    stop()\n',
  ],
  [
    'python',
    'code_quality/print-call',
    'Use `logger.info`',
    'import logging\n\nlogger = logging.getLogger(__name__)\nprint("fill", price)\n',
    'import logging\n\nlogger = logging.getLogger(__name__)\nlogger.info("fill %s", price)\n',
  ],
  [
    'typescript',
    'api_keys/hardcoded-credential',
    'Read ALPACA_API_KEY from the environment',
    "export const alpacaApiKey = 'Kx81vQz0Lm27TbR4';\n",
    'export const alpacaApiKey = process.env.ALPACA_API_KEY;\n',
  ],
  [
    'typescript',
    'security/dynamic-eval',
    'Replace `eval` with `JSON.parse`',
    'const order = eval(body);\n',
    'const order = JSON.parse(body);\n',
  ],
];
for (const [language, rule, title, before, after] of FIXES) {
  test(`fix of ${rule} in ${language}`, async () => {
    const editor = await typed(language, before);
    // An unsaved file is named after nothing, so what it is comes from its language.
    assert.equal((await fix(editor, rule, title)).replaceAll('\r\n', '\n'), after);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before, 'one undo takes it back');
    await discard();
  });
}

test('Fix All in File applies the safe fixes only', async () => {
  const editor = await typed('python', 'import yaml\na = yaml.load(f)\nb = eval(x)\n');
  await settled(editor.document.uri, ['security/unsafe-yaml-load', 'security/dynamic-eval']);
  await vscode.commands.executeCommand('probity.fixFile');
  await settled(editor.document.uri, ['security/dynamic-eval']);
  assert.equal(editor.document.getText(), 'import yaml\na = yaml.safe_load(f)\nb = eval(x)\n');
  await discard();
});

test('safe fixes run on save', async () => {
  const configuration = vscode.workspace.getConfiguration('editor');
  await configuration.update(
    'codeActionsOnSave',
    { 'source.fixAll.compliance': 'explicit' },
    vscode.ConfigurationTarget.Global,
  );
  const editor = await open('core/engine.py');
  await until('the finding', () => rules(editor.document.uri).includes('security/unsafe-yaml-load'));
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# saved\n'));
  await editor.document.save();
  await until('the fix', () => !editor.document.getText().includes('yaml.load('));
  assert.ok(editor.document.getText().includes('return eval(text)'), 'fixes for review are left alone');
  await configuration.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global);
});

test('the audit reports files that are not open, and keeps them', async () => {
  const closed = file('connectors/fallback_connector.py');
  assert.deepEqual(rules(closed), []);
  const answer = await vscode.commands.executeCommand('probity.runAudit');
  assert.equal(answer.verdict, 'failed');
  await until('findings of a closed file', () => rules(closed).includes('data_sources/unapproved-source'));
  await vscode.commands.executeCommand('probity.showReport');
  await until('the report', () => vscode.window.activeTextEditor?.document.getText().includes('AUDIT FAILED'));
  assert.ok(!vscode.window.activeTextEditor.document.getText().includes('pk_1234567890abcdef'), 'no key in the report');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  assert.ok(rules(closed).length > 0, 'still there');
});

test('Add Security Exception asks, writes the block, and the finding is accepted', async () => {
  const editor = await typed('python', 'def run(code):\n    exec(code)\n');
  await settled(editor.document.uri, ['security/dynamic-exec']);
  editor.selection = new vscode.Selection(1, 6, 1, 6);
  const done = vscode.commands.executeCommand('probity.addException');
  const step = async (number, text) => {
    await ask({ do: 'wait', selector: `.quick-input-widget .quick-input-title >> text=(${number}/5)` });
    if (text) await ask({ do: 'type', text });
    await ask({ do: 'press', keys: 'Enter' });
  };
  await ask({ do: 'wait', selector: '.quick-input-widget .quick-input-title >> text=(1/5)' });
  await ask({ do: 'type', text: 'short' });
  await ask({ do: 'press', keys: 'Enter' });
  await ask({ do: 'wait', selector: '.quick-input-message >> text=At least 25 characters' });
  await ask({ do: 'shot', name: 'exception-form' });
  await step(1, ' is not enough, formulas are compiled at start');
  await step(2, 'Low, formulas are reviewed');
  await step(3, 'Only names of indicators');
  await step(4, '');
  await step(5, '');
  await done;
  const text = editor.document.getText();
  assert.match(
    text,
    /^def run\(code\):\n {4}# SECURITY REVIEW REQUIRED\n {4}# Rules: security\/dynamic-exec\n {4}# 1\. short is not enough, formulas are compiled at start\n/,
  );
  assert.match(
    text,
    / {4}# 4\. Approval: Dana Ortiz - \d{4}-\d{2}-\d{2}\n {4}# Review by: \d{4}-\d{2}-\d{2}\n {4}exec\(code\)\n$/,
  );
  await until(
    'acceptance',
    () =>
      found(editor.document.uri).every((one) => one.severity === vscode.DiagnosticSeverity.Hint) &&
      found(editor.document.uri).length === 1,
  );
  await discard();
});

test('an edit of the policy shows its mistakes and, saved, lints open files anew', async () => {
  const code = await open('ml/features.py');
  await until('findings', () => rules(code.document.uri).includes('synthetic_data/numpy-random'));
  const policy = await open('agent_rules.yaml');
  const original = policy.document.getText();
  const replace = (text) =>
    policy.edit((edit) => edit.replace(new vscode.Range(0, 0, policy.document.lineCount, 0), text));
  await replace(original.replace('prohibited_patterns', 'prohibted_patterns'));
  const [mistake] = await until(
    'the mistake',
    () => found(policy.document.uri).length > 0 && found(policy.document.uri),
  );
  assert.match(mistake.message, /Did you mean `prohibited_patterns`/);
  assert.equal(policy.document.getText(mistake.range), 'prohibted_patterns');
  assert.ok(rules(code.document.uri).includes('synthetic_data/numpy-random'), 'the last good policy stays in force');
  await replace(original.replace('    - "np.random"\n', ''));
  const began = Date.now();
  await policy.document.save();
  await until('findings to vanish', () => !rules(code.document.uri).includes('synthetic_data/numpy-random'));
  console.log(`[test] policy applied in ${Date.now() - began} ms`);
  await replace(original);
  await policy.document.save();
  await until('findings to return', () => rules(code.document.uri).includes('synthetic_data/numpy-random'));
});

test('Fix All in Workspace shows a preview and changes nothing before it is confirmed', async () => {
  const before = (await vscode.workspace.openTextDocument(file('ml/models.py'))).getText();
  void vscode.commands.executeCommand('probity.fixWorkspace');
  await ask({ do: 'wait', selector: '.quick-input-widget >> text=All fixes' });
  await ask({ do: 'press', keys: ['ArrowDown', 'Enter'] });
  await ask({ do: 'wait', selector: 'text=Refactor Preview', timeout: 20000 });
  await sleep(500);
  await ask({ do: 'shot', name: 'fix-preview' });
  assert.equal((await vscode.workspace.openTextDocument(file('ml/models.py'))).getText(), before);
  await vscode.commands.executeCommand('refactorPreview.discard');
});

test('hover teaches', async () => {
  const editor = await open('ml/models.py');
  const diagnostic = await until('a finding', () =>
    found(editor.document.uri).find((one) => one.code === 'security/unsafe-deserialization'),
  );
  const hovers = await vscode.commands.executeCommand(
    'vscode.executeHoverProvider',
    editor.document.uri,
    diagnostic.range.start,
  );
  const text = hovers.flatMap((hover) => hover.contents.map((one) => one.value)).join('\n');
  assert.match(text, /A pickle is a program/);
  assert.match(text, /agent_rules\.yaml/);
});

test('a picture for the README', async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const editor = await open('connectors/fallback_connector.py');
  await until('findings', () => rules(editor.document.uri).length >= 5);
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  for (const view of ['outline', 'timeline'])
    await vscode.commands.executeCommand(`${view}.removeView`).then(undefined, () => {});
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  editor.selection = new vscode.Selection(7, 40, 7, 40);
  editor.revealRange(new vscode.Range(0, 0, 0, 0));
  await vscode.commands.executeCommand('notifications.clearAll');
  await ask({ do: 'wait', selector: '.squiggly-error' });
  await sleep(800);
  await ask({ do: 'press', keys: 'Control+.' });
  await ask({ do: 'wait', selector: '.action-widget' });
  await sleep(400);
  await ask({ do: 'shot', name: 'editor' });
  await ask({ do: 'press', keys: 'Escape' });
});

test("activation, in VS Code's own measurement", async () => {
  await vscode.commands.executeCommand('perfview.show');
  const text = await until('the performance report', () =>
    vscode.workspace.textDocuments
      .find((one) => one.uri.scheme === 'perf' && one.getText().includes('Extension Activation Stats'))
      ?.getText(),
  );
  const row = text.split('\n').find((line) => line.startsWith('|') && line.split('|')[1].trim() === 'probity.probity');
  assert.ok(row, 'no row for probity');
  console.log(`[test] activation ${row}`);
  require('node:fs').writeFileSync(`${process.env.EDITOR_TEST_OUT}/activation.txt`, `${row}\n`);
});

exports.run = () => runAll(tests, vscode.version);
