import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App, type SeenRequest } from '../support/app-server.ts';
import { emptyFolder, runCli, runHere, type Finished } from '../support/cli.ts';
import { headersOf } from '../support/seen-headers.ts';

interface Scene {
  readonly app: App;
  readonly cwd: string;
  run(...args: string[]): Promise<Finished>;
}

const SECRET = 'a-shared-secret';

async function scene(env: Record<string, string> = {}): Promise<Scene> {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cwd = emptyFolder();
  const run = (...args: string[]): Promise<Finished> =>
    (args[0] === 'replay' ? runCli : runHere)(args, { cwd, env: { WEBHOOK_SECRET: SECRET, ...env } });
  return { app, cwd, run };
}

function hmac(body: Buffer): string {
  return createHmac('sha256', SECRET).update(body).digest('hex');
}

const last = ({ seen }: App): SeenRequest => seen.at(-1) as SeenRequest;

test('--set and --unset: another body, signed again and said so; what is stored stays', async () => {
  const { app, run } = await scene();
  await run('trigger', 'order.created', '--to', `${app.port}`);
  const before = last(app).body;
  const done = await run('replay', 'last', '--set', 'data.total:=1', '--unset', 'data.currency');
  expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining('its body was changed') as string });
  const { body } = last(app);
  expect(JSON.parse(body.toString())).toMatchObject({ data: { total: 1 } });
  expect(body.toString()).not.toContain('"currency":"');
  expect(headersOf(last(app))('x-webhook-signature')).toBe(hmac(body));
  expect((await run('show', 'last', '--body')).bytes).toEqual(before);
  await run('replay', 'last');
  expect(last(app).body).toEqual(before);
});

test('--edit opens an editor; what was not changed is not signed again; it takes one event', async () => {
  const { app, cwd, run } = await scene({ EDITOR: 'sed -i s/EUR/USD/' });
  await run('trigger', 'order.created', '--count', '2', '--to', `${app.port}`, '--set', 'data.currency=EUR');
  expect((await run('replay', 'last', '--edit')).stderr).toContain('its body was changed');
  expect(last(app).body.toString()).toContain('"USD"');
  expect(headersOf(last(app))('x-webhook-signature')).toBe(hmac(last(app).body));
  const idle = await runCli(['replay', 'last', '--edit'], {
    cwd,
    env: { WEBHOOK_SECRET: SECRET, EDITOR: 'true' },
  });
  expect(idle).toMatchObject({ code: 0, stderr: '' });
  const two = await run('replay', '--all', '--edit');
  expect(two).toMatchObject({ code: 2, stderr: expect.stringContaining('--edit takes one') as string });
});

test('a field that is not there names the event, and nothing is sent', async () => {
  const { app, run } = await scene();
  await run('trigger', 'order.created', '--to', `${app.port}`);
  const done = await run('replay', '1', '--set', 'data.totl:=1');
  expect(done).toMatchObject({ code: 2, stdout: '' });
  expect(done.stderr).toMatch(/^error: event 1: --set data\.totl: there is no such field\nDid you mean/);
  expect(app.seen).toHaveLength(1);
});

test('a form is edited by its fields, and by the JSON one of them carries', async () => {
  const { app, run } = await scene();
  await run('trigger', 'slack:block_actions', '--to', `${app.port}`);
  const fields = new URLSearchParams(last(app).body.toString());
  const payload = JSON.parse(fields.get('payload') as string) as { team: { domain: string } };
  await run('replay', 'last', '--set', 'payload.team.domain=other');
  const edited = new URLSearchParams(last(app).body.toString());
  expect(JSON.parse(edited.get('payload') as string)).toEqual({
    ...payload,
    team: { ...payload.team, domain: 'other' },
  });
});

test("a project's own provider with its time in the body, and one whose body carries the signature", async () => {
  const { app, cwd, run } = await scene();
  const acme = {
    header: 'X-Acme-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    template: '{body}',
    timestamp: { from: { kind: 'json', path: 'sentAt' }, unit: 's', toleranceSeconds: 300 },
  };
  writeFileSync(
    path.join(cwd, 'webhook.config.json'),
    JSON.stringify({ providers: { acme: { scheme: acme } } }),
  );
  writeFileSync(path.join(cwd, 'body.json'), '{"sentAt":1000,"n":1}');
  const sent = await run(
    'trigger',
    'thing',
    '--provider',
    'acme',
    '--data',
    'body.json',
    '--to',
    `${app.port}`,
  );
  expect(sent).toMatchObject({ code: 0 });
  expect((await run('replay', 'last')).stderr).toContain('its timestamp had expired');
  const { body } = last(app);
  const { sentAt } = JSON.parse(body.toString()) as { sentAt: number };
  expect(Math.abs(Date.now() / 1000 - sentAt)).toBeLessThan(60);
  expect(headersOf(last(app))('x-acme-signature')).toBe(hmac(body));

  await run('trigger', 'mailgun:delivered', '--data', 'body.json', '--to', `${app.port}`);
  await run('replay', 'last', '--set', 'n:=2');
  const { signature, n } = JSON.parse(last(app).body.toString()) as {
    n: number;
    signature: { timestamp: string; token: string; signature: string };
  };
  const { timestamp, token } = signature;
  expect(n).toBe(2);
  expect(signature.signature).toBe(hmac(Buffer.from(`${timestamp}${token}`)));
});

test('--sign auto makes what has expired acceptable again and leaves the rest alone; never does not', async () => {
  const { app, run } = await scene();
  await run('trigger', 'stripe:invoice.paid', '--invalid', 'stale', '--to', `${app.port}`);
  await run('trigger', 'stripe:invoice.paid', '--to', `${app.port}`);
  await run('trigger', 'github:push', '--to', `${app.port}`);
  await run('trigger', 'order.created', '--to', `${app.port}`);
  const original = [...app.seen];
  app.respond((request, response) => {
    const [, t = '', v1 = ''] = /^t=(\d+),v1=(\w+)$/.exec(headersOf(request)('stripe-signature')) ?? [];
    const isStripe = t !== '';
    const isRight = v1 === hmac(Buffer.concat([Buffer.from(`${t}.`), request.body]));
    const isFresh = Math.abs(Date.now() / 1000 - Number(t)) < 300;
    response.writeHead(!isStripe || (isRight && isFresh) ? 200 : 400).end();
  });
  const never = await run('replay', '--all', '--sign', 'never', '--json');
  expect(never.stdout.match(/"status":\d+/g)).toEqual([400, 200, 200, 200].map((n) => `"status":${n}`));
  const auto = await run('replay', '--all', '--json');
  expect(auto.code).toBe(0);
  expect(auto.stdout.match(/"sign":[^,}]+/g)).toEqual([
    '"sign":"signed again: its timestamp had expired"',
    ...[2, 3, 4].map(() => '"sign":null'),
  ]);
  expect(app.seen.slice(9)).toEqual(original.slice(1));
});

test('where it cannot be signed nothing is sent, and it says how to send it still', async () => {
  const { app, cwd, run } = await scene({ EDITOR: 'cp plain.txt' });
  writeFileSync(path.join(cwd, 'plain.txt'), 'plain');
  await run('trigger', 'order.created', '--to', `${app.port}`);
  writeFileSync(path.join(cwd, 'event.json'), '{}');
  await run('trigger', 'delivered', '--provider', 'mailgun', '--data', 'event.json', '--to', `${app.port}`);
  expect(await run('replay', 'last', '--edit')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: [
      'error: event 2 cannot be signed again: the body is no JSON object to put a signature into',
      'What mailgun needs: webhook-cli providers mailgun. Or send the stored signature: --sign never\n',
    ].join('\n'),
  });
  expect(app.seen).toHaveLength(2);
  await run('replay', 'last', '--edit', '--sign', 'never');
  expect(last(app).body.toString()).toBe('plain');
});

test('--concurrency, --rate and --timing: wrong values are refused, right ones send each once', async () => {
  const { app, run } = await scene();
  await run('trigger', 'order.created', '--count', '6', '--to', `${app.port}`);
  for (const wrong of [
    ['--rate', 'fast'],
    ['--timing', 'slow'],
    ['--concurrency', '0'],
    ['--concurrency', '65'],
  ]) {
    expect(await run('replay', '--all', ...wrong)).toMatchObject({ code: 2, stdout: '' });
  }
  const sent = app.seen.map(({ sha256 }) => sha256);
  await run('replay', '--all', '--timing', '1000x', '--rate', '1000/s');
  expect(app.seen.slice(6).map(({ sha256 }) => sha256)).toEqual(sent);
  await run('replay', '--all', '--timing', 'burst');
  expect(new Set(app.seen.slice(12).map(({ sha256 }) => sha256))).toEqual(new Set(sent));
});

test('--timing burst has all of them on the way at once', async () => {
  const { app, run } = await scene();
  await run('trigger', 'order.created', '--count', '6', '--to', `${app.port}`);
  const held: (() => void)[] = [];
  app.respond((_request, response) => void held.push(() => response.end()));
  const running = run('replay', '--all', '--timing', 'burst');
  await app.waitFor(12);
  for (const release of held) release();
  expect(await running).toMatchObject({ code: 0 });
});
