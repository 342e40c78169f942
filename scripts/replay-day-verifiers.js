// Receivers: the vendors' own libraries, loaded from the folder they were installed into. A store has
// none, and the libraries take text only: its guide's rule, and bodies that are no text, are checked
// here with node:crypto.
import { createHmac, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export const PACKAGES = ['stripe', '@octokit/webhooks', 'standardwebhooks'];

const TOLERANCE_SECONDS = 300;

/** Per provider: body and headers in, whether it is accepted out. Never rejects. */
export async function verifiers(folder, secrets) {
  const { Stripe } = await load(folder, 'stripe');
  const { Webhooks } = await load(folder, '@octokit/webhooks');
  const { Webhook } = await load(folder, 'standardwebhooks');
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

async function load(folder, name) {
  const require = createRequire(path.join(folder, 'package.json'));
  const module = await import(pathToFileURL(findEntry(require, name)).href);
  return { ...module.default, ...module };
}

/** Some packages can be imported and not required. */
function findEntry(require, name) {
  try {
    return require.resolve(name);
  } catch {
    const manifest = path.join(require.resolve.paths(name)[0], name, 'package.json');
    const { exports, main } = require(manifest);
    const entry = exports?.['.']?.import ?? exports?.import ?? main ?? 'index.js';
    return path.join(path.dirname(manifest), typeof entry === 'string' ? entry : entry.default);
  }
}
