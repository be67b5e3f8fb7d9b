// The suite's side of the launcher: asks for screenshots, keys and clicks, and writes the result.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const io = process.env.EDITOR_TEST_IO;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let count = 0;

function put(file, value) {
  fs.writeFileSync(`${file}.part`, JSON.stringify(value, null, 2));
  fs.renameSync(`${file}.part`, file);
}

/** Asks the launcher to act on the page, e.g. ask({ do: 'shot', name: 'problems' }), and waits until it has. */
async function ask(request, timeout = 30000) {
  const id = String(++count).padStart(4, '0');
  put(path.join(io, `ask-${id}.json`), request);
  const answer = path.join(io, `answer-${id}.json`);
  for (let waited = 0; !fs.existsSync(answer); waited += 40) {
    if (waited > timeout) throw new Error(`the launcher did not answer ${JSON.stringify(request)}`);
    await sleep(40);
  }
  const reply = JSON.parse(fs.readFileSync(answer, 'utf8'));
  if (!reply.ok) throw new Error(`${request.do}: ${reply.error}`);
  return reply.value;
}

/** Waits until probe() returns something truthy and returns it. */
async function until(what, probe, timeout = 15000) {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${timeout} ms in vain for ${what}`);
    await sleep(50);
  }
}

async function runAll(tests, version) {
  const done = [];
  for (const [name, body] of tests) {
    fs.appendFileSync(path.join(io, 'progress.txt'), `${name}\n`);
    console.log(`[test] ${name}`);
    const began = Date.now();
    let timer;
    try {
      await Promise.race([
        body(),
        new Promise((_, fail) => {
          timer = setTimeout(() => fail(new Error('the test took more than 60 s')), 60000);
        }),
      ]);
      done.push({ name, ok: true, ms: Date.now() - began });
    } catch (error) {
      done.push({ name, ok: false, ms: Date.now() - began, error: error?.stack ?? String(error) });
      await ask({ do: 'shot', name: `failed-${name}` }).catch(() => {});
    } finally {
      clearTimeout(timer);
    }
  }
  put(path.join(io, 'result.json'), { version, tests: done });
  const bad = done.filter((test) => !test.ok).length;
  // A rejection makes the extension host exit with 1: @vscode/test-electron needs that, the launcher reads the file.
  if (bad) throw new Error(`${bad} of ${done.length} tests failed`);
}

module.exports = { ask, until, runAll, sleep };
