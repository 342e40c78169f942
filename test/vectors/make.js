// How a vector is put together.
import { BODIES, HEADERS } from './sign.js';

/** 2026-11-23T14:03:22Z: when every vector is judged. */
export const AT = Date.UTC(2026, 10, 23, 14, 3, 22);
export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
export const HEX_KEY = '44782def547aaa06c910c43932b1eb0c71fc68d9d0c057550c48ec2acf6ba056';
export const SOURCE = 'computed with node:crypto, independently of src';
export const HOOK = 'https://hooks.example.test/in';

/** Bodies that careless handling changes. */
export const BODIES_OF_BYTES = [
  ['empty', Buffer.alloc(0)],
  ['JSON', Buffer.from('{"type":"order.created","total":1.0,"big":12345678901234567890}')],
  ['unicode', Buffer.from('{"n":"Zoë € 日本 🎉"}')],
  ['escaped unicode', Buffer.from('{"n":"Zo\\u00eb \\/ \\u003c"}')],
  ['BOM', Buffer.from('\ufeff{"a":1}')],
  ['no UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0x80])],
  ['CR LF', Buffer.from('{\r\n  "a": 1\r\n}\r\n')],
  ['replacement patterns', Buffer.from("$& $1 $$ $` $' {body} {ts}")],
  ['form', Buffer.from('payload=%7B%22a%22%3A1%7D&b=+x')],
  ['zero bytes', Buffer.alloc(3)],
];

/** Another secret of the same form. */
export function change(secret) {
  return `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`.replace(/^([0-9a-f]+)A$/, '$10');
}

/** A signed request of a provider. */
export function request(spec) {
  const full = { method: 'POST', at: AT, id: 'msg_1', note: 'note', url: HOOK, ...spec };
  const secrets = spec.secrets ?? [spec.secret];
  if (BODIES[spec.provider] !== undefined) {
    const body = Buffer.from(JSON.stringify(BODIES[spec.provider](full)));
    return { headers: [], body, secrets, method: full.method, url: undefined };
  }
  const { body, method } = full;
  return { headers: HEADERS[spec.provider](full), body, secrets, method, url: spec.url };
}

/** One vector: a request, perhaps altered after it was signed, and the verdict it must get. */
export function vector(spec, expect, alter = (made) => made) {
  const { headers, body, secrets, method, url, path } = alter(request(spec));
  const text = body.toString('utf8');
  const isText = Buffer.from(text).equals(body) && !text.includes('\u0000');
  return {
    provider: spec.provider,
    name: spec.name,
    source: spec.source ?? SOURCE,
    secrets,
    method,
    ...(url === undefined ? {} : { url }),
    ...(path === undefined ? {} : { path }),
    headers,
    body: isText ? { utf8: text } : { base64: body.toString('base64') },
    at: spec.judgedAt ?? AT,
    expect,
  };
}
