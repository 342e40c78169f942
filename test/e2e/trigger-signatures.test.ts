import { createHmac, createPublicKey, generateKeyPairSync, verify as verifyBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../support/app-server.ts';
import { emptyFolder, runHere } from '../support/cli.ts';
import { headersOf, type Headers } from '../support/seen-headers.ts';

/** Fits every provider whose secret is shared: those of Standard Webhooks read base64 after `whsec_`. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const JSON_TYPE = /^application\/json/;
const FORM_TYPE = /^application\/x-www-form-urlencoded/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

interface Case {
  readonly type: string;
  readonly headers: Readonly<Record<string, string | RegExp>>;
  /** The signature the provider's own guide asks for, from what the app saw. */
  expected(headers: Headers, body: Buffer, url: string): string;
  signature: string;
}

function hmac(algorithm: string, encoding: 'hex' | 'base64', ...parts: (string | Buffer)[]): string {
  const mac = createHmac(algorithm, SECRET);
  for (const piece of parts) mac.update(piece);
  return mac.digest(encoding);
}

function formText(body: Buffer): string {
  const fields = [...new URLSearchParams(body.toString())];
  return fields
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}${value}`)
    .join('');
}

function part(header: string, separator: string, key: string): string {
  return new Map(header.split(separator).map((entry) => entry.split('=') as [string, string])).get(key) ?? '';
}

const fresh = (seconds: string): boolean => Math.abs(Date.now() / 1000 - Number(seconds)) < 60;

const CASES: readonly Case[] = [
  {
    type: 'stripe:checkout.session.completed',
    headers: { 'content-type': JSON_TYPE, 'user-agent': /^Stripe\// },
    signature: 'stripe-signature',
    expected: (header, body) => {
      const t = part(header('stripe-signature'), ',', 't');
      expect(fresh(t)).toBe(true);
      return `t=${t},v1=${hmac('sha256', 'hex', `${t}.`, body)}`;
    },
  },
  {
    type: 'github:pull_request.opened',
    headers: {
      'content-type': JSON_TYPE,
      'user-agent': /^GitHub-Hookshot\//,
      'x-github-event': 'pull_request',
      'x-github-delivery': UUID,
    },
    signature: 'x-hub-signature-256',
    expected: (_header, body) => `sha256=${hmac('sha256', 'hex', body)}`,
  },
  {
    type: 'shopify:orders/create',
    headers: {
      'content-type': JSON_TYPE,
      'x-shopify-topic': 'orders/create',
      'x-shopify-webhook-id': UUID,
      'x-shopify-shop-domain': /./,
    },
    signature: 'x-shopify-hmac-sha256',
    expected: (_header, body) => hmac('sha256', 'base64', body),
  },
  {
    type: 'slack:app_mention',
    headers: { 'content-type': JSON_TYPE, 'user-agent': /^Slackbot / },
    signature: 'x-slack-signature',
    expected: slackSignature,
  },
  {
    type: 'slack:block_actions',
    headers: { 'content-type': FORM_TYPE },
    signature: 'x-slack-signature',
    expected: slackSignature,
  },
  {
    type: 'standard-webhooks:invoice.paid',
    headers: { 'content-type': JSON_TYPE, 'webhook-id': /^msg_/ },
    signature: 'webhook-signature',
    expected: (header, body) => {
      expect(fresh(header('webhook-timestamp'))).toBe(true);
      const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
      const text = `${header('webhook-id')}.${header('webhook-timestamp')}.`;
      return `v1,${createHmac('sha256', key).update(text).update(body).digest('base64')}`;
    },
  },
  {
    type: 'twilio:message.received',
    headers: {
      'content-type': FORM_TYPE,
      'user-agent': /^TwilioProxy\//,
      'i-twilio-idempotency-token': UUID,
    },
    signature: 'x-twilio-signature',
    expected: (_header, body, url) => hmac('sha1', 'base64', url, formText(body)),
  },
  {
    type: 'paddle:transaction.completed',
    headers: { 'content-type': JSON_TYPE, 'user-agent': 'Paddle' },
    signature: 'paddle-signature',
    expected: (header, body) => {
      const ts = part(header('paddle-signature'), ';', 'ts');
      expect(fresh(ts)).toBe(true);
      return `ts=${ts};h1=${hmac('sha256', 'hex', `${ts}:`, body)}`;
    },
  },
  {
    type: 'square:payment.updated',
    headers: { 'content-type': JSON_TYPE, 'square-environment': 'Sandbox' },
    signature: 'x-square-hmacsha256-signature',
    expected: (_header, body, url) => hmac('sha256', 'base64', url, body),
  },
  {
    type: 'woocommerce:order.created',
    headers: {
      'content-type': JSON_TYPE,
      'x-wc-webhook-topic': 'order.created',
      'x-wc-webhook-resource': 'order',
      'x-wc-webhook-event': 'created',
      'x-wc-webhook-delivery-id': /^[0-9a-f]{32}$/,
    },
    signature: 'x-wc-webhook-signature',
    expected: (_header, body) => hmac('sha256', 'base64', body),
  },
  {
    type: 'linear:Issue.create',
    headers: { 'content-type': JSON_TYPE, 'linear-event': 'Issue', 'linear-delivery': UUID },
    signature: 'linear-signature',
    expected: (_header, body) => hmac('sha256', 'hex', body),
  },
];

function slackSignature(header: Headers, body: Buffer): string {
  const ts = header('x-slack-request-timestamp');
  expect(fresh(ts)).toBe(true);
  return `v0=${hmac('sha256', 'hex', `v0:${ts}:`, body)}`;
}

async function app() {
  const started = await startApp();
  onTestFinished(() => started.close());
  return started;
}

async function stored(cwd: string, env: Record<string, string>): Promise<object[]> {
  return JSON.parse((await runHere(['list', '--json'], { cwd, env })).stdout) as object[];
}

test.each(CASES.map((one) => [one.type, one] as const))(
  '%s reaches an app as its provider would send it',
  async (type, one) => {
    const { port, seen } = await app();
    const [cwd, env] = [emptyFolder(), { WEBHOOK_SECRET: SECRET }];
    const done = await runHere(['trigger', type, '--to', `${port}/hooks?a=1`, '--seed', '7'], { cwd, env });
    expect(done).toMatchObject({ code: 0, stderr: '' });
    const header = headersOf(seen[0]);
    for (const [name, value] of Object.entries(one.headers)) {
      if (typeof value === 'string') expect(header(name), name).toBe(value);
      else expect(header(name), name).toMatch(value);
    }
    const body = seen[0]?.body as Buffer;
    const url = `http://localhost:${port}/hooks?a=1`;
    expect(header(one.signature)).toBe(one.expected(header, body, url));
    const [provider] = type.split(':');
    const isForm = FORM_TYPE.test(header('content-type'));
    expect((await stored(cwd, env))[0]).toMatchObject({
      provider,
      type: isForm ? null : type.slice(type.indexOf(':') + 1),
      outcome: 'delivered',
      signature: { status: 'valid' },
    });
  },
);

/** What the two who sign with a key of their own ask for. */
const KEYED = [
  {
    type: 'discord:ENTITLEMENT_CREATE',
    timestamp: 'x-signature-timestamp',
    signature: 'x-signature-ed25519',
    encoding: 'hex',
    hash: null,
    publicKey: (text: string) =>
      createPublicKey({
        key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(text, 'hex').toString('base64url') },
        format: 'jwk',
      }),
    own: () => generateKeyPairSync('ed25519'),
  },
  {
    type: 'sendgrid:delivered',
    timestamp: 'x-twilio-email-event-webhook-timestamp',
    signature: 'x-twilio-email-event-webhook-signature',
    encoding: 'base64',
    hash: 'sha256',
    publicKey: (text: string) =>
      createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }),
    own: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  },
] as const;

test.each(KEYED.map((one) => [one.type, one] as const))(
  '%s is signed with a key of this project, whose public half is told, or with one of the user',
  async (type, { timestamp, signature, encoding, hash, publicKey, own }) => {
    const { port, seen } = await app();
    const cwd = emptyFolder();
    const args = ['trigger', type, '--to', `${port}`];
    const generated = await runHere(args, { cwd });
    const told = /^The public key to verify it with, instead of [a-z]+'s: (\S+)\n$/.exec(
      generated.stderr,
    )?.[1];
    const pair = own();
    const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const configured = await runHere(args, { cwd, env: { WEBHOOK_SECRET: pem } });
    expect(configured).toMatchObject({ code: 0, stderr: '' });
    for (const [index, key] of [publicKey(told as string), pair.publicKey].entries()) {
      const header = headersOf(seen[index]);
      const content = Buffer.concat([Buffer.from(header(timestamp)), seen[index]?.body as Buffer]);
      const bytes = Buffer.from(header(signature), encoding);
      expect(fresh(header(timestamp))).toBe(true);
      expect(verifyBytes(hash, content, key, bytes)).toBe(true);
      expect(verifyBytes(hash, Buffer.concat([content, Buffer.from(' ')]), key, bytes)).toBe(false);
    }
    // The generated key stays: an app that was given it once goes on working.
    expect((await runHere(args, { cwd })).stderr).toContain(told);
  },
);
