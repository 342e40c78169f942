import { createHmac, generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, runHere } from '../support/cli.ts';

const BODY = Buffer.from('{"type":"order.created","n":"Zoë $& €"}\r\n');
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const env = { MY_SECRET: SECRET, OTHER: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' };
const AT = 1_700_000_000;

async function signed(provider: string, more: string[] = [], secrets: Record<string, string> = env) {
  const cwd = emptyFolder();
  const line = [
    'sign',
    '--json',
    '--data',
    '-',
    '--provider',
    provider,
    '--secret-env',
    'MY_SECRET',
    '--timestamp',
    `${AT}`,
  ];
  const done = await runHere([...line, ...more], { cwd, env: secrets, input: BODY });
  expect(done.stderr).toBe('');
  expect(done.code).toBe(0);
  const { headers } = JSON.parse(done.stdout) as { headers: [string, string][] };
  return headers;
}

async function verified(
  provider: string,
  headers: readonly (readonly [string, string])[],
  more: string[] = [],
) {
  const cwd = emptyFolder();
  const flags = headers.flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const line = ['verify', '--json', '--data', '-', '--provider', provider, '--at', `${AT + 10}`, ...flags];
  const secret = more.includes('--secret-env') ? [] : ['--secret-env', 'MY_SECRET'];
  return runHere([...line, ...secret, ...more], { cwd, env, input: BODY });
}

describe('sign', () => {
  test('prints what the sender of the guide would send', async () => {
    const digest = createHmac('sha256', SECRET).update(BODY).digest('hex');
    expect(await signed('store')).toEqual([['X-Webhook-Signature', digest]]);
    const cwd = emptyFolder();
    writeFileSync(path.join(cwd, 'body.json'), BODY);
    const done = await runHere(['sign', '--data', 'body.json'], { cwd, env: { WEBHOOK_SECRET: SECRET } });
    expect(done).toMatchObject({ code: 0, stdout: `X-Webhook-Signature: ${digest}\n` });
  });

  test.each([['1700000000'], ['2023-11-14T22:13:20Z']])('--timestamp %s', async (time) => {
    const digest = createHmac('sha256', SECRET).update(`${AT}.`).update(BODY).digest('hex');
    expect(await signed('stripe', ['--timestamp', time])).toEqual([
      ['Stripe-Signature', `t=${AT},v1=${digest}`],
    ]);
  });

  test('signs id and registered URL', async () => {
    const key = Buffer.from(SECRET.slice(6), 'base64');
    const standard = createHmac('sha256', key).update(`m1.${AT}.`).update(BODY).digest('base64');
    expect(await signed('standard-webhooks', ['--id', 'm1'])).toEqual([
      ['Webhook-Id', 'm1'],
      ['Webhook-Timestamp', `${AT}`],
      ['Webhook-Signature', `v1,${standard}`],
    ]);
    const square = createHmac('sha256', SECRET)
      .update('https://a.example/hook')
      .update(BODY)
      .digest('base64');
    expect(await signed('square', ['--url', 'https://a.example/hook'])).toEqual([
      ['X-Square-Hmacsha256-Signature', square],
    ]);
  });

  test('several secrets give several signatures where the header may hold them', async () => {
    const both = ['--secret-env', 'OTHER'];
    const mac = (key: string) => createHmac('sha256', key).update(`${AT}.`).update(BODY).digest('hex');
    expect(await signed('stripe', both)).toEqual([
      ['Stripe-Signature', `t=${AT},v1=${mac(SECRET)},v1=${mac(env.OTHER)}`],
    ]);
    expect(await signed('store', both)).toEqual(await signed('store'));
  });

  test('a body that carries the signature is printed itself', async () => {
    const cwd = emptyFolder();
    const line = [
      'sign',
      '--provider',
      'mailgun',
      '--data',
      '-',
      '--secret-env',
      'MY_SECRET',
      '--timestamp',
      `${AT}`,
    ];
    const done = await runHere(line, { cwd, env, input: '{"event-data":{"event":"opened"}}' });
    const { signature } = JSON.parse(done.stdout) as { signature: { token: string; signature: string } };
    expect(signature.signature).toBe(
      createHmac('sha256', SECRET).update(`${AT}${signature.token}`).digest('hex'),
    );
  });
});

describe('verify', () => {
  test('takes what sign made', async () => {
    for (const [provider, more] of [
      ['stripe', []],
      ['slack', []],
      ['hubspot-v3', ['--url', 'https://a.example/h?x=%2F', '--method', 'put']],
      ['twilio', ['--url', 'https://a.example/h']],
      ['contentful', ['--url', 'https://a.example/h?x=1']],
      ['gitlab', []],
    ] as const) {
      const done = await verified(provider, await signed(provider, [...more]), [...more]);
      expect({ provider, code: done.code, stderr: done.stderr }).toEqual({ provider, code: 0, stderr: '' });
      expect(JSON.parse(done.stdout)).toEqual({ valid: true, reason: null, explanation: expect.any(String) });
    }
  });

  test('says no with a reason, and exits 1', async () => {
    const headers = await signed('stripe');
    const stale = await verified('stripe', headers, ['--at', `${AT + 1000}`]);
    expect(stale.code).toBe(1);
    expect(JSON.parse(stale.stdout)).toEqual({
      valid: false,
      reason: 'stale',
      explanation: expect.stringContaining('1000 s old'),
    });
    expect((await verified('stripe', headers, ['--at', `${AT + 1000}`, '--tolerance', '1000'])).code).toBe(0);
    const missing = await verified('stripe', []);
    expect([missing.code, JSON.parse(missing.stdout)]).toMatchObject([1, { reason: 'no-signature' }]);
    const other = await verified('stripe', headers, ['--secret-env', 'OTHER']);
    expect([other.code, JSON.parse(other.stdout)]).toMatchObject([1, { reason: 'mismatch' }]);
    const both = await verified('stripe', headers, ['--secret-env', 'OTHER', '--secret-env', 'MY_SECRET']);
    expect(JSON.parse(both.stdout)).toMatchObject({
      valid: true,
      explanation: expect.stringContaining('secret 2 of 2'),
    });
  });

  test('what cannot be judged exits 2', async () => {
    const headers = await signed('stripe');
    const url = await verified('square', [['x-square-hmacsha256-signature', 'abc']]);
    expect([url.code, JSON.parse(url.stdout)]).toMatchObject([2, { valid: false, reason: 'no-url' }]);
    const key = await verified('discord', [
      ['x-signature-ed25519', 'ab'],
      ['x-signature-timestamp', '1'],
    ]);
    expect([key.code, JSON.parse(key.stdout)]).toMatchObject([2, { reason: 'bad-secret' }]);
    const cwd = emptyFolder();
    const line = [
      'verify',
      '--json',
      '--data',
      '-',
      ...headers.flatMap(([n, v]) => ['--header', `${n}: ${v}`]),
    ];
    const none = await runHere([...line, '--provider', 'stripe'], { cwd, input: BODY });
    expect([none.code, JSON.parse(none.stdout)]).toMatchObject([2, { reason: 'no-secret' }]);
    const nobody = await runHere([...line, '--provider', 'strip'], { cwd, input: BODY });
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toBe(
      'error: there is no provider called strip\nDid you mean stripe, store, svix?\n',
    );
  });

  test('no secret is ever printed', async () => {
    const done = await verified('stripe', await signed('stripe'), [
      '--secret-env',
      'OTHER',
      '--secret-env',
      'MY_SECRET',
    ]);
    expect(done.stdout + done.stderr).not.toContain('whsec_');
  });

  test('a stored event is judged as of its arrival', async () => {
    const cwd = emptyFolder();
    const secret = { WEBHOOK_SECRET: SECRET };
    await runHere(['trigger', 'order.created', '--to', '9'], { cwd, env: secret });
    await runHere(['trigger', 'order.created', '--to', '9', '--invalid', 'body'], { cwd, env: secret });
    expect(await runHere(['verify', '1'], { cwd, env: secret })).toMatchObject({
      code: 0,
      stdout: 'valid: the signature matches the secret, and is in time\n',
    });
    expect(await runHere(['verify', 'last'], { cwd, env: secret })).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^invalid: /),
    });
  });

  test('a key pair of one’s own forges, its public half verifies', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const headers = await signed('discord', [], { MY_SECRET: pem });
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url').toString('hex');
    const flags = headers.flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
    const line = ['verify', '--data', '-', '--provider', 'discord', '--secret-env', 'PUBLIC', ...flags];
    const done = await runHere(line, { cwd: emptyFolder(), env: { PUBLIC: raw }, input: BODY });
    expect(done.code).toBe(0);
  });
});

describe('providers', () => {
  test('lists all, shows one, and a project’s own first', async () => {
    const cwd = emptyFolder();
    const own = { providers: { acme: { scheme: { header: 'X-Acme', algorithm: 'hmac-sha512' } } } };
    writeFileSync(path.join(cwd, 'webhook.config.json'), JSON.stringify(own));
    const all = JSON.parse((await runHere(['providers', '--json'], { cwd })).stdout) as { name: string }[];
    expect(all[0]?.name).toBe('acme');
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['store', 'stripe', 'aws-sns']));
    const page = await runHere(['providers', 'slack'], { cwd });
    expect(page.stdout).toContain('x-slack-signature: v0=<signature>');
    expect(page.stdout).toContain('url_verification');
    const line = ['sign', '--provider', 'acme', '--data', '-', '--secret-env', 'MY_SECRET'];
    const digest = createHmac('sha512', SECRET).update(BODY).digest('hex');
    expect((await runHere(line, { cwd, env, input: BODY })).stdout).toBe(`X-Acme: ${digest}\n`);
  });
});

test('trigger forges for any provider, and signs the path it goes to', async () => {
  const cwd = emptyFolder();
  const secret = { WEBHOOK_SECRET: SECRET };
  const line = ['trigger', 'Entry.publish', '--data', '-', '--provider', 'contentful', '--to', '9/hooks?x=1'];
  const done = await runHere(line, { cwd, env: secret, input: '{}' });
  expect(done.stderr).not.toContain('error:');
  expect(await runHere(['verify', 'last'], { cwd, env: secret })).toMatchObject({ code: 0 });
});

test('verify says what is wrong with the bytes, as why does', async () => {
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'body.json'), '{"a":1}\n');
  const signature = createHmac('sha256', 'abc').update('{"a":1}').digest('hex');
  const header = `X-Hub-Signature-256: sha256=${signature}`;
  const args = ['verify', '--data', 'body.json', '--provider', 'github', '--header', header];
  const done = await runHere(args, { cwd, env: { WEBHOOK_SECRET: 'abc' } });
  expect(done.code).toBe(1);
  expect(done.stdout).toMatch(/^invalid: matches after .*(newline|line break|line feed)/i);
});

test.each([
  ['standard-webhooks', 'whsec_'],
  ['standard-webhooks', 'not base64!'],
  ['discord', 'abc'],
  ['adyen', 'no hex'],
])('listen for %s refuses the secret %j at start', async (provider, secret) => {
  const args = ['listen', '--tunnel', 'none', '--port', '0', '--provider', provider];
  const done = await runHere(args, { cwd: emptyFolder(), env: { WEBHOOK_SECRET: secret } });
  expect(done.code).toBe(2);
  expect(done.stderr).toContain('is empty, or not in the form');
  expect(done.stderr).not.toContain(secret === 'whsec_' ? 'nothing' : secret);
});
