import { createHmac, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { startApp, type SeenRequest } from '../support/app-server.ts';
import { emptyFolder, runCli, startListen } from '../support/cli.ts';

const KEY = randomBytes(24);
const ENV = {
  STORE_SECRET: 'a-secret-of-the-store',
  GITHUB_SECRET: 'a-secret-of-github',
  STRIPE_SECRET: 'whsec_a-secret-of-stripe',
  STANDARD_SECRET: `whsec_${KEY.toString('base64')}`,
};
const TOLERANCE_SECONDS = 300;

type Headers = Readonly<Record<string, string>>;

/** How one provider signs and its customers verify: from their documentation, with node:crypto alone. */
interface Scheme {
  sign(body: Buffer, at: { seconds: number; id: string }): Headers;
  /** What the signature must be, and the signed time if there is one. */
  expected(body: Buffer, headers: Headers): { header: string; value: string; seconds?: number };
}

function hmac(secret: string | Buffer, encoding: 'hex' | 'base64', ...parts: (string | Buffer)[]): string {
  const hash = createHmac('sha256', secret);
  for (const part of parts) hash.update(part);
  return hash.digest(encoding);
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  store: {
    sign: (body) => ({ 'x-webhook-signature': hmac(ENV.STORE_SECRET, 'hex', body) }),
    expected: (body) => ({ header: 'x-webhook-signature', value: hmac(ENV.STORE_SECRET, 'hex', body) }),
  },
  github: {
    sign: (body, { id }) => ({
      'x-github-event': 'day',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${hmac(ENV.GITHUB_SECRET, 'hex', body)}`,
    }),
    expected: (body) => ({
      header: 'x-hub-signature-256',
      value: `sha256=${hmac(ENV.GITHUB_SECRET, 'hex', body)}`,
    }),
  },
  stripe: {
    sign: (body, { seconds }) => ({
      'stripe-signature': `t=${seconds},v1=${hmac(ENV.STRIPE_SECRET, 'hex', `${seconds}.`, body)}`,
    }),
    expected: (body, headers) => {
      const seconds = Number(/^t=(\d+),/.exec(headers['stripe-signature'] ?? '')?.[1]);
      const value = `t=${seconds},v1=${hmac(ENV.STRIPE_SECRET, 'hex', `${seconds}.`, body)}`;
      return { header: 'stripe-signature', value, seconds };
    },
  },
  'standard-webhooks': {
    sign: (body, { seconds, id }) => ({
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${hmac(KEY, 'base64', `${id}.${seconds}.`, body)}`,
    }),
    expected: (body, headers) => {
      const { 'webhook-id': id, 'webhook-timestamp': time } = headers;
      const value = `v1,${hmac(KEY, 'base64', `${id}.${time}.`, body)}`;
      return { header: 'webhook-signature', value, seconds: Number(time) };
    },
  },
};

function isAccepted({ url, rawHeaders, body }: SeenRequest): boolean {
  const headers = Object.fromEntries(
    rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1] ?? '']] : [])),
  ) as Headers;
  const scheme = SCHEMES[url.slice(1).split('?')[0] ?? ''] as Scheme;
  const { header, value, seconds } = scheme.expected(body, headers);
  const isInTime = seconds === undefined || Math.abs(Date.now() / 1000 - seconds) <= TOLERANCE_SECONDS;
  return isInTime && headers[header] === value;
}

function bodyOf(n: number): Buffer {
  const json = Buffer.from(
    `{"id":"evt_${n}", "type":"day.event","big":12345678901234567890,"t":"Zoë \\u20ac"}\n`,
  );
  const bodies = [json, gzipSync(json), Buffer.concat([Buffer.from([0, 0xff, 0xfe]), randomBytes(99)])];
  return bodies[Math.floor(n / 4) % 3] as Buffer;
}

/** Thirty events: of each provider in turn, two of three signed hours ago, two of three no text. */
const EVENTS = Array.from({ length: 30 }, (_, n) => {
  const provider = Object.keys(SCHEMES)[n % 4] as string;
  const isOld = n % 3 !== 0;
  const seconds = Math.floor(Date.now() / 1000) - (isOld ? TOLERANCE_SECONDS + 60 + n * 2800 : 0);
  const body = bodyOf(n);
  const headers = (SCHEMES[provider] as Scheme).sign(body, { seconds, id: `msg_${n}` });
  const isExpired = isOld && ['stripe', 'standard-webhooks'].includes(provider);
  return { n, path: `/${provider}?n=${n}`, headers, body, isExpired };
});

test('a day of events: signed again they are all accepted, as they were only those in time', async () => {
  const cwd = emptyFolder();
  const endpoints = ['store', 'github', 'stripe', 'standard-webhooks'].map((provider) => ({
    name: provider,
    path: `/${provider}`,
    provider,
    secretEnv: `${provider.split('-')[0]?.toUpperCase()}_SECRET`,
  }));
  writeFileSync(path.join(cwd, 'webhook.config.json'), JSON.stringify({ endpoints }));
  const listening = await startListen(['--tunnel', 'none'], { cwd, env: ENV });
  for (const event of EVENTS) {
    const { path: to, headers, body } = event;
    await fetch(`${listening.localUrl}${to}`, { method: 'POST', headers, body: new Uint8Array(body) });
  }
  expect(await listening.stop()).toBe(0);

  const app = await startApp();
  onTestFinished(() => app.close());
  app.respond((request, response) => response.writeHead(isAccepted(request) ? 200 : 400).end());
  const replay = async (mode: string) => {
    const from = app.seen.length;
    const args = ['replay', '--all', '--yes', '--to', `${app.port}`, '--sign', mode, '--concurrency', '4'];
    const { code, stdout } = await runCli([...args, '--json'], { cwd, env: ENV });
    const seen = app.seen.slice(from);
    const nOf = ({ url }: SeenRequest): number => Number(new URL(url, 'http://app').searchParams.get('n'));
    expect(seen.map(nOf).toSorted((a, b) => a - b)).toEqual(EVENTS.map(({ n }) => n));
    for (const request of seen) expect(request.body.equals(EVENTS[nOf(request)]?.body as Buffer)).toBe(true);
    const refused = seen.filter((request) => !isAccepted(request)).map(nOf);
    const summary = JSON.parse(stdout.trim().split('\n').at(-1) as string) as object;
    return { code, summary, refused: refused.toSorted((a, b) => a - b) };
  };
  const expired = EVENTS.filter(({ isExpired }) => isExpired).map(({ n }) => n);
  expect(expired.length).toBeGreaterThan(5);
  const never = await replay('never');
  expect(never.refused).toEqual(expired);
  expect(never).toMatchObject({ code: 1, summary: { failed: expired.length, signedAgain: 0 } });
  const auto = await replay('auto');
  expect(auto.refused).toEqual([]);
  expect(auto).toMatchObject({ code: 0, summary: { delivered: 30, failed: 0, signedAgain: expired.length } });
});
