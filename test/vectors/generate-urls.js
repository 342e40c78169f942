// Vectors of the schemes that sign the URL.
import { AT, BODIES_OF_BYTES, HOOK, SECRET, vector } from './make.js';
import { sha256 } from './sign.js';

const OK = { status: 'valid', secret: 0 };
const MISMATCH = { status: 'invalid', reason: 'mismatch' };
const NO_URL = { status: 'unchecked', reason: 'no-url' };
const JSON_BODY = Buffer.from('{"n":"Zoë $&"}');

/** Square, HubSpot, Twilio and Contentful. */
export function urlVectors() {
  return [...square(), ...hubspot(), ...twilio(), ...contentful()];
}

const at = (url) => (made) => ({ ...made, url });

function square() {
  const base = { provider: 'square', secret: SECRET, url: HOOK, body: JSON_BODY };
  return [
    ...BODIES_OF_BYTES.map(([name, body]) => vector({ ...base, name: `body: ${String(name)}`, body }, OK)),
    vector({ ...base, name: 'http instead of https' }, MISMATCH, at(HOOK.replace('https', 'http'))),
    vector({ ...base, name: 'a slash more' }, MISMATCH, at(`${HOOK}/`)),
    vector({ ...base, name: 'query forgotten', url: `${HOOK}?a=1` }, MISMATCH, at(HOOK)),
    vector({ ...base, name: 'URL that is not ASCII', url: `${HOOK}/zoë` }, OK),
    vector({ ...base, name: 'no URL known' }, NO_URL, at(undefined)),
    vector({ ...base, name: 'Host does not count' }, OK, (made) => ({
      ...made,
      headers: [...made.headers, ['Host', 'evil.example']],
    })),
  ];
}

function hubspot() {
  const v3 = { provider: 'hubspot-v3', secret: SECRET, url: HOOK, body: JSON_BODY };
  const stale = { status: 'invalid', reason: 'stale' };
  const escaped = `${HOOK}?a=%3A%2f%3F%40%21%24%27%28%29%2A%2C%3B%20%26`;
  return [
    ...BODIES_OF_BYTES.map(([name, body]) => vector({ ...v3, name: `body: ${String(name)}`, body }, OK)),
    vector(
      {
        ...v3,
        name: 'some escapes are decoded, others not',
        url: escaped,
        hubspotUrl: `${HOOK}?a=:/?@!$'()*,;%20%26`,
      },
      OK,
    ),
    vector({ ...v3, name: 'another method', method: 'PUT' }, OK),
    vector({ ...v3, name: 'method changed' }, MISMATCH, (made) => ({ ...made, method: 'PUT' })),
    vector({ ...v3, name: '300 s old', at: AT - 300_000 }, OK),
    vector({ ...v3, name: '301 s old', at: AT - 301_000 }, stale),
    vector({ ...v3, name: 'seconds for milliseconds', ts: `${AT / 1000}` }, stale),
    vector({ ...v3, name: 'malformed time', ts: 'x' }, { status: 'invalid', reason: 'malformed-timestamp' }),
    vector({ ...v3, name: 'no URL known' }, NO_URL, at(undefined)),
    vector({ ...v3, provider: 'hubspot-v2', name: 'right' }, OK),
    vector({ ...v3, provider: 'hubspot-v2', name: 'other URL' }, MISMATCH, at(`${HOOK}2`)),
    vector({ ...v3, provider: 'hubspot-v1', name: 'right' }, OK),
    vector({ ...v3, provider: 'hubspot-v1', name: 'other secret' }, MISMATCH, (made) => ({
      ...made,
      secrets: ['x'],
    })),
  ];
}

function twilio() {
  const base = { provider: 'twilio', secret: SECRET, url: HOOK };
  const form = (name, body, signedText, more = {}) =>
    vector({ ...base, name, body: Buffer.from(body), signedText, ...more }, OK);
  const hash = sha256(JSON_BODY);
  const withHash = `${HOOK}?bodySHA256=${hash}`;
  return [
    form('no parameters', '', ''),
    form('sorted by name', 'b=2&a=1&B=3', 'B3a1b2'),
    form('values decoded', 'a=%2B1+x%26&n=Zo%C3%AB', 'a+1 x&nZoë'),
    form('repeated values once each, sorted', 'a=2&a=1&a=2&b=', 'a1a2b'),
    form('replacement patterns', 'a=%24%26', 'a$&'),
    form('query of the URL stays in front', 'z=1', 'z1', { url: `${HOOK}?x=1` }),
    vector(
      { ...base, name: 'a parameter more', body: Buffer.from('a=1'), signedText: 'a1' },
      MISMATCH,
      (made) => ({ ...made, body: Buffer.from('a=1&b=2') }),
    ),
    vector({ ...base, name: 'JSON, URL with its hash', body: JSON_BODY, url: withHash }, OK),
    vector({ ...base, name: 'JSON, URL as registered', body: JSON_BODY, signedUrl: withHash }, OK),
    vector(
      {
        ...base,
        name: 'JSON, URL as registered with a query',
        body: JSON_BODY,
        url: `${HOOK}?x=1`,
        signedUrl: `${HOOK}?x=1&bodySHA256=${hash}`,
      },
      OK,
    ),
    vector({ ...base, name: 'JSON changed', body: JSON_BODY, url: withHash }, MISMATCH, (made) => ({
      ...made,
      body: Buffer.from('{}'),
    })),
    vector(
      { ...base, name: 'JSON changed, URL as registered', body: JSON_BODY, signedUrl: withHash },
      MISMATCH,
      (made) => ({ ...made, body: Buffer.from('{}') }),
    ),
    vector({ ...base, name: 'JSON, URL signed without a hash', body: JSON_BODY }, MISMATCH),
    vector({ ...base, name: 'no URL known', body: Buffer.alloc(0) }, NO_URL, at(undefined)),
    vector(
      { ...base, name: 'header twice', body: Buffer.alloc(0) },
      { status: 'invalid', reason: 'repeated-header' },
      (made) => ({ ...made, headers: [...made.headers, ...made.headers] }),
    ),
  ];
}

function contentful() {
  const base = {
    provider: 'contentful',
    secret: SECRET,
    url: `${HOOK}?a=1 b&c=é`,
    canonicalPath: '/in?a%253D1%2520b%2526c%253D%25C3%25A9',
    body: JSON_BODY,
  };
  const invalid = (reason) => ({ status: 'invalid', reason });
  return [
    vector({ ...base, name: 'query escaped twice' }, OK),
    vector({ ...base, name: 'no query', url: HOOK, canonicalPath: '/in' }, OK),
    vector({ ...base, name: 'path of the request counts', url: HOOK, canonicalPath: '/in' }, OK, (made) => ({
      ...made,
      url: undefined,
      path: '/in',
    })),
    vector({ ...base, name: 'another path', url: HOOK, canonicalPath: '/in' }, MISMATCH, at(`${HOOK}2`)),
    vector({ ...base, name: 'another method' }, MISMATCH, (made) => ({ ...made, method: 'GET' })),
    vector({ ...base, name: 'body changed' }, MISMATCH, (made) => ({ ...made, body: Buffer.from('{}') })),
    vector({ ...base, name: '30 s old', at: AT - 30_000 }, OK),
    vector({ ...base, name: '31 s old', at: AT - 31_000 }, invalid('stale')),
    vector({ ...base, name: 'malformed time', ts: 'x' }, invalid('malformed-timestamp')),
    vector({ ...base, name: 'a header listed afterwards' }, MISMATCH, (made) => ({
      ...made,
      headers: [
        ['x-extra', '1'],
        ...made.headers.map(([name, value]) => [
          name,
          name === 'X-Contentful-Signed-Headers' ? `${value},x-extra` : value,
        ]),
      ],
    })),
  ];
}
