import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../support/app-server.ts';
import { emptyFolder, runHere, startListen } from '../support/cli.ts';
import { headersOf } from '../support/seen-headers.ts';

async function app() {
  const started = await startApp();
  onTestFinished(() => started.close());
  return started;
}

async function stored(cwd: string, env: Record<string, string>): Promise<object[]> {
  return JSON.parse((await runHere(['list', '--json'], { cwd, env })).stdout) as object[];
}

test('fields of a form are set and removed, in JSON inside a field, too', async () => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  const sms = ['twilio:message.received', '--set', 'Body=a+b & c', '--unset', 'FromZip'];
  const press = ['slack:block_actions', '--set', 'payload.actions.0.value=1043'];
  for (const args of [sms, press]) {
    expect((await runHere(['trigger', ...args, '--to', `${port}`], { cwd })).code).toBe(0);
  }
  const [text, action] = seen.map(({ body }) => new URLSearchParams(body.toString()));
  expect(text?.get('Body')).toBe('a+b & c');
  expect(text?.has('FromZip')).toBe(false);
  expect(text?.get('FromCity')).toBe('BERLIN');
  expect(JSON.parse(action?.get('payload') ?? '')).toMatchObject({ actions: [{ value: '1043' }] });
});

test('a type of several providers is the endpoint’s, or has to be named', async () => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  const to = ['--to', `${port}`];
  expect((await runHere(['trigger', 'order.created', ...to], { cwd })).code).toBe(0);
  expect(headersOf(seen[0])('x-webhook-signature')).not.toBe('');
  expect(
    (await runHere(['trigger', '--provider', 'woocommerce', 'order.created', ...to], { cwd })).code,
  ).toBe(0);
  expect(headersOf(seen[1])('x-wc-webhook-topic')).toBe('order.created');
  expect((await runHere(['trigger', 'push', ...to], { cwd })).code).toBe(0);
  expect(headersOf(seen[2])('x-github-event')).toBe('push');
  expect(await runHere(['trigger', 'invoice.paid', ...to], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^error: invoice.paid is a type of standard-webhooks, stripe\nSay which one: .*stripe:invoice.paid\n$/,
    ),
  });
  expect(await runHere(['trigger', 'github:pusch', ...to], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean github:push'),
  });
  expect(await runHere(['trigger', '--provider', 'githab', 'push', ...to], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no provider called githab\nDid you mean github'),
  });
  expect(seen).toHaveLength(3);
});

test('a running listener decides, takes its own provider’s events, and refuses others without --to', async () => {
  const { port, seen } = await app();
  const [cwd, env] = [emptyFolder(), { WEBHOOK_SECRET: 's3cret' }];
  await startListen([`${port}`, '--tunnel', 'none', '--provider', 'stripe'], { cwd, env });
  expect((await runHere(['trigger', 'invoice.paid'], { cwd, env })).code).toBe(0);
  expect(headersOf(seen[0])('stripe-signature')).toMatch(/^t=\d+,v1=/);
  expect((await stored(cwd, env))[0]).toMatchObject({ type: 'invoice.paid', signature: { status: 'valid' } });
  expect(await runHere(['trigger', 'github:push'], { cwd, env })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no endpoint of provider github\n.*--to <target>/),
  });
  expect((await runHere(['trigger', 'github:push', '--to', `${port}`], { cwd, env })).code).toBe(0);
});

test('--data is sent under a type of the named provider, with its headers', async () => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  const args = ['trigger', 'github:deployment.created', '--data', '-', '--to', `${port}`];
  expect((await runHere(args, { cwd, input: '{"action":"created"}' })).code).toBe(0);
  expect(headersOf(seen[0])('x-github-event')).toBe('deployment');
  expect(seen[0]?.body.toString()).toBe('{"action":"created"}');
});

test('a seed gives the same body and ids in the headers again', async () => {
  const cwd = emptyFolder();
  const print = async (type: string, seed: string): Promise<string> =>
    (await runHere(['trigger', type, '--seed', seed, '--print', 'http'], { cwd })).stdout;
  expect(await print('github:push', '7')).toBe(await print('github:push', '7'));
  expect(await print('github:push', '7')).not.toBe(await print('github:push', '8'));
});

test('a project’s own samples may stand in folders and be forms', async () => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  const folder = path.join(cwd, 'samples', 'shopify', 'carts');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'create.json'), '{"token":"{{hex:32:cart}}"}');
  writeFileSync(path.join(folder, 'rate.form.json'), '{"b":"1","a":"x y"}');
  for (const type of ['shopify:carts/create', 'carts/rate']) {
    expect((await runHere(['trigger', type, '--to', `${port}`], { cwd })).code).toBe(0);
  }
  expect(headersOf(seen[0])('x-shopify-topic')).toBe('carts/create');
  expect(seen[1]?.body.toString()).toBe('b=1&a=x+y');
  expect(headersOf(seen[1])('content-type')).toBe('application/x-www-form-urlencoded');
});

test('a replay is signed again as the provider of the event signs', async () => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  expect((await runHere(['trigger', 'stripe:invoice.paid', '--to', `${port}`], { cwd })).code).toBe(0);
  expect((await runHere(['replay', 'last', '--sign', 'always'], { cwd })).code).toBe(0);
  expect(headersOf(seen[1])('stripe-signature')).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
  expect(headersOf(seen[1])('x-webhook-signature')).toBe('');
});

test('Twilio JSON: the hash of the body is in the query, and the listener accepts it', async () => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'event.json'), '{"a":1}');
  const env = { WEBHOOK_SECRET: 's3cret' };
  await startListen([`${port}`, '--tunnel', 'none', '--provider', 'twilio'], { cwd, env });
  const args = ['trigger', 'twilio:event', '--data', 'event.json', '--json'];
  const sent = await runHere(args, { cwd, env });
  expect(sent.stderr).toBe('');
  const sha256 = createHash('sha256').update('{"a":1}').digest('hex');
  expect(JSON.parse(sent.stdout)).toMatchObject({
    path: `/?bodySHA256=${sha256}`,
    contentType: 'application/json',
    signature: { status: 'valid' },
  });
  expect(seen[0]?.url).toBe(`/?bodySHA256=${sha256}`);
});
