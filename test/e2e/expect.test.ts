import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, interruptCli, runCli, runHere, startListen, type Finished } from '../support/cli.ts';
import { readXml } from '../support/read-xml.ts';

const HOSTILE = 'a]]><b> & "c" \u001b[31m\ufffe';

const ENV = { WEBHOOK_SECRET: 'whsec_test' };

interface Scene {
  readonly app: App;
  readonly cwd: string;
  run(...args: string[]): Promise<Finished>;
}

/** A project with a secret, an app, and a listener between. */
async function scene(): Promise<Scene> {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cwd = emptyFolder();
  await startListen([`${app.port}`, '--tunnel', 'none'], { cwd, env: ENV });
  return { app, cwd, run: (...args) => (args[0] === 'expect' ? runCli : runHere)(args, { cwd, env: ENV }) };
}

function documentOf({ stdout }: Finished): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

test('an event that came before: met at once, and shown', async () => {
  const { run } = await scene();
  await run('trigger', 'order.created');
  const done = await run('expect', 'order.created', '--verified', '--answered', '2xx');
  expect(done.code).toBe(0);
  expect(done.stdout).toMatch(/^\S met after \d+ \w+: 1 of 1\n {2}\S+ {2}#1 {2}order\.created/);
  expect(done.stderr).toMatch(
    /^waiting for 1 event of type order\.created, verified, answered 2xx, since \S+ \(start of the listener\), for at most 30 s\n$/,
  );
});

test('events that come after it: it waits for the last of them', async () => {
  const { run } = await scene();
  await run('trigger', 'order.created');
  const waiting = run('expect', 'order.*', '--count', '3', '--json');
  await run('trigger', 'order.updated', '--count', '2');
  const done = await waiting;
  expect(done.code).toBe(0);
  expect(documentOf(done)).toMatchObject({ met: true, ended: 'met', matched: [{}, {}, {}], missed: 0 });
});

test('an answer that comes after it: the event counts once the app has answered', async () => {
  const { app, run } = await scene();
  const answers: (() => void)[] = [];
  app.respond((_request, response) => void answers.push(() => response.end()));
  const triggered = run('trigger', 'order.created');
  await app.waitFor(1);
  const early = await run('expect', 'order.created', '--answered', '2xx', '--within', '0', '--json');
  expect(early.code).toBe(1);
  expect(documentOf(early)).toMatchObject({ nearMisses: [{ reasons: [{ code: 'no-answer' }] }] });
  const waiting = run('expect', 'order.created', '--answered', '2xx');
  for (const answer of answers) answer();
  await triggered;
  expect(await waiting).toMatchObject({ code: 0 });
});

test.each([
  ['too few', ['order.created', '--count', '2'], [], 1],
  ['another type', ['order.cancelled'], [{ code: 'type', explanation: 'type is order.created' }], 0],
  ['a wrong field', ['order.created', '--where', 'data.total>=99999999'], [{ code: 'where' }], 0],
  ['another text', ['order.created', '--search', 'no such text'], [{ code: 'search' }], 0],
  ['another provider', ['*', '--provider', 'stripe'], [{ code: 'provider' }], 0],
  ['another outcome', ['*', '--outcome', 'failed'], [{ code: 'outcome' }], 0],
  ['another answer', ['*', '--answered', '4xx,500'], [{ code: 'answered' }], 0],
] as const)('time up: %s', async (_what, args, reasons, matched) => {
  const { cwd, run } = await scene();
  await run('trigger', 'order.created');
  const done = await runHere(['expect', ...args, '--within', '0', '--json'], { cwd, env: ENV });
  expect(done.code).toBe(1);
  const document = documentOf(done);
  expect(document).toMatchObject({ met: false, ended: 'time', missed: reasons.length });
  expect(document['matched']).toHaveLength(matched);
  expect(document['nearMisses']).toMatchObject(reasons.length === 0 ? [] : [{ reasons }]);
});

test('unverified, and answered 500: neither counts, and both are told', async () => {
  const { app, run } = await scene();
  await run('trigger', 'order.created', '--invalid', 'wrong-secret');
  app.respond((_request, response) => response.writeHead(500).end());
  await run('trigger', 'order.created');
  const done = await run('expect', 'order.created', '--verified', '--answered', '2xx', '--within', '300ms');
  expect(done.code).toBe(1);
  expect(done.stdout).toContain('not met within 300 ms: 0 of 1, 2 that do not count');
  expect(done.stdout).toMatch(/#2 {2}order\.created {2}the app answered 500/);
  expect(done.stdout).toMatch(/#1 {2}order\.created {2}not verified: invalid, /);
});

test('what came before the listener started does not count, but with --since', async () => {
  const { app, cwd, run } = await scene();
  await run('trigger', 'order.created', '--to', `${app.port}`);
  const fresh = emptyFolder();
  await runCli(['trigger', 'order.created', '--to', `${app.port}`], { cwd: fresh });
  const none = await runCli(['expect', 'order.created', '--within', '0'], { cwd: fresh });
  expect(none).toMatchObject({ code: 1 });
  expect(none.stderr).toContain('No listener runs, so it counts from now; --since 5m looks back.');
  const back = ['expect', 'order.created', '--within', '0', '--since', '5m'];
  expect(await runCli(back, { cwd: fresh })).toMatchObject({ code: 0 });
  expect(await runCli(back, { cwd })).toMatchObject({ code: 0 });
});

test('--junit: a report CI can read, of a success and of a failure, whatever the wire says', async () => {
  const { cwd, run } = await scene();
  await run('trigger', 'order.created');
  const input = JSON.stringify({ type: HOSTILE });
  expect(await runCli(['trigger', HOSTILE, '--data', '-'], { cwd, env: ENV, input })).toMatchObject({
    code: 0,
  });
  expect(await run('expect', 'order.created', '--junit', 'out/good.xml')).toMatchObject({ code: 0 });
  const bad = await run('expect', '<&"\'>', '--within', '0', '--junit', 'out/bad.xml');
  expect(bad.code).toBe(1);
  const [good, failed] = ['good', 'bad'].map((name) =>
    readXml(readFileSync(path.join(cwd, 'out', `${name}.xml`), 'utf8')),
  );
  expect(good).toMatchObject({ name: 'testsuites', attributes: { tests: '1', failures: '0' } });
  expect(failed?.attributes).toMatchObject({ tests: '1', failures: '1' });
  const [testcase] = failed?.children[0]?.children ?? [];
  expect(testcase?.attributes['name']).toBe('1 event of type <&"\'>');
  expect(testcase?.children.map(({ name }) => name)).toEqual(['failure', 'system-out']);
  expect(testcase?.children[0]?.text).toContain('type is order.created');
  expect(testcase?.children[0]?.text).toContain('type is a]]><b> & "c" \\x1b[31m\\ufffe');
});

test.each([
  [['--answered', '2x'], '--answered 2x: not a status'],
  [['--within', 'soon'], '--within soon: not a duration'],
  [['--count', '0'], '--count 0: must be a whole number from 1 up'],
  [['--count', '3', '--limit', '2'], '--limit 2: fewer than --count 3'],
])('%j is refused', async (args, message) => {
  const done = await runCli(['expect', 'order.created', ...args], { cwd: emptyFolder() });
  expect(done.code).toBe(2);
  expect(done.stderr).toContain(`error: ${message}`);
});

test('Ctrl-C ends it with what it saw', async () => {
  const args = ['expect', 'order.created', '--within', '10m', '--json'];
  const done = await interruptCli(args, { cwd: emptyFolder() }, 'waiting for');
  expect(done.code).toBe(1);
  expect(documentOf(done)).toMatchObject({ met: false, ended: 'interrupted', matched: [] });
});

test('listen --ready-file: there once it is ready, whole, and gone at the end', async () => {
  const cwd = emptyFolder();
  const file = path.join(cwd, 'tmp', 'ready.json');
  mkdirSync(path.dirname(file));
  writeFileSync(file, '{"localUrl":"of a killed one"}');
  const listening = await startListen(['--tunnel', 'none', '--ready-file', 'tmp/ready.json'], { cwd });
  const { localUrl, pid } = listening;
  await vi.waitUntil(() => existsSync(file));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ localUrl, publicUrl: null, pid });
  expect(await listening.stop()).toBe(0);
  expect(readdirSync(path.dirname(file))).toEqual([]);
});

test('listen --ready-file at a place that cannot be written is told at once', async () => {
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'file'), '');
  const done = await runCli(['listen', '--tunnel', 'none', '--ready-file', 'file/ready.json'], { cwd });
  expect(done.code).toBe(3);
  expect(done.stderr).toContain('error: --ready-file file/ready.json: cannot be written');
});
