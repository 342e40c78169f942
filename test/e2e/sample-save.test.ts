import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App, type SeenRequest } from '../support/app-server.ts';
import { emptyFolder, runHere, startListen } from '../support/cli.ts';

const ENV = { GITHUB_SECRET: 'the-secret-of-github', STORE_SECRET: 'the-secret-of-the-store' };
const ISSUE = Buffer.from(
  '{"action":"opened","issue":{"title":"Zoë €","user":{"email":"kim@corp.test"}},"n":1}',
);
const RANDOM = Buffer.concat([Buffer.from([0, 0xff, 0x0d, 0x0a]), randomBytes(500)]);
const ORDER = '{ "id":"evt_1", "type":"order.big", "total": 12345678901234567890, "note":"{{time}}" }\n';

/** A project whose log holds what four senders really sent. */
async function project(): Promise<{ cwd: string; app: App }> {
  const cwd = emptyFolder();
  const endpoints = [
    { name: 'github', path: '/github', provider: 'github', secretEnv: 'GITHUB_SECRET' },
    { name: 'store', path: '/store', provider: 'store', secretEnv: 'STORE_SECRET' },
  ];
  writeFileSync(path.join(cwd, 'webhook.config.json'), JSON.stringify({ endpoints }));
  const listening = await startListen(['--tunnel', 'none'], { cwd, env: ENV });
  const post = async (to: string, headers: Record<string, string>, body: Buffer): Promise<void> => {
    const url = `${listening.localUrl}${to}`;
    await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
  };
  const github = (body: Buffer, event: string): Record<string, string> => ({
    'X-GitHub-Event': event,
    'X-GitHub-Delivery': 'a-delivery',
    'X-Hub-Signature-256': `sha256=${hmac(ENV.GITHUB_SECRET, body)}`,
    Cookie: 'session=SENTINEL',
    Authorization: 'Bearer SENTINEL',
    'X-Forwarded-For': '203.0.113.9',
  });
  const store = (body: Buffer): Record<string, string> => ({
    'X-Webhook-Signature': hmac(ENV.STORE_SECRET, body),
  });
  const form = Buffer.from('from=%2B1+2&text=a%20b&token=x');
  await post('/github', { 'Content-Type': 'application/json', ...github(ISSUE, 'issues') }, ISSUE);
  const binary = { 'Content-Type': 'application/octet-stream', ...github(RANDOM, 'upload') };
  await post('/github', binary, RANDOM);
  await post('/store', { 'Content-Type': 'application/x-www-form-urlencoded', ...store(form) }, form);
  const order = Buffer.from(ORDER);
  await post('/store', { 'Content-Type': 'application/json', ...store(order) }, order);
  const holding = Buffer.from(`{"type":"odd/../name","api_token":"t","secret":"${ENV.STORE_SECRET}"}`);
  await post('/store', { 'Content-Type': 'application/json', ...store(holding) }, holding);
  expect(await listening.stop()).toBe(0);
  const app = await startApp();
  onTestFinished(() => app.close());
  return { cwd, app };
}

function hmac(secret: string, body: Buffer): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

function header({ rawHeaders }: SeenRequest, name: string): string | undefined {
  const at = rawHeaders.findIndex((text) => text.toLowerCase() === name);
  return at < 0 ? undefined : rawHeaders[at + 1];
}

test('what came in is saved, found, and sent again, signed anew', async () => {
  const { cwd, app } = await project();
  const run = (...args: string[]) => runHere(args, { cwd, env: ENV });
  const triggered = async (type: string): Promise<SeenRequest> => {
    expect(await run('trigger', type, '--to', `${app.port}`)).toMatchObject({ code: 0 });
    return app.seen.at(-1) as SeenRequest;
  };

  const saved = await run('sample', 'save', '1');
  const file = 'samples/github/issues.opened.sample.json';
  expect(saved).toMatchObject({ code: 0, stdout: `event 1 saved as github:issues.opened in ${file}\n` });
  expect(saved.stderr).toBe('Send it: webhook-cli trigger github:issues.opened\n');
  expect(readFileSync(path.join(cwd, file), 'utf8')).not.toMatch(/SENTINEL|sha256=|203\.0|a-delivery/);
  const issue = await triggered('github:issues.opened');
  expect(issue.body.equals(ISSUE)).toBe(true);
  expect(header(issue, 'x-github-event')).toBe('issues');
  expect(header(issue, 'x-hub-signature-256')).toBe(`sha256=${hmac(ENV.GITHUB_SECRET, ISSUE)}`);
  expect(header(issue, 'x-github-delivery')).not.toBe('a-delivery');
  expect(header(issue, 'cookie')).toBeUndefined();

  await run('sample', 'save', '2', '--as', 'github:upload.finished');
  const upload = await triggered('upload.finished');
  expect(upload.body.equals(RANDOM)).toBe(true);
  expect(header(upload, 'content-type')).toBe('application/octet-stream');
  expect(header(upload, 'x-github-event')).toBe('upload');
  expect((await run('samples', 'upload.finished')).bytes.equals(RANDOM)).toBe(true);

  expect(await run('sample', 'save', '3', '--as', 'sms')).toMatchObject({ code: 0 });
  const sms = await triggered('sms');
  expect(String(sms.body)).toBe('from=%2B1+2&text=a%20b&token=x');
  expect(header(sms, 'content-type')).toBe('application/x-www-form-urlencoded');

  await run('sample', 'save', '4');
  const order = await triggered('order.big');
  expect(String(order.body)).toBe(ORDER);
  expect(header(order, 'x-webhook-signature')).toBe(hmac(ENV.STORE_SECRET, Buffer.from(ORDER)));

  const listed = JSON.parse((await run('samples', '--json')).stdout) as { type: string; from: string }[];
  expect(listed.slice(0, 5).map(({ type, from }) => `${type} ${from}`)).toEqual([
    'issues.opened project',
    'upload.finished project',
    'order.big project',
    'sms project',
    'APPLICATION_AUTHORIZED built-in',
  ]);
  expect((await run('samples', '--provider', 'github')).stdout).toMatch(/issues\.opened +project\n/);
});

test('fields are redacted, and what is there is left alone', async () => {
  const { cwd, app } = await project();
  const run = (...args: string[]) => runHere(args, { cwd, env: ENV });
  const hidden = ['sample', 'save', '1', '--redact', 'issue.user.*', '--redact', 'n', '--json'];
  expect(JSON.parse((await run(...hidden)).stdout)).toEqual({
    eventId: 1,
    provider: 'github',
    type: 'issues.opened',
    file: 'samples/github/issues.opened.sample.json',
    state: 'written',
    redacted: ['issue.user.*', 'n'],
  });
  await run('trigger', 'github:issues.opened', '--to', `${app.port}`);
  expect(String(app.seen[0]?.body)).toBe(
    '{"action":"opened","issue":{"title":"Zoë €","user":{"email":"redacted@example.com"}},"n":0}',
  );
  const again = await run('sample', 'save', '1');
  expect(again).toMatchObject({ code: 2, stdout: '' });
  expect(again.stderr).toMatch(
    /already a sample of github:issues.opened: samples\/.*\nReplace it with --overwrite/,
  );
  expect(await run('sample', 'save', '1', '--overwrite')).toMatchObject({ code: 0 });

  await run('sample', 'save', '3', '--as', 'sms', '--redact', 'from');
  await run('trigger', 'sms', '--to', `${app.port}`);
  expect(String(app.seen.at(-1)?.body)).toBe('from=redacted&text=a+b&token=x');

  const wrong = async (args: string, says: RegExp): Promise<void> => {
    const done = await run('sample', 'save', ...args.split(' '));
    expect(done).toMatchObject({ code: 2, stdout: '' });
    expect(done.stderr).toMatch(says);
    expect(done.stderr.trimEnd().split('\n')).toHaveLength(2);
    expect(done.stderr).not.toContain(ENV.STORE_SECRET);
  };
  await wrong('9', /there is no event 9/);
  await wrong('1..2', /names 2 events/);
  await wrong('3', /event 3 has no type\nGive it one: webhook-cli sample save 3 --as/);
  await wrong('5', /cannot be the name of a sample.*\n.*--as odd\/name/);
  await wrong('1 --as ../evil', /cannot be the name of a sample/);
  await wrong('1 --redact isue.title', /no such field\nDid you mean issue/);
  await wrong('2 --redact a', /not JSON, so no field of it can be redacted/);
  await wrong('5 --as odd', /holds the signing secret of endpoint store/);
  const odd = await run('sample', 'save', '5', '--as', 'odd', '--redact', 'secret');
  expect(odd.stderr).toContain('warning: api_token may be a secret. If it is: --redact api_token');
  expect(readFileSync(path.join(cwd, 'samples', 'store', 'odd.json'), 'utf8')).not.toContain(
    ENV.STORE_SECRET,
  );
  expect(existsSync(path.join(cwd, 'evil.json'))).toBe(false);
  expect(readdirSync(path.join(cwd, 'samples')).toSorted()).toEqual(['github', 'store']);
});

test('a folder that cannot be written to is said so', async () => {
  const cwd = emptyFolder();
  await runHere(['trigger', 'order.created', '--to', '1'], { cwd });
  writeFileSync(path.join(cwd, 'samples'), 'a file');
  const done = await runHere(['sample', 'save', 'last'], { cwd });
  expect(done).toMatchObject({ code: 3, stdout: '' });
  expect(done.stderr).toMatch(
    /cannot write the sample: .*samples is not a folder\nMake .*samples a folder you may write to/,
  );
});
