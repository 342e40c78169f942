// Vectors of the schemes that sign the body, in hex or base64, and perhaps a time.
import {
  ages,
  common,
  headerTaken,
  headerTwice,
  MALFORMED,
  MISMATCH,
  OK,
  textSecrets,
  timeMoved,
} from './cases.js';
import { AT, HEX_KEY, SECRET, vector } from './make.js';

function linear() {
  const body = (webhookTimestamp) => Buffer.from(JSON.stringify({ type: 'Issue', webhookTimestamp }));
  const one = (name, time, expect) =>
    vector({ provider: 'linear', name, secret: SECRET, body: body(time) }, expect);
  return [
    one('in time', AT, OK),
    one('60 s old', AT - 60_000, OK),
    one('61 s old', AT - 61_000, { status: 'invalid', reason: 'stale' }),
    one('61 s ahead', AT + 61_000, { status: 'invalid', reason: 'future' }),
    one('time as text', 'soon', { status: 'invalid', reason: 'malformed-timestamp' }),
    one('time is null', null, { status: 'invalid', reason: 'no-timestamp' }),
    vector(
      { provider: 'linear', name: 'no JSON', secret: SECRET, body: Buffer.from('{') },
      { status: 'invalid', reason: 'no-timestamp' },
    ),
  ];
}

const hexProviders = ['store', 'dropbox', 'asana', 'sentry', 'lemonsqueezy', 'coinbase-commerce', 'razorpay'];
/** Plain hex digests. */
export const hmacHex = [
  ...common('store', { encoding: 'hex' }),
  ...textSecrets('store'),
  ...common('vercel', { encoding: 'hex' }),
  ...hexProviders.slice(1).flatMap((provider) => [
    vector({ provider, name: 'right', secret: SECRET, body: Buffer.from('{}') }, OK),
    vector({ provider, name: 'wrong', secret: SECRET, body: Buffer.from('{}') }, MISMATCH, (made) => ({
      ...made,
      body: Buffer.from('[]'),
    })),
  ]),
  ...linear(),
];

/** Digests after a prefix. */
export const hmacPrefix = [
  ...common('github', { encoding: 'hex' }),
  ...textSecrets('github'),
  ...common('slack', { encoding: 'hex' }),
  ...ages('slack', { seconds: 300, future: true }),
  timeMoved('slack', 'X-Slack-Request-Timestamp'),
  headerTaken('slack', 'X-Slack-Request-Timestamp', 'no-timestamp'),
  headerTwice('slack', 'X-Slack-Request-Timestamp'),
  ...ages('zoom', { seconds: 300, future: false }),
  ...ages('twitch', {
    seconds: 600,
    future: false,
    bad: ['', '1700000000', '2026-11-23', '2026-11-23T14:03:22', 'yesterday'],
  }),
  headerTaken('twitch', 'Twitch-Eventsub-Message-Id', 'no-id'),
  headerTwice('twitch', 'Twitch-Eventsub-Message-Id'),
  vector(
    {
      provider: 'twitch',
      name: 'nanoseconds',
      secret: SECRET,
      ts: '2026-11-23T14:03:22.123456789Z',
      body: Buffer.from('{}'),
    },
    OK,
  ),
  ...['meta', 'bitbucket', 'intercom', 'typeform', 'x-twitter'].flatMap((provider) => [
    vector({ provider, name: 'right', secret: SECRET, body: Buffer.from('{"n":"Zo\\u00eb"}') }, OK),
    vector(
      { provider, name: 'prefix of another version', secret: SECRET, body: Buffer.from('{}') },
      MALFORMED,
      (made) => ({
        ...made,
        headers: made.headers.map(([name, value]) => [name, value.replace(/^sha\d+=/, 'sha512=')]),
      }),
    ),
    vector({ provider, name: 'no prefix', secret: SECRET, body: Buffer.from('{}') }, MALFORMED, (made) => ({
      ...made,
      headers: made.headers.map(([name, value]) => [name, value.replace(/^sha\d+=/, '')]),
    })),
  ]),
];

/** Base64 digests. */
export const hmacBase64 = [
  ...common('shopify', { encoding: 'base64' }),
  ...textSecrets('shopify'),
  vector(
    { provider: 'shopify', name: 'under the newer header', secret: SECRET, body: Buffer.from('{}') },
    OK,
    (made) => ({
      ...made,
      headers: made.headers.map(([, value]) => ['Shopify-Hmac-Sha256', value]),
    }),
  ),
  ...common('zendesk', { encoding: 'base64' }),
  ...ages('zendesk', { seconds: 0, bad: ['', '1700000000', 'yesterday', '2026-11-23T14:03:22'] }),
  ...['woocommerce', 'line'].flatMap((provider) => [
    vector({ provider, name: 'right', secret: SECRET, body: Buffer.from('{}') }, OK),
    vector({ provider, name: 'wrong', secret: SECRET, body: Buffer.from('{}') }, MISMATCH, (made) => ({
      ...made,
      body: Buffer.from('[]'),
    })),
  ]),
  vector({ provider: 'adyen-platform', name: 'key in hex', secret: HEX_KEY, body: Buffer.from('{}') }, OK),
  vector(
    {
      provider: 'adyen-platform',
      name: 'key in upper-case hex',
      secret: HEX_KEY.toUpperCase(),
      body: Buffer.from('{}'),
    },
    OK,
  ),
  vector(
    { provider: 'adyen-platform', name: 'key as text', secret: HEX_KEY, body: Buffer.from('{}') },
    { status: 'invalid', reason: 'bad-secret' },
    (made) => ({ ...made, secrets: ['not hex'] }),
  ),
  vector(
    {
      provider: 'adyen-platform',
      name: 'key cut to an odd length',
      secret: HEX_KEY,
      body: Buffer.from('{}'),
    },
    { status: 'invalid', reason: 'bad-secret' },
    (made) => ({ ...made, secrets: [HEX_KEY.slice(1)] }),
  ),
];
