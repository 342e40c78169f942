import { createHash, createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headerValue, withHeaders, withoutHeaders, type HeaderPair } from '../../src/core/headers.ts';
import type { Provider } from '../../src/core/provider.ts';
import { findProvider, providers } from '../../src/providers/index.ts';
import { diagnose } from '../../src/signatures/diagnosis/diagnose.ts';
import type {
  DiagnosisContext,
  DiagnosisRequest,
  NamedSecret,
} from '../../src/signatures/diagnosis/types.ts';
import { sign } from '../../src/signatures/sign.ts';
import { verify } from '../../src/signatures/verify.ts';
import { TEST_KEYS, testSecret } from '../support/test-keys.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 3, 22);
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const URL_SIGNED = 'https://hooks.example.test/in?x=1';
const JSON_BODY = Buffer.from(
  '{"id": "evt_1", "n": 1.50, "name": "Zoë </b> a&b", "list": [1, {"b": 2, "a": []}]}',
);
const FORM_BODY = Buffer.from('From=%2B1555&Body=a+b&payload=%7B%7D');

/** A valid request, and what it is judged by. */
interface Valid {
  readonly request: DiagnosisRequest;
  readonly context: DiagnosisContext;
}

interface Spoiled {
  readonly request?: Partial<DiagnosisRequest>;
  readonly context?: Partial<DiagnosisContext>;
}

function provider(name: string): Provider {
  const found = findProvider(name);
  if (found === undefined) throw new Error(`no provider ${name}`);
  return found;
}

function own(value: string, name = 'WEBHOOK_SECRET'): NamedSecret {
  return { role: 'own', value, name };
}

/** Signs as the sender does, with whatever it does otherwise. */
function signed(
  name: string,
  change: { body?: Buffer; secret?: string; timestamp?: number; url?: string; id?: string } = {},
): HeaderPair[] {
  const result = sign(provider(name).scheme, {
    method: 'POST',
    body: bodyOf(name),
    secret: testSecret(provider(name)),
    timestamp: NOW,
    id: 'msg_1',
    url: URL_SIGNED,
    ...change,
  });
  if (result.kind === 'refused') throw new Error(result.explanation);
  return result.headers;
}

/** The body as it is sent: some schemes write the signature into it. */
function signedBody(name: string): Buffer {
  const secret = testSecret(provider(name));
  const result = sign(provider(name).scheme, {
    method: 'POST',
    body: bodyOf(name),
    secret,
    timestamp: NOW,
    url: URL_SIGNED,
  });
  return result.kind === 'signed' ? result.body : bodyOf(name);
}

function bodyOf(name: string): Buffer {
  if (name === 'adyen') {
    return Buffer.from('{"notificationItems":[{"NotificationRequestItem":{"pspReference":"p"}}]}');
  }
  return name === 'twilio' ? FORM_BODY : JSON_BODY;
}

function validFor(name: string): Valid {
  return {
    request: { method: 'POST', path: '/in?x=1', headers: signed(name), body: bodyOf(name) },
    context: {
      provider: provider(name),
      providers,
      secrets: [own(testSecret(provider(name)))],
      url: URL_SIGNED,
      now: NOW,
      budgetBytes: 64 * 1024 * 1024,
    },
  };
}

function diagnosed(name: string, { request, context }: Spoiled) {
  const valid = validFor(name);
  return diagnose({ ...valid.request, ...request }, { ...valid.context, ...context });
}

function signatureHeader(name: string): string {
  return provider(name).scheme.header ?? '';
}

/** The request with its signature header rewritten. */
function rewritten(name: string, change: (value: string) => string): Spoiled {
  const { headers } = validFor(name).request;
  const header = signatureHeader(name);
  return {
    request: { headers: withHeaders(headers, [[header, change(headerValue(headers, header) ?? '')]]) },
  };
}

function secrets(...values: NamedSecret[]): Spoiled {
  return { context: { secrets: values } };
}

/** Signed over one body, arrived with another. */
function bodies(name: string, sentAs: string | Buffer, signedAs: string | Buffer): Spoiled {
  return { request: { body: Buffer.from(sentAs), headers: signed(name, { body: Buffer.from(signedAs) }) } };
}

function handSigned(name: string, text: string): Spoiled {
  return { request: { headers: [[signatureHeader(name), text]] } };
}

function hmac(algorithm: string, key: string | Buffer, content: string | Buffer): Buffer {
  return createHmac(algorithm, key).update(content).digest();
}

const FAMILIES = ['store', 'github', 'stripe', 'standard-webhooks', 'shopify', 'twilio', 'slack'] as const;

describe.each(FAMILIES)('%s', (name) => {
  test('a request that verifies has no diagnosis', () => {
    expect(diagnosed(name, {})).toBeNull();
  });

  test.each<[string, string, Spoiled]>([
    [
      'secret-trailing-newline',
      'matches after removing a trailing newline from the secret',
      secrets(own(`${SECRET}\n`)),
    ],
    [
      'secret-trailing-newline',
      'matches after removing a trailing newline from the secret',
      secrets(own(`${SECRET}\r\n`)),
    ],
    ['secret-blanks', 'matches after removing the blanks around the secret', secrets(own(` ${SECRET} `))],
    ['secret-quotes', 'matches after removing the quotes around the secret', secrets(own(`"${SECRET}"`))],
    [
      'secret-escaped-newline',
      String.raw`matches after removing the characters \n at the end of the secret`,
      secrets(own(String.raw`${SECRET}\n`)),
    ],
    [
      'secret-invisible-characters',
      'matches after removing invisible characters from the secret',
      secrets(own(`\u200b${SECRET}`)),
    ],
    [
      'secret-of-endpoint',
      'matches after using the secret of endpoint other',
      secrets(own('b3RoZXIgc2VjcmV0'), {
        role: 'endpoint',
        value: SECRET,
        name: 'the secret of endpoint other',
      }),
    ],
    [
      'secret-of-generated',
      'matches after using the generated secret',
      secrets(own('b3RoZXIgc2VjcmV0'), { role: 'generated', value: SECRET, name: 'the generated secret' }),
    ],
    [
      'secret-of-previous',
      'matches after using the previous secret (WEBHOOK_SECRET_OLD)',
      secrets(own('b3RoZXIgc2VjcmV0'), {
        role: 'previous',
        value: SECRET,
        name: 'the previous secret (WEBHOOK_SECRET_OLD)',
      }),
    ],
    [
      'secret-of-other-mode',
      'matches after using the test secret (WEBHOOK_SECRET_TEST)',
      secrets(own('b3RoZXIgc2VjcmV0'), {
        role: 'other-mode',
        value: SECRET,
        name: 'the test secret (WEBHOOK_SECRET_TEST)',
      }),
    ],
    ['signature-empty', `${signatureHeader(name)} is there but empty`, rewritten(name, () => '')],
  ])('%s: %s', (id, sentence, spoiled) => {
    expect(diagnosed(name, spoiled)).toMatchObject({ id, sentence });
  });

  test('no header at all', () => {
    const headers = withoutHeaders(validFor(name).request.headers, [signatureHeader(name)]);
    expect(
      diagnosed(name, { request: { headers: headers.filter(([key]) => !/timestamp|-id$/i.test(key)) } }),
    ).toMatchObject({
      id: 'signature-missing',
      sentence: `there is no ${signatureHeader(name)} header`,
    });
  });

  test('another name of the header', () => {
    const value = headerValue(validFor(name).request.headers, signatureHeader(name)) ?? '';
    const others = withoutHeaders(validFor(name).request.headers, [signatureHeader(name)]);
    const headers: HeaderPair[] = [
      ...others.filter(([key]) => !/^(webhook|x-slack)-/i.test(key)),
      ['X-My-Signature', value],
    ];
    if (name === 'standard-webhooks' || name === 'slack') return;
    expect(diagnosed(name, { request: { headers } })).toMatchObject({
      id: 'signature-header-name',
      sentence: 'matches after reading the signature from x-my-signature',
    });
  });

  test('nothing matches', () => {
    const other = hmac('sha256', 'somebody else', 'something else');
    const encoded = /base64/.test(JSON.stringify(provider(name).scheme))
      ? other.toString('base64')
      : other.toString('hex');
    const spoiled = rewritten(name, (value) => value.replace(/[0-9a-f]{64}|[A-Za-z0-9+/]{27,43}=/, encoded));
    expect(diagnosed(name, spoiled)).toMatchObject({
      sentence: 'no known variant matches: another secret, or another body',
      hint: expect.stringContaining(`SHA-256 ${createHash('sha256').update(bodyOf(name)).digest('hex')}`),
    });
  });

  test('two slips at once', () => {
    if (name === 'twilio') return;
    const spoiled = bodies(name, '{"a": "é"}\n', '{"a": "é"}');
    expect(diagnosed(name, { ...spoiled, ...secrets(own(`${SECRET}\n`)) })).toMatchObject({
      id: 'secret-trailing-newline+body-newline-removed',
    });
  });
});

const COMPACT = JSON.stringify(JSON.parse(JSON_BODY.toString()));

const BODY_CASES: readonly (readonly [id: string, arrived: string | Buffer, signedAs: string | Buffer])[] = [
  ['body-newline-removed', '{}\n', '{}'],
  ['body-newline-removed', '{}\r\n', '{}'],
  ['body-newline-added', '{}', '{}\n'],
  ['body-crlf-added', '{}', '{}\r\n'],
  ['body-crlf-to-lf', '{\r\n}', '{\n}'],
  ['body-lf-to-crlf', '{\n}', '{\r\n}'],
  ['body-trimmed', ' {}\0\0', '{}'],
  ['body-bom-removed', '\ufeff{}', '{}'],
  ['body-bom-added', '{}', '\ufeff{}'],
  ['body-json-compact', JSON_BODY, JSON_BODY.toString().replaceAll(/(?<=[:,]) /g, '')],
  ['body-json-stringified', JSON_BODY, COMPACT],
  ['body-json-two-spaces', COMPACT, JSON.stringify(JSON.parse(COMPACT), null, 2)],
  ['body-json-four-spaces', COMPACT, JSON.stringify(JSON.parse(COMPACT), null, 4)],
  ['body-json-tabs', COMPACT, JSON.stringify(JSON.parse(COMPACT), null, '\t')],
  ['body-json-python', '{"a":[1,2],"b":"é"}', String.raw`{"a": [1, 2], "b": "\u00e9"}`],
  ['body-json-python-unescaped', '{"a":[1,2],"b":"é"}', '{"a": [1, 2], "b": "é"}'],
  ['body-json-sorted-keys', '{"b":1,"a":{"d":1,"c":2}}', '{"a":{"c":2,"d":1},"b":1}'],
  ['body-json-sorted-keys-python', '{"b":"é","a":1}', String.raw`{"a": 1, "b": "\u00e9"}`],
  ['body-json-php', '{"u": "http://é"}', String.raw`{"u":"http:\/\/\u00e9"}`],
  ['body-json-unicode-escaped', '{ "a":"ë"}', String.raw`{ "a":"\u00eb"}`],
  ['body-json-unicode-escaped-upper', '{"a": "ë"}', String.raw`{"a": "\u00EB"}`],
  ['body-json-unicode-unescaped', String.raw`{ "a":"\u00eb \\u00eb"}`, String.raw`{ "a":"ë \\u00eb"}`],
  ['body-json-slashes-escaped', '{ "u":"a/b"}', String.raw`{ "u":"a\/b"}`],
  ['body-json-slashes-unescaped', String.raw`{ "u":"a\/b"}`, '{ "u":"a/b"}'],
  ['body-json-html-escaped', '{ "u":"<a&b>"}', String.raw`{ "u":"\u003ca\u0026b\u003e"}`],
  ['body-json-html-unescaped', String.raw`{ "u":"\u003ca"}`, '{ "u":"<a"}'],
  ['body-json-inner-string', JSON.stringify('{"a":1}'), '{"a":1}'],
  ['body-json-quoted', '{"a":1}', JSON.stringify('{"a":1}')],
  ['body-empty', '{"a":1}', ''],
  ['body-form-payload', 'payload=%7B%22a%22%3A1%7D&b=1', '{"a":1}'],
  ['body-form-plus', 'a=b%20c', 'a=b+c'],
  ['body-form-percent', 'a=b+c', 'a=b%20c'],
  ['body-form-upper-escapes', 'a=%2fb', 'a=%2Fb'],
  ['body-form-lower-escapes', 'a=%2Fb', 'a=%2fb'],
  ['body-form-sorted', 'b=1&a=2', 'a=2&b=1'],
  ['body-url-decoded', 'a=%2Fb%20c', 'a=/b c'],
  ['body-latin1-to-utf8', Buffer.from('é', 'latin1'), 'é'],
  ['body-utf8-to-latin1', 'é!', Buffer.from('é!', 'latin1')],
  ['body-utf16', 'abc', Buffer.from('abc', 'utf16le')],
  ['body-nfc', 'e\u0301', '\u00e9'],
  ['body-nfd', '\u00e9 ', 'e\u0301 '],
  ['body-html-unescaped', 'a &amp; b', 'a & b'],
  ['body-decompressed', gzipSync('{"a":1}'), '{"a":1}'],
  ['body-gzip', '{"a":1}', gzipSync('{"a":1}')],
  ['body-base64-decoded', Buffer.from('{"a":1}').toString('base64'), '{"a":1}'],
  ['body-base64', '{"a":1}', Buffer.from('{"a":1}').toString('base64')],
  ['body-envelope-detail', '{"detail":{"a":1}}', '{"a":1}'],
  ['body-envelope-message', '{"Message":"{\\"a\\":1}"}', '{"a":1}'],
  ['body-envelope-message-data', '{"message":{"data":"eyJhIjoxfQ=="}}', '{"a":1}'],
  ['body-envelope-body', '{"body":"eyJhIjoxfQ==","isBase64Encoded":true}', '{"a":1}'],
  ['body-envelope-body', '{"body":"{}","isBase64Encoded":false}', '{}'],
];

describe.each(['store', 'stripe', 'standard-webhooks', 'shopify', 'slack'])('%s', (name) => {
  test.each(BODY_CASES)('%s', (id, arrived, signedAs) => {
    const diagnosis = diagnosed(name, bodies(name, arrived, signedAs));
    expect(diagnosis).toMatchObject({ id, sentence: expect.stringMatching(/^matches after \S/) });
  });
});

test('a body padded beyond its Content-Length', () => {
  const spoiled = bodies('store', 'abc and more', 'abc');
  const headers: HeaderPair[] = [...(spoiled.request?.headers ?? []), ['Content-Length', '3']];
  expect(diagnosed('store', { request: { ...spoiled.request, headers } })).toMatchObject({
    id: 'body-content-length',
  });
});

const HEX = hmac('sha256', SECRET, JSON_BODY).toString('hex');
const SHA1 = hmac('sha1', SECRET, JSON_BODY).toString('hex');
const RAW_KEY = Buffer.from(SECRET.slice('whsec_'.length), 'base64');

describe('how the signature is written', () => {
  test.each<[string, string, string, string]>([
    [
      'signature-encoding',
      'matches after reading the signature as upper-case hex',
      'store',
      HEX.toUpperCase(),
    ],
    [
      'signature-encoding',
      'matches after reading the signature as base64',
      'store',
      Buffer.from(HEX, 'hex').toString('base64'),
    ],
    [
      'signature-encoding',
      'matches after reading the signature as base64url',
      'store',
      Buffer.from(HEX, 'hex').toString('base64url'),
    ],
    [
      'signature-encoding',
      'matches after reading the signature as base64 of the hex digits',
      'store',
      Buffer.from(HEX).toString('base64'),
    ],
    [
      'signature-encoding',
      'matches after reading the signature as hex of the base64 text',
      'store',
      Buffer.from(Buffer.from(HEX, 'hex').toString('base64')).toString('hex'),
    ],
    ['signature-encoding', 'matches after reading the signature as lower-case hex', 'shopify', HEX],
    ['signature-prefix-missing', 'the signature is right, only its prefix sha256= is missing', 'github', HEX],
    [
      'signature-prefix-unexpected',
      'the signature is right, only its prefix sha256= is not expected',
      'store',
      `sha256=${HEX}`,
    ],
    [
      'signature-prefix-unexpected',
      'the signature is right, only its prefix sha1= is not expected',
      'github',
      `sha1=${HEX}`,
    ],
    [
      'signature-prefix-unexpected',
      'the signature is right, only the text around it is not expected',
      'store',
      ` ${HEX}`,
    ],
    [
      'signature-truncated',
      'the signature is right as far as it goes, but 24 characters are cut off',
      'store',
      HEX.slice(0, 40),
    ],
    [
      'signature-truncated',
      'the signature is right as far as it goes, but 1 characters are cut off',
      'store',
      HEX.slice(0, 63),
    ],
    [
      'signature-length',
      'the signature has 40 hex digits, as SHA-1 has; 64 are expected',
      'store',
      'ab'.repeat(20),
    ],
    [
      'signature-is-public-key',
      'what stands in the header is a public-key signature, no HMAC',
      'store',
      'eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.c2ln',
    ],
    [
      'signature-is-public-key',
      'what stands in the header is a public-key signature, no HMAC',
      'store',
      `MEUCIQ${'A'.repeat(90)}==`,
    ],
  ])('%s: %s (%s)', (id, sentence, name, text) => {
    expect(diagnosed(name, handSigned(name, text))).toMatchObject({ id, sentence });
  });

  test('sent twice', () => {
    const name = signatureHeader('store');
    const headers: HeaderPair[] = [
      [name, HEX],
      [name, HEX],
    ];
    expect(diagnosed('store', { request: { headers } })).toMatchObject({
      id: 'signature-repeated',
      sentence: 'x-webhook-signature was sent 2 times, one is allowed; one of them is right',
    });
  });

  test('blanks that were +', () => {
    const body = [...Array(200).keys()].map(String).find((text) => {
      const value = hmac('sha256', SECRET, text).toString('base64');
      return value.includes('+');
    });
    const value = hmac('sha256', SECRET, body ?? '')
      .toString('base64')
      .replaceAll('+', ' ');
    expect(
      diagnosed('shopify', {
        request: { body: Buffer.from(body ?? ''), headers: [['X-Shopify-Hmac-Sha256', value]] },
      }),
    ).toMatchObject({
      id: 'signature-plus-as-blank',
    });
  });

  test('only another version of a list', () => {
    expect(diagnosed('stripe', handSigned('stripe', `t=${NOW / 1000},v0=${'a'.repeat(64)}`))).toMatchObject({
      id: 'signature-version',
      sentence: 'the signature is of version v0 only, v1= is expected',
    });
  });
});

describe('secrets', () => {
  test.each<[string, string, NamedSecret[], HeaderPair[]]>([
    ['secret-as-text', 'standard-webhooks', [own(SECRET)], listed(hmac('sha256', SECRET, standardContent()))],
    [
      'secret-without-prefix',
      'standard-webhooks',
      [own(SECRET)],
      listed(hmac('sha256', SECRET.slice(6), standardContent())),
    ],
    [
      'secret-base64-after-prefix',
      'store',
      [own(SECRET)],
      [['X-Webhook-Signature', hmac('sha256', RAW_KEY, JSON_BODY).toString('hex')]],
    ],
    ['secret-with-prefix', 'store', [own(SECRET.slice(6))], [['X-Webhook-Signature', HEX]]],
    [
      'secret-base64',
      'store',
      [own('YWJjZGVmZ2g=')],
      [['X-Webhook-Signature', hmac('sha256', 'abcdefgh', JSON_BODY).toString('hex')]],
    ],
    [
      'secret-hex',
      'store',
      [own('616263646566')],
      [['X-Webhook-Signature', hmac('sha256', 'abcdef', JSON_BODY).toString('hex')]],
    ],
    [
      'secret-base64-encoded',
      'store',
      [own('abcdefgh')],
      [['X-Webhook-Signature', hmac('sha256', 'YWJjZGVmZ2g=', JSON_BODY).toString('hex')]],
    ],
    [
      'secret-base64-twice',
      'standard-webhooks',
      [own(Buffer.from(RAW_KEY.toString('base64')).toString('base64'))],
      listed(hmac('sha256', RAW_KEY, standardContent())),
    ],
    [
      'secret-newline-added',
      'store',
      [own('abc')],
      [['X-Webhook-Signature', hmac('sha256', 'abc\n', JSON_BODY).toString('hex')]],
    ],
    [
      'secret-lower-case',
      'store',
      [own('Abc')],
      [['X-Webhook-Signature', hmac('sha256', 'abc', JSON_BODY).toString('hex')]],
    ],
    [
      'secret-upper-case',
      'store',
      [own('Abc')],
      [['X-Webhook-Signature', hmac('sha256', 'ABC', JSON_BODY).toString('hex')]],
    ],
    [
      'secret-of-test',
      'store',
      [own('abc')],
      [
        [
          'X-Webhook-Signature',
          hmac('sha256', 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==', JSON_BODY).toString('hex'),
        ],
      ],
    ],
    ['secret-placeholder', 'store', [own('your_secret')], [['X-Webhook-Signature', HEX]]],
    ['secret-placeholder', 'store', [own('whsec_...')], [['X-Webhook-Signature', HEX]]],
    ['secret-placeholder', 'store', [own('${WEBHOOK_SECRET}')], [['X-Webhook-Signature', HEX]]],
    ['secret-is-api-key', 'store', [own('sk_live_0123456789')], [['X-Webhook-Signature', HEX]]],
    ['secret-form', 'standard-webhooks', [own('not base64 at all!')], listed(Buffer.alloc(32))],
    ['secret-is-no-key', 'discord', [own('123456789012345678')], keyed()],
    ['secret-is-no-key', 'discord', [own(TEST_KEYS.p256)], keyed()],
  ])('%s', (id, name, named, headers) => {
    expect(diagnosed(name, { request: { headers }, context: { secrets: named } })).toMatchObject({ id });
  });

  test('of several secrets the one to change is named', () => {
    const spoiled = secrets(own('other', 'FIRST'), own(`${SECRET}\n`, 'SECOND'));
    expect(diagnosed('store', spoiled)).toMatchObject({
      sentence: 'matches after removing a trailing newline from the secret SECOND',
      hint: expect.stringContaining('SECOND'),
    });
  });
});

function standardContent(): string {
  return `msg_1.${NOW / 1000}.${JSON_BODY.toString()}`;
}

function listed(signature: Buffer): HeaderPair[] {
  return [
    ['Webhook-Id', 'msg_1'],
    ['Webhook-Timestamp', String(NOW / 1000)],
    ['Webhook-Signature', `v1,${signature.toString('base64')}`],
  ];
}

function keyed(): HeaderPair[] {
  return [
    ['X-Signature-Timestamp', String(NOW / 1000)],
    ['X-Signature-Ed25519', 'ab'.repeat(64)],
  ];
}

describe('time', () => {
  test.each(['stripe', 'standard-webhooks', 'slack'])('%s: too old, and only that', (name) => {
    const headers = signed(name, { timestamp: NOW - 412_000 });
    const sentence = 'the signature is right, but its timestamp is 412 s old: 300 s are allowed';
    expect(diagnosed(name, { request: { headers } })).toMatchObject({ id: 'timestamp-stale', sentence });
    const history = { verifiedBefore: 0, repeats: 40, skewSeconds: null };
    expect(diagnosed(name, { request: { headers }, context: { history } })).toMatchObject({
      id: 'timestamp-retry',
      sentence: `${sentence}; it is a repetition of #40`,
    });
    const skewed = { verifiedBefore: 3, repeats: null, skewSeconds: 250 };
    expect(diagnosed(name, { request: { headers }, context: { history: skewed } })).toMatchObject({
      id: 'clock-skew',
      sentence: `${sentence}; all recent ones were 250 s old`,
    });
  });

  test('ahead', () => {
    const headers = signed('slack', { timestamp: NOW + 400_000 });
    expect(diagnosed('slack', { request: { headers } })).toMatchObject({ id: 'timestamp-future' });
  });

  test.each([
    [String(NOW), 'the signed timestamp is in milliseconds, seconds are expected'],
    ['2026-11-23T14:03:22Z', 'the signed timestamp is an ISO 8601 time, seconds are expected'],
    ['soon', 'the signed timestamp is no time, seconds are expected'],
  ])('%s as timestamp', (ts, sentence) => {
    const value = `v0=${hmac('sha256', SECRET, `v0:${ts}:${JSON_BODY.toString()}`).toString('hex')}`;
    const headers: HeaderPair[] = [
      ['X-Slack-Request-Timestamp', ts],
      ['X-Slack-Signature', value],
    ];
    expect(diagnosed('slack', { request: { headers } })).toMatchObject({ id: 'timestamp-unit', sentence });
  });

  test('missing', () => {
    const headers = withoutHeaders(signed('slack'), ['x-slack-request-timestamp']);
    expect(diagnosed('slack', { request: { headers } })).toMatchObject({
      id: 'timestamp-missing',
      sentence: 'the signed timestamp is not there: it stands in x-slack-request-timestamp',
    });
  });
});

describe('recipes', () => {
  const ts = String(NOW / 1000);
  const content = JSON_BODY.toString();
  test.each<[string, string]>([
    ['computing HMAC-SHA-1', SHA1],
    ['computing HMAC-SHA-384', hmac('sha384', SECRET, content).toString('hex')],
    ['computing HMAC-SHA-512', hmac('sha512', SECRET, content).toString('hex')],
    ['computing HMAC-MD5', hmac('md5', SECRET, content).toString('hex')],
    [
      'computing a plain SHA-256 of secret and body',
      createHash('sha256')
        .update(SECRET + content)
        .digest('hex'),
    ],
    [
      'computing a plain SHA-256 of body and secret',
      createHash('sha256')
        .update(content + SECRET)
        .digest('hex'),
    ],
    ['computing HMAC-SHA-256 with secret and body swapped', hmac('sha256', content, SECRET).toString('hex')],
    ['signing {ts}.{body} instead of {body}', hmac('sha256', SECRET, `${ts}.${content}`).toString('hex')],
    ['signing {body}{ts} instead of {body}', hmac('sha256', SECRET, `${content}${ts}`).toString('hex')],
    [
      'signing {id}.{ts}.{body} instead of {body}',
      hmac('sha256', SECRET, `d_1.${ts}.${content}`).toString('hex'),
    ],
    [
      'signing {url}{body} instead of {body}',
      hmac('sha256', SECRET, `${URL_SIGNED}${content}`).toString('hex'),
    ],
    [
      'computing HMAC-SHA-1 and reading the signature as base64',
      hmac('sha1', SECRET, content).toString('base64'),
    ],
  ])('%s', (phrase, text) => {
    const headers: HeaderPair[] = [
      ['X-Webhook-Timestamp', ts],
      ['X-Delivery-Id', 'd_1'],
      ['X-Webhook-Signature', text],
    ];
    expect(diagnosed('store', { request: { headers } })?.sentence).toBe(`matches after ${phrase}`);
  });

  test('the timestamp was forgotten', () => {
    const headers =
      rewritten('stripe', (value) => value.replace(/v1=.*/, `v1=${HEX}`)).request?.headers ?? [];
    expect(diagnosed('stripe', { request: { headers } })?.sentence).toBe(
      'matches after signing {body} instead of {ts}.{body}',
    );
  });

  test('the timestamp was signed in another unit', () => {
    const value = hmac('sha256', SECRET, `${NOW}.${content}`).toString('hex');
    expect(diagnosed('stripe', handSigned('stripe', `t=${ts},v1=${value}`))).toMatchObject({
      id: 'signed-timestamp-unit',
      sentence: 'matches after signing the timestamp in milliseconds',
    });
  });

  test('as another provider does', () => {
    const key = 'ab'.repeat(20);
    const value = hmac('sha256', Buffer.from(`POST${key}`), '').toString('hex');
    expect(value).toHaveLength(64);
    const v2 = createHash('sha256').update(`${SECRET}POST${URL_SIGNED}${content}`).digest('hex');
    expect(diagnosed('store', handSigned('store', v2))).toMatchObject({
      id: 'recipe-of-provider',
      sentence: 'matches after computing it as HubSpot v2 does',
    });
  });

  test('another id was signed', () => {
    const headers = [...signed('standard-webhooks', { id: 'req_9' }), ['X-Request-Id', 'req_9'] as const];
    const spoiled = withHeaders(headers, [['Webhook-Id', 'msg_1']]);
    expect(diagnosed('standard-webhooks', { request: { headers: spoiled } })).toMatchObject({
      id: 'signed-id',
      sentence: 'matches after taking the signed id from x-request-id',
    });
  });

  test.each([
    ['http://hooks.example.test/in?x=1', 'using http in the URL'],
    ['https://hooks.example.test:443/in?x=1', 'adding the default port to the URL'],
    ['https://hooks.example.test/in/?x=1', 'adding a trailing slash to the URL'],
    ['https://hooks.example.test/in', 'dropping the query of the URL'],
    ['https://abc.example/in?x=1', 'using https and the x-forwarded-host header in the URL'],
    ['http://127.0.0.1:4400/in?x=1', 'using http and the Host header in the URL'],
    ['/in?x=1', 'signing the path instead of the URL'],
  ])('signed for %s', (url, phrase) => {
    const headers: HeaderPair[] = [
      ...signed('twilio', { url }),
      ['Host', '127.0.0.1:4400'],
      ['X-Forwarded-Host', 'abc.example'],
    ];
    expect(diagnosed('twilio', { request: { headers } })?.sentence).toBe(`matches after ${phrase}`);
  });

  test('no URL is configured, and the Host header tells it', () => {
    const headers: HeaderPair[] = [
      ...signed('twilio', { url: 'https://abc.example/in?x=1' }),
      ['Host', 'abc.example'],
    ];
    expect(diagnosed('twilio', { request: { headers }, context: { url: undefined } })?.sentence).toBe(
      'matches after using https and the Host header in the URL',
    );
  });

  test('a header that Contentful signed is gone', () => {
    const headers: HeaderPair[] = [
      ['X-Contentful-Signed-Headers', 'x-topic,x-contentful-signed-headers,x-contentful-timestamp'],
      ['X-Contentful-Timestamp', String(NOW)],
      ['X-Contentful-Signature', HEX],
    ];
    expect(diagnosed('contentful', { request: { headers } })).toMatchObject({
      id: 'signed-header-missing',
      sentence: 'a header that was signed is not there: x-topic',
    });
  });
});

describe('who it comes from', () => {
  test('another provider, by its headers', () => {
    expect(diagnosed('store', { request: { headers: signed('stripe', { secret: 'other' }) } })).toMatchObject(
      {
        id: 'other-provider',
        sentence: 'this looks like Stripe',
        hint: expect.stringContaining('--provider stripe'),
      },
    );
  });

  test('another provider, proved by its signature', () => {
    expect(diagnosed('store', { request: { headers: signed('stripe') } })).toMatchObject({
      id: 'other-provider',
      sentence: 'verifies as Stripe',
    });
  });

  test('those who share a header are told apart by the others', () => {
    const headers: HeaderPair[] = [
      ['X-Hub-Signature-256', 'sha256=00'],
      ['X-GitHub-Event', 'push'],
      ['User-Agent', 'GitHub-Hookshot/abc'],
    ];
    expect(diagnosed('store', { request: { headers } })?.sentence).toBe('this looks like GitHub');
  });

  test('a handshake and what is unsigned by design', () => {
    const challenge = Buffer.from('{"type":"url_verification","challenge":"c"}');
    expect(diagnosed('slack', { request: { body: challenge, headers: [] } })).toMatchObject({
      id: 'handshake',
    });
    const check = Buffer.from('ssl_check=1&token=t');
    expect(diagnosed('slack', { request: { body: check, headers: [] } })).toMatchObject({
      id: 'unsigned-by-design',
    });
  });

  test.each([
    ['stripe', 'stripe listen'],
    ['shopify', 'up to an hour'],
    ['twilio', 'primary auth token'],
    ['square', 'Several subscriptions'],
    ['meta', 'unescaped'],
    ['discord', 'on purpose'],
    ['zoom', '72 hours'],
    ['sendgrid', 'CR LF'],
    ['adyen', 'hex'],
  ])('the hint of %s', (name, words) => {
    const headers = signed(name);
    const text = signedBody(name).toString().replaceAll('evt_1', 'evt_2').replace('"p"', '"q"');
    const body = Buffer.from(name === 'twilio' ? 'a=1' : text);
    expect(diagnosed(name, { request: { headers, body } })?.hint).toContain(words);
  });

  test('GitHub without a secret sends no signature', () => {
    expect(diagnosed('github', { request: { headers: [['X-GitHub-Event', 'push']] } })?.hint).toContain(
      'enter one',
    );
  });
});

describe('nothing matched', () => {
  const spoiled = handSigned('store', '0'.repeat(64));
  test.each([
    [{ verifiedBefore: 7, repeats: null, skewSeconds: null }, 'altered-or-forged', /the 7 before verified/],
    [
      { verifiedBefore: 0, repeats: null, skewSeconds: null },
      'probably-the-secret',
      /most likely another secret/,
    ],
  ])('%j', (history, id, sentence) => {
    expect(diagnosed('store', { ...spoiled, context: { history } })).toMatchObject({
      id,
      sentence: expect.stringMatching(sentence),
    });
  });

  test.each<[string, Partial<DiagnosisRequest>]>([
    [
      'body-cut',
      {
        headers: [
          ['X-Webhook-Signature', '0'.repeat(64)],
          ['Content-Length', '9999'],
        ],
      },
    ],
    ['body-lossy-utf8', { body: Buffer.from('a\ufffdb') }],
    [
      'body-content-encoding',
      {
        headers: [
          ['X-Webhook-Signature', '0'.repeat(64)],
          ['Content-Encoding', 'br'],
        ],
      },
    ],
  ])('%s', (id, request) => {
    expect(diagnosed('store', { request: { ...spoiled.request, ...request } })).toMatchObject({ id });
  });
});

test('a diagnosis is never a reason to accept, changes nothing and tells no secret', () => {
  const name = fc.constantFrom(...providers.map((one) => one.name));
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  const known = 'n0body-must-see-this';
  const variants = fc.constantFrom(known, `${known}\n`, `"${known}"`, `whsec_${known}`, ` ${known}`);
  fc.assert(
    fc.property(
      name,
      variants,
      text,
      text,
      fc.uint8Array({ maxLength: 80 }),
      (which, secret, a, b, bytes) => {
        const { request, context } = spoiledBy(which, { secret, known, texts: [a, b], bytes });
        const before = structuredClone({ ...request, body: request.body.toString('hex') });
        const verdict = () =>
          verify(context.provider.scheme, {
            ...request,
            url: context.url,
            secrets: context.secrets.map(({ value }) => value),
            now: NOW,
          });
        const judged = verdict();
        const diagnosis = diagnose(request, context);
        expect(diagnosis === null).toBe(judged.status === 'valid');
        expect(verdict()).toEqual(judged);
        expect({ ...request, body: request.body.toString('hex') }).toEqual(before);
        expect(JSON.stringify(diagnosis)).not.toContain(known);
      },
    ),
    { numRuns: 300 },
  );
});

/** A request signed with a secret like the configured one, over a body like the one that arrives. */
function spoiledBy(
  name: string,
  {
    secret,
    known,
    texts: [a, b],
    bytes,
  }: { secret: string; known: string; texts: [string, string]; bytes: Uint8Array },
): Valid {
  const body = Buffer.from(bytes);
  const signing = { method: 'POST', body, secret: known, timestamp: NOW, id: a, url: URL_SIGNED };
  const result = sign(provider(name).scheme, signing);
  const headers: HeaderPair[] = result.kind === 'signed' ? result.headers : [[signatureHeader(name), b]];
  return {
    request: { method: 'POST', path: '/in', headers, body: Buffer.concat([body, Buffer.from(b)]) },
    context: {
      ...validFor('store').context,
      provider: provider(name),
      secrets: [own(secret)],
      budgetBytes: 2 ** 22,
    },
  };
}

test('the budget bounds the work, and what was not tried is said', () => {
  const spoiled = handSigned('store', '0'.repeat(64));
  expect(diagnosed('store', { ...spoiled, context: { budgetBytes: 20_000 } })?.hint).toContain(
    'Not everything was tried',
  );
});

const MB = 1024 * 1024;

test.each<[string, string, Partial<DiagnosisRequest>]>([
  ['blanks', 'store', { body: Buffer.from(`a${' '.repeat(MB)}b`) }],
  ['line ends', 'store', { body: Buffer.from(`${'\r'.repeat(MB)}b`) }],
  ['nested lists', 'store', { body: Buffer.from(`${'['.repeat(MB / 2)}${']'.repeat(MB / 2)}`) }],
  ['marks', 'store', { body: Buffer.from(`a${'\u0315\u0300'.repeat(16_000)}`) }],
  ['escapes', 'store', { body: Buffer.from(`"${String.raw`\u00e9`.repeat(MB / 6)}"`) }],
  ['parameters', 'store', { body: Buffer.from('a=1&'.repeat(MB / 4)) }],
  ['quotes', 'store', { headers: [['X-Webhook-Signature', `${'"'.repeat(60_000)}x`]] }],
  ['padding', 'github', { headers: [['X-Hub-Signature-256', `${'='.repeat(60_000)}x`]] }],
  ['entries', 'stripe', { headers: [['Stripe-Signature', `t=1${',v1=0123456789'.repeat(4000)}`]] }],
  [
    'slashes',
    'twilio',
    {
      path: `/${'/'.repeat(60_000)}x`,
      headers: [
        ['X-Twilio-Signature', 'abc'],
        ['Host', 'a.b'],
      ],
    },
  ],
])('a request that is made to take long does not: %s', (_what, name, request) => {
  const headers: HeaderPair[] = [['X-Webhook-Signature', '0'.repeat(64)]];
  const start = performance.now();
  expect(diagnosed(name, { request: { headers, ...request } })).not.toBeNull();
  // What takes the square of the length would take minutes.
  expect(performance.now() - start).toBeLessThan(5000);
});
