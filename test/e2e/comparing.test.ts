import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, runHere, startListen, type Finished } from '../support/cli.ts';

interface Sent {
  readonly body: string | Buffer;
  readonly headers?: Record<string, string>;
  readonly path?: string;
}

async function logOf(requests: readonly Sent[]): Promise<(...args: string[]) => Promise<Finished>> {
  const cwd = emptyFolder();
  const listening = await startListen(['--tunnel', 'none'], { cwd });
  for (const { body, headers = {}, path: at = '/' } of requests) {
    const url = new URL(at, listening.localUrl.replace('localhost', '127.0.0.1'));
    await fetch(url, { method: 'POST', headers, body: new Uint8Array(Buffer.from(body)) });
  }
  return (...args) => runHere(args, { cwd });
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

test('diff: path, headers and JSON, on a page and as a document', async () => {
  const run = await logOf([
    {
      body: '{"id":"evt_1","a":[1,{"b":2}],"old":true}',
      headers: { ...JSON_TYPE, 'X-Api-Key': 'k'.repeat(20) },
    },
    {
      body: '{"a":[1,{"b":"\\u001b[31m"}],"id":"evt_2"}',
      headers: { ...JSON_TYPE, 'X-Request-Id': '7' },
      path: '/x?y=1',
    },
  ]);
  const page = await run('diff', 'evt_1', 'last');
  expect(page).toMatchObject({ code: 0, stderr: '' });
  expect(page.stdout).toContain('~ path: / → /x?y=1\n');
  expect(page.stdout).toMatch(/^- x-api-key: kkkk… \(20 characters/im);
  expect(page.stdout).toMatch(/^\+ x-request-id: 7 {2}\(volatile\)$/im);
  expect(page.stdout).toContain('~ a.1.b: 2 → "\\u001b[31m"\n');
  expect(page.stdout).toContain('- old: true\n');
  const { stdout } = await run('diff', '1..2', '--json', '--reveal');
  const document = JSON.parse(stdout) as { headers: { name: string; before: string[] }[] };
  expect(document).toMatchObject({
    a: { id: 1 },
    b: { id: 2, providerEventId: 'evt_2' },
    identical: false,
    request: [{ field: 'path', before: '/', after: '/x?y=1' }],
    body: {
      kind: 'json',
      changes: [
        { kind: 'changed', path: 'id', before: 'evt_1', after: 'evt_2' },
        { kind: 'changed', path: 'a.1.b', before: 2 },
        { kind: 'removed', path: 'old', before: true },
      ],
    },
  });
  const key = document.headers.find(({ name }) => name.toLowerCase() === 'x-api-key');
  expect(key?.before).toEqual(['k'.repeat(20)]);
});

test('diff: forms by field, text by line, bytes by size and hash', async () => {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const run = await logOf([
    { body: 'a=1&b=2', headers: form },
    { body: 'b=3&a=1', headers: form },
    { body: 'one\ntwo\n' },
    { body: 'one\nzwei\n' },
    { body: Buffer.from([0xff, 0]) },
    { body: '{"a":1}' },
    { body: '{ "a": 1 }' },
  ]);
  const bodyOf = async (range: string): Promise<unknown> =>
    (JSON.parse((await run('diff', range, '--json')).stdout) as { body: unknown }).body;
  expect(await bodyOf('1..2')).toMatchObject({
    kind: 'form',
    changes: [{ kind: 'changed', path: 'b', before: '2', after: '3' }],
  });
  expect(await bodyOf('3..4')).toMatchObject({
    kind: 'text',
    changes: [
      { kind: 'removed', line: 2, text: 'two' },
      { kind: 'added', line: 2, text: 'zwei' },
    ],
  });
  expect(await bodyOf('4..5')).toMatchObject({ kind: 'bytes', after: { size: 2 } });
  expect(await bodyOf('6..7')).toMatchObject({ kind: 'json', changes: [] });
  expect((await run('diff', '6', '7')).stdout).toContain('the same values, written differently');
  expect(JSON.parse((await run('diff', '7', '7', '--json')).stdout)).toMatchObject({ identical: true });
});

test('diff: a body nested deeper than can be written again', async () => {
  const run = await logOf([{ body: '{}' }, { body: `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}` }]);
  expect((await run('diff', '1', '2')).stdout).toContain('+ a: "(nested too deep to show)"\n');
  expect(JSON.parse((await run('diff', '1', '2', '--json')).stdout)).toMatchObject({
    body: { changes: [{ kind: 'added', path: 'a' }] },
  });
});

test('diff: events that are not there, or not two', async () => {
  const run = await logOf([{ body: '{}' }]);
  expect(await run('diff', '1', '9')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'error: there is no event 9\nSee what is stored: webhook-cli list\n',
  });
  expect(await run('diff', 'last')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('names 1 event'),
  });
});

async function app(): Promise<App> {
  const started = await startApp();
  onTestFinished(() => started.close());
  return started;
}

async function triggered(): Promise<{ cwd: string }> {
  const [{ port, respond }, cwd] = [await app(), emptyFolder()];
  const to = ['--to', `${port}`];
  await runHere(['trigger', 'order.created', '--count', '2', '--duplicate', '1', ...to], { cwd });
  await runHere(['trigger', 'order.updated', '--invalid', 'signature', ...to], { cwd });
  respond((_request, response) => response.writeHead(500).end());
  const hour = new Date(Date.now() - 3_600_000).toISOString();
  await runHere(['trigger', 'product.created', '--set', `created_at=${hour}`, ...to], { cwd });
  return { cwd };
}

test('stats: a row per type, and what never came', async () => {
  const { cwd } = await triggered();
  const { code, stdout } = await runHere(['stats', '--json'], { cwd });
  expect(code).toBe(0);
  const document = JSON.parse(stdout) as { types: { type: string }[]; neverSeen: { type: string }[] };
  const ofType = (wanted: string) => document.types.find(({ type }) => type === wanted);
  expect(ofType('order.created')).toMatchObject({
    provider: 'store',
    count: 4,
    verified: 4,
    answered2xx: 4,
    duplicates: 2,
    appMs: { count: 4, p50: expect.any(Number) },
  });
  expect(ofType('order.updated')).toMatchObject({ count: 1, verified: 0, answered2xx: 1 });
  expect(ofType('product.created')).toMatchObject({ verified: 1, answered2xx: 0, appMs: { count: 1 } });
  const late = ofType('product.created') as unknown as { delaySeconds: { p50: number } };
  expect(late.delaySeconds.p50).toBeGreaterThanOrEqual(3600);
  expect(document).toMatchObject({ total: { count: 6 } });
  const never = ['customer.created', 'order.fulfilled', 'product.updated'];
  expect(document.neverSeen.map(({ type }) => type)).toEqual(never);
});

test('stats: an aligned table, narrowed; never means never', async () => {
  const { cwd } = await triggered();
  const { stdout } = await runHere(['stats', '--type', 'order.*', '--signature', 'valid'], { cwd });
  const lines = stdout.trimEnd().split('\n');
  expect(lines[1]).toMatch(/^order\.created {2}store +4 +4 +4 /);
  expect(lines[0]?.indexOf('last seen')).toBe(lines[1]?.search(/\d{4}-\d\d-\d\dT/));
  // order.updated was left out, but it did come.
  expect(lines.slice(2)).toEqual(['', 'never seen', '  store:order.fulfilled']);
});

test('stats: an empty log, and the providers of the settings', async () => {
  const cwd = emptyFolder();
  const endpoints = [
    { name: 'chat', path: '/chat', provider: 'slack', secretEnv: 'A' },
    { name: 'sms', path: '/sms', provider: 'twilio', secretEnv: 'B' },
  ];
  writeFileSync(path.join(cwd, 'webhook.config.json'), JSON.stringify({ endpoints }));
  const page = await runHere(['stats'], { cwd });
  expect(page).toMatchObject({ code: 0, stderr: 'No events yet.\n' });
  expect(page.stdout).toContain('  slack:app_mention\n');
  // Their type stands nowhere in what they send, so nobody can say they never came.
  expect(page.stdout).not.toMatch(/block_actions|twilio|store/);
  const document = JSON.parse((await runHere(['stats', '--json'], { cwd })).stdout) as object;
  expect(document).toMatchObject({ types: [], total: null });
});

test('stats: a sample saved under a name the log can never show is not waited for', async () => {
  const cwd = emptyFolder();
  await runHere(['trigger', 'order.created', '--to', '1'], { cwd });
  expect(await runHere(['sample', 'save', '1', '--as', 'order.big'], { cwd })).toMatchObject({ code: 0 });
  const { stdout } = await runHere(['stats'], { cwd });
  expect(stdout).toContain('store:order.updated');
  expect(stdout).not.toContain('order.big');
});
