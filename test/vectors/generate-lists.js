// Vectors of the schemes that write several signatures into one header.
import {
  ages,
  common,
  headerTaken,
  headerTwice,
  listOf,
  MALFORMED,
  MISMATCH,
  OK,
  textSecrets,
  timeMoved,
} from './cases.js';
import { AT, SECRET, vector } from './make.js';

const zeros = '0'.repeat(64);
/** Lists with the time in them. */
export const listTimestamp = [
  ...common('stripe', { encoding: 'hex', repeated: OK }),
  ...textSecrets('stripe'),
  ...ages('stripe', { seconds: 300, future: false }),
  listOf('stripe', 'right one last', (value) => value.replace(',v1=', `,v1=${zeros},v1=`), OK),
  listOf('stripe', 'right one first', (value) => `${value},v1=${zeros}`, OK),
  listOf('stripe', 'order turned', (value) => value.split(',').toReversed().join(','), OK),
  listOf('stripe', 'v0 does not count', (value) => value.replace('v1=', 'v0='), MALFORMED),
  listOf('stripe', 'no time', (value) => value.replace(/^t=\d+,/, ''), {
    status: 'invalid',
    reason: 'no-timestamp',
  }),
  listOf('stripe', 'time moved', (value) => value.replace(/^t=\d+/, `t=${AT / 1000 + 1}`), MISMATCH),
  listOf('stripe', 'no list', () => 'nonsense', MALFORMED),
  ...common('paddle', { encoding: 'hex', repeated: OK }),
  ...ages('paddle', { seconds: 5, future: false }),
  listOf('paddle', 'two h1', (value) => `${value};h1=${zeros}`, OK),
  ...ages('calendly', { seconds: 180, future: false }),
  ...ages('workos', { seconds: 180, future: false }),
  listOf('workos', 'no blank after the comma', (value) => value.replace(', ', ','), OK),
  listOf('pagerduty', 'several', (value) => `v1=${zeros},${value}`, OK),
  listOf('pagerduty', 'none right', () => `v1=${zeros}`, MISMATCH),
];

const bare = SECRET.slice(6);
const decoding = (provider, name, secrets, expect) =>
  vector({ provider, name, secret: SECRET, body: Buffer.from('{}') }, expect, (made) => ({
    ...made,
    secrets,
  }));
/** Standard Webhooks and those built on it. */
export const standardWebhooks = [
  ...common('standard-webhooks', { encoding: 'base64', repeated: OK }),
  ...ages('standard-webhooks', { seconds: 300, future: true }),
  decoding('standard-webhooks', 'secret without whsec_', [bare], OK),
  decoding('standard-webhooks', 'secret with a newline', [`${SECRET}\n`], {
    status: 'invalid',
    reason: 'bad-secret',
  }),
  decoding('standard-webhooks', 'secret that is no base64', ['not base64!'], {
    status: 'invalid',
    reason: 'bad-secret',
  }),
  decoding('standard-webhooks', 'whsec_ and nothing', ['whsec_'], {
    status: 'invalid',
    reason: 'bad-secret',
  }),
  decoding('standard-webhooks', 'one bad secret, one good', ['?', SECRET], { status: 'valid', secret: 1 }),
  listOf('standard-webhooks', 'right one last', (value) => `v1,${'A'.repeat(43)}= ${value}`, OK),
  listOf('standard-webhooks', 'v2 does not count', (value) => value.replace('v1,', 'v2,'), MALFORMED),
  listOf('standard-webhooks', 'v1a does not count', (value) => value.replace('v1,', 'v1a,'), MALFORMED),
  listOf('standard-webhooks', 'no version', (value) => value.replace('v1,', ''), MALFORMED),
  headerTaken('standard-webhooks', 'webhook-id', 'no-id'),
  headerTaken('standard-webhooks', 'webhook-timestamp', 'no-timestamp'),
  headerTwice('standard-webhooks', 'webhook-id'),
  headerTwice('standard-webhooks', 'webhook-timestamp'),
  timeMoved('standard-webhooks', 'webhook-timestamp'),
  vector(
    { provider: 'standard-webhooks', name: 'id changed', secret: SECRET, body: Buffer.from('{}') },
    MISMATCH,
    (made) => ({
      ...made,
      headers: made.headers.map(([name, value]) => [name, name === 'webhook-id' ? 'msg_2' : value]),
    }),
  ),
  ...['svix', 'clerk', 'resend', 'gitlab-signing', 'bigcommerce', 'openai'].map((provider) =>
    vector({ provider, name: 'right', secret: SECRET, body: Buffer.from('{}') }, OK),
  ),
  vector(
    { provider: 'svix', name: 'under the webhook- names', secret: SECRET, body: Buffer.from('{}') },
    OK,
    (made) => ({
      ...made,
      headers: made.headers.map(([name, value]) => [name.replace('svix-', 'webhook-'), value]),
    }),
  ),
  vector(
    {
      provider: 'openai',
      name: 'without whsec_ the secret is text',
      secret: 'plain text',
      body: Buffer.from('{}'),
    },
    OK,
  ),
  vector(
    {
      provider: 'bigcommerce',
      name: 'the client secret is text',
      secret: 'abcdefgh1234',
      body: Buffer.from('{}'),
    },
    OK,
  ),
];
