// Receivers: the vendors' own libraries. The file is copied into the folder they were installed into
// and loaded from there. A store has none, and the libraries take text only: its guide's rule, and
// bodies that are no text, are checked here with node:crypto.
import { createHmac, timingSafeEqual } from 'node:crypto';

export const PACKAGES = ['stripe', '@octokit/webhooks', 'standardwebhooks'];

const TOLERANCE_SECONDS = 300;

/** Per provider: body and headers in, whether it is accepted out. Never rejects. */
export async function verifiers(secrets) {
  const { Stripe } = await load('stripe');
  const { Webhooks } = await load('@octokit/webhooks');
  const { Webhook } = await load('standardwebhooks');
  const octokit = new Webhooks({ secret: secrets.DAY_GITHUB_SECRET });
  const standard = new Webhook(secrets.DAY_STANDARD_SECRET);
  const { webhooks } = new Stripe('sk_test_none');
  return {
    stripe: accepted((body, headers) =>
      webhooks.constructEvent(
        body,
        headers['stripe-signature'],
        secrets.DAY_STRIPE_SECRET,
        TOLERANCE_SECONDS,
      ),
    ),
    github: accepted((body, headers) => {
      const signature = headers['x-hub-signature-256'];
      if (isText(body)) return octokit.verify(body.toString('utf8'), signature);
      const expected = createHmac('sha256', secrets.DAY_GITHUB_SECRET).update(body).digest('hex');
      return isSame(`sha256=${expected}`, signature);
    }),
    'standard-webhooks': accepted((body, headers) =>
      isText(body)
        ? standard.verify(body.toString('utf8'), headers)
        : bySpecification(body, headers, secrets),
    ),
    store: accepted((body, headers) =>
      isSame(
        createHmac('sha256', secrets.DAY_STORE_SECRET).update(body).digest('hex'),
        headers['x-webhook-signature'],
      ),
    ),
  };
}

/** The libraries throw, or say false. */
function accepted(check) {
  return async (body, headers) => {
    try {
      return (await check(body, headers)) !== false;
    } catch {
      return false;
    }
  };
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function bySpecification(body, headers, { DAY_STANDARD_SECRET: secret }) {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures = '' } = headers;
  if (Math.abs(Date.now() / 1000 - Number(time)) > TOLERANCE_SECONDS) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64');
  return signatures.split(' ').some((one) => isSame(`v1,${expected}`, one));
}

function isSame(expected, given) {
  const [a, b] = [Buffer.from(expected), Buffer.from(given ?? '')];
  return a.length === b.length && timingSafeEqual(a, b);
}

function isText(body) {
  return Buffer.from(body.toString('utf8'), 'utf8').equals(body);
}

async function load(name) {
  const module = await import(name);
  return { ...module.default, ...module };
}
