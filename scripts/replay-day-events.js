// The events of a day, signed here with node:crypto alone, as each provider documents it.
import { createHmac, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';

const KEY = randomBytes(24);

/** The secrets, by the variable they are read from. */
export const SECRETS = {
  DAY_STORE_SECRET: randomBytes(16).toString('hex'),
  DAY_GITHUB_SECRET: randomBytes(16).toString('hex'),
  DAY_STRIPE_SECRET: `whsec_${randomBytes(16).toString('hex')}`,
  DAY_STANDARD_SECRET: `whsec_${KEY.toString('base64')}`,
};

export const PROVIDERS = [
  { name: 'store', secretEnv: 'DAY_STORE_SECRET' },
  { name: 'github', secretEnv: 'DAY_GITHUB_SECRET' },
  { name: 'stripe', secretEnv: 'DAY_STRIPE_SECRET' },
  { name: 'standard-webhooks', secretEnv: 'DAY_STANDARD_SECRET' },
];

/** One kind of event in turn, so that they are mixed. */
const KINDS = [
  { kind: 'stripe', sign: stripe, body: json },
  { kind: 'store', sign: store, body: json },
  { kind: 'github', sign: github, body: json },
  { kind: 'standard-webhooks', sign: standard, body: json },
  { kind: 'github-binary', sign: github, body: binary },
  { kind: 'standard-webhooks-binary', sign: standard, body: binary },
];

const DAY_MS = 24 * 60 * 60 * 1000;
const TOLERANCE_MS = 300_000;

/**
 * Two of three are spread over the last day, the others are new. `isExpired` says whether a receiver
 * with five minutes of tolerance refuses the signature as it is.
 */
export function dayOfEvents(count, now) {
  return Array.from({ length: count }, (_, n) => {
    const { kind, sign, body: make } = KINDS[n % KINDS.length];
    const isOld = n % 9 < 6;
    const at = isOld ? now - TOLERANCE_MS - 60_000 - Math.floor((DAY_MS * n) / count) : now;
    const body = make(n);
    const name = kind.replace('-binary', '');
    const type = kind.endsWith('-binary') ? 'application/octet-stream' : 'application/json';
    const headers = { 'Content-Type': type, ...sign(body, { at, n }) };
    const isTimed = name === 'stripe' || name === 'standard-webhooks';
    return { n, kind, path: `/${name}?n=${n}`, headers, body, isExpired: isTimed && isOld };
  });
}

/** Spaces, escapes and big numbers: what does not survive being parsed and written again. */
function json(n) {
  const fields = `"n": ${n},"big":12345678901234567890, "f":1.0,"text":"Zoë \\u20ac \\/ €"`;
  return Buffer.from(`{"id":"evt_${n}", "type":"day.event",${fields} }\n`);
}

function binary(n) {
  return n % 4 < 2 ? gzipSync(json(n)) : randomBytes(200 + n);
}

function hmac(secret, ...parts) {
  const hash = createHmac('sha256', secret);
  for (const part of parts) hash.update(part);
  return hash;
}

function seconds(at) {
  return String(Math.floor(at / 1000));
}

function store(body) {
  return { 'X-Webhook-Signature': hmac(SECRETS.DAY_STORE_SECRET, body).digest('hex') };
}

function github(body, { n }) {
  const signature = hmac(SECRETS.DAY_GITHUB_SECRET, body).digest('hex');
  return {
    'X-GitHub-Event': 'day',
    'X-GitHub-Delivery': `delivery-${n}`,
    'X-Hub-Signature-256': `sha256=${signature}`,
  };
}

function stripe(body, { at }) {
  const signature = hmac(SECRETS.DAY_STRIPE_SECRET, `${seconds(at)}.`, body).digest('hex');
  return { 'Stripe-Signature': `t=${seconds(at)},v1=${signature}` };
}

function standard(body, { at, n }) {
  const signature = hmac(KEY, `msg_${n}.${seconds(at)}.`, body).digest('base64');
  return {
    'webhook-id': `msg_${n}`,
    'webhook-timestamp': seconds(at),
    'webhook-signature': `v1,${signature}`,
  };
}
