import { createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, runCli, startListen, type Listening, type RunOptions } from '../support/cli.ts';

const SECRET = 's3cret';

function hmac(text: string, encoding: 'hex' | 'base64' = 'hex'): string {
  return createHmac('sha256', SECRET).update(text).digest(encoding);
}

interface Contact {
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const NOW = String(Math.floor(Date.now() / 1000));
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const DISCORD_KEY = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
const SLACK = '{"token":"t","challenge":"3eZbrw","type":"url_verification"}';
const ZOOM = '{"event":"endpoint.url_validation","payload":{"plainToken":"q9ibPhGe"},"event_ts":1}';
const TWITCH = '{"challenge":"pogchamp","subscription":{"id":"1"}}';
const PING = '{"version":1,"application_id":"1","type":0}';

const slackHeaders = {
  'X-Slack-Request-Timestamp': NOW,
  'X-Slack-Signature': `v0=${hmac(`v0:${NOW}:${SLACK}`)}`,
};

const CONTACTS: readonly (readonly [
  provider: string,
  name: string,
  Contact,
  { status?: number; text: string },
])[] = [
  ['slack', 'url_verification', { headers: slackHeaders, body: SLACK }, { text: '{"challenge":"3eZbrw"}' }],
  [
    'meta',
    'hub.challenge',
    { method: 'GET', path: '/?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=mine' },
    { text: '1158201444' },
  ],
  [
    'zoom',
    'endpoint.url_validation',
    {
      headers: { 'x-zm-request-timestamp': NOW, 'x-zm-signature': `v0=${hmac(`v0:${NOW}:${ZOOM}`)}` },
      body: ZOOM,
    },
    { text: JSON.stringify({ plainToken: 'q9ibPhGe', encryptedToken: hmac('q9ibPhGe') }) },
  ],
  [
    'microsoft-graph',
    'validationToken',
    { path: '/?validationToken=Validation%3A+Testing' },
    { text: 'Validation: Testing' },
  ],
  [
    'okta',
    'verification challenge',
    { method: 'GET', headers: { 'x-okta-verification-challenge': 'abc' } },
    { text: '{"verification":"abc"}' },
  ],
  ['dropbox', 'challenge', { method: 'GET', path: '/?challenge=xyz' }, { text: 'xyz' }],
  [
    'x-twitter',
    'CRC challenge',
    { method: 'GET', path: '/?crc_token=foo' },
    { text: JSON.stringify({ response_token: `sha256=${hmac('foo', 'base64')}` }) },
  ],
  [
    'twitch',
    'webhook_callback_verification',
    {
      headers: {
        'Twitch-Eventsub-Message-Id': 'm1',
        'Twitch-Eventsub-Message-Timestamp': new Date(Number(NOW) * 1000).toISOString(),
        'Twitch-Eventsub-Message-Type': 'webhook_callback_verification',
        'Twitch-Eventsub-Message-Signature': `sha256=${hmac(`m1${new Date(Number(NOW) * 1000).toISOString()}${TWITCH}`)}`,
      },
      body: TWITCH,
    },
    { text: 'pogchamp' },
  ],
  [
    'discord',
    'PING',
    {
      headers: {
        'X-Signature-Ed25519': signBytes(null, Buffer.from(NOW + PING), privateKey).toString('hex'),
        'X-Signature-Timestamp': NOW,
      },
      body: PING,
    },
    { status: 204, text: '' },
  ],
];

async function listenAs(
  provider: string,
  options: { args?: string[]; env?: Record<string, string>; cwd?: string } = {},
): Promise<{ app: App; listening: Listening; run: RunOptions }> {
  const app = await startApp();
  onTestFinished(() => app.close());
  const WEBHOOK_SECRET = provider === 'discord' ? DISCORD_KEY : SECRET;
  const run = { cwd: options.cwd ?? emptyFolder(), env: options.env ?? { WEBHOOK_SECRET } };
  const args = [`${app.port}`, '--tunnel', 'none', '--provider', provider, ...(options.args ?? [])];
  return { app, run, listening: await startListen(args, run) };
}

async function contact(
  origin: string,
  { method = 'POST', path: where = '/', headers = {}, body = '' }: Contact,
) {
  const answer = await request(origin + where, { method, headers, ...(method === 'POST' ? { body } : {}) });
  return { status: answer.statusCode, text: await answer.body.text(), headers: answer.headers };
}

test.each(CONTACTS)(
  '%s: the handshake %s is answered, logged and not forwarded',
  async (provider, name, sent, wanted) => {
    const { app, listening } = await listenAs(provider);
    expect(await contact(listening.localUrl, sent)).toMatchObject({ status: 200, ...wanted });
    const event = await listening.line(({ kind }) => kind === 'event');
    expect(event).toMatchObject({ outcome: 'handshake', type: name });
    expect(app.seen).toEqual([]);
  },
);

test('a signed handshake with a wrong signature is refused', async () => {
  const { listening } = await listenAs('slack');
  const headers = { ...slackHeaders, 'X-Slack-Signature': `v0=${'0'.repeat(64)}` };
  expect(await contact(listening.localUrl, { headers, body: SLACK })).toMatchObject({ status: 401 });
  expect(await listening.line(({ kind }) => kind === 'event')).toMatchObject({ outcome: 'rejected' });
});

test('--forward-handshakes leaves the answer to the app', async () => {
  const { app, listening } = await listenAs('slack', { args: ['--forward-handshakes'] });
  app.respond((_request, response) => response.end('mine'));
  expect(await contact(listening.localUrl, { headers: slackHeaders, body: SLACK })).toMatchObject({
    text: 'mine',
  });
});

test('a verify token that is set must be shown', async () => {
  const env = { WEBHOOK_SECRET: SECRET, WEBHOOK_VERIFY_TOKEN: 'mine' };
  const { listening } = await listenAs('meta', { env });
  const ask = (token: string): Contact => ({
    method: 'GET',
    path: `/?hub.mode=subscribe&hub.challenge=1&hub.verify_token=${token}`,
  });
  expect(await contact(listening.localUrl, ask('other'))).toMatchObject({ status: 403 });
  expect(await contact(listening.localUrl, ask('mine'))).toMatchObject({ status: 200, text: '1' });
});

test('what is echoed is no page for a browser', async () => {
  const { listening } = await listenAs('dropbox');
  const answer = await contact(listening.localUrl, { method: 'GET', path: '/?challenge=%3Cscript%3E' });
  expect(answer.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
});

test('Asana brings its secret: kept in the secret file, used at once, in no log, and never replaced', async () => {
  const { run, listening } = await listenAs('asana', { env: {} });
  const secret = 'b537207f20cbfa02357cf448134da559';
  const answer = await contact(listening.localUrl, { headers: { 'X-Hook-Secret': secret } });
  expect(answer).toMatchObject({ status: 200, headers: { 'x-hook-secret': secret } });
  expect(await listening.line(({ kind }) => kind === 'warning')).toMatchObject({
    message: expect.stringContaining('is kept in .webhook-cli/secret'),
  });
  const body = '{"events":[]}';
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  expect(
    await contact(listening.localUrl, { headers: { 'X-Hook-Signature': signature }, body }),
  ).toMatchObject({
    status: 200,
  });
  await contact(listening.localUrl, { headers: { 'X-Hook-Secret': 'of-somebody-else' } });
  expect(
    await contact(listening.localUrl, { headers: { 'X-Hook-Signature': signature }, body }),
  ).toMatchObject({
    status: 200,
  });
  expect(await listening.line(({ message }) => String(message).includes('not used'))).toBeDefined();
  expect(JSON.stringify(listening.lines) + listening.stderr()).not.toContain(secret);
  const shown = await runCli(['show', '1', '--reveal', '--json'], run);
  expect(shown.stdout).not.toContain(secret);
  expect(readFileSync(path.join(run.cwd, '.webhook-cli', 'secret'), 'utf8').trim()).toBe(secret);
});

test.each([
  ['https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription', 'open this URL to confirm'],
  ['https://sns.eu-west-1.amazonaws.com.evil.example/', 'do not open it'],
  ['http://169.254.169.254/latest', 'do not open it'],
])('a URL to confirm at %s is never visited by us: %s', async (SubscribeURL, says) => {
  const { listening } = await listenAs('aws-sns', { args: ['--forward-invalid'] });
  const body = JSON.stringify({ Type: 'SubscriptionConfirmation', SubscribeURL, TopicArn: 'arn' });
  await contact(listening.localUrl, { body });
  expect(await listening.line(({ kind }) => kind === 'warning')).toMatchObject({
    message: expect.stringContaining(says),
  });
});
