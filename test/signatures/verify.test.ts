import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeaderPair } from '../../src/core/headers.ts';
import type { HeaderScheme } from '../../src/core/scheme.ts';
import { store } from '../../src/providers/store.ts';
import { isExpired, sign, withoutSignature } from '../../src/signatures/sign.ts';
import { spoil, SPOILS } from '../../src/signatures/spoil.ts';
import type { SignResult } from '../../src/signatures/types.ts';
import { verify } from '../../src/signatures/verify.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 3, 22);

const LIST: HeaderScheme = {
  kind: 'header',
  header: 'list-signature',
  format: { kind: 'list', separator: ',', assign: '=', key: 'v1' },
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  template: '{ts}.{body}',
  secret: 'utf8',
  timestamp: { from: { kind: 'part', key: 't' }, unit: 's', toleranceSeconds: 300, future: false },
};
const PREFIX: HeaderScheme = {
  kind: 'header',
  header: 'x-prefix-signature',
  format: { kind: 'prefix', prefix: 'v0=' },
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  template: 'v0:{ts}:{body}',
  secret: 'utf8',
  timestamp: {
    from: { kind: 'header', name: 'x-request-timestamp' },
    unit: 's',
    toleranceSeconds: 300,
    future: true,
  },
};
const STANDARD: HeaderScheme = {
  kind: 'header',
  header: 'webhook-signature',
  format: { kind: 'list', separator: ' ', assign: ',', key: 'v1' },
  algorithm: 'hmac-sha256',
  encoding: 'base64',
  template: '{id}.{ts}.{body}',
  secret: 'whsec',
  idHeader: 'webhook-id',
  timestamp: {
    from: { kind: 'header', name: 'webhook-timestamp' },
    unit: 's',
    toleranceSeconds: 300,
    future: true,
  },
};
const STORE = store.scheme as HeaderScheme;
const SCHEMES = { store: STORE, list: LIST, prefix: PREFIX, standard: STANDARD };
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const BODIES: readonly (readonly [string, Buffer])[] = [
  ['empty', Buffer.alloc(0)],
  ['replacement patterns', Buffer.from("$& $1 $` $' {ts} {body}")],
  ['BOM', Buffer.from('\ufeff{}')],
  ['no UTF-8', Buffer.from([0xff, 0xfe, 0xc3, 0x28])],
  ['CRLF', Buffer.from('a\r\nb\r\n')],
  ['unicode', Buffer.from('{"n":"Zoë €"}')],
];

function signed(
  scheme: HeaderScheme,
  body: Buffer,
  change: { timestamp?: number; secret?: string } = {},
): HeaderPair[] {
  const input = { method: 'POST', body, secret: SECRET, timestamp: NOW, id: 'msg_1', ...change };
  return (sign(scheme, input) as Extract<SignResult, { kind: 'signed' }>).headers;
}

function judge(
  scheme: HeaderScheme,
  headers: readonly HeaderPair[],
  change: { body?: Buffer; secrets?: string[]; now?: number } = {},
) {
  return verify(scheme, {
    method: 'POST',
    headers,
    body: Buffer.from('{}'),
    secrets: [SECRET],
    now: NOW,
    ...change,
  });
}

describe.each(Object.entries(SCHEMES))('%s', (_name, scheme) => {
  test.each(BODIES)('signs and verifies a body that is %s', (_what, body) => {
    expect(judge(scheme, signed(scheme, body), { body })).toEqual({ status: 'valid', secret: 0 });
    const changed = Buffer.concat([body, Buffer.from('\n')]);
    expect(judge(scheme, signed(scheme, body), { body: changed })).toMatchObject({ reason: 'mismatch' });
  });

  test('any of several secrets matches, and which one is told', () => {
    const headers = signed(scheme, Buffer.from('{}'));
    expect(judge(scheme, headers, { secrets: ['MDEyMzQ1Njc4OTAxMjM0NQ==', SECRET] })).toEqual({
      status: 'valid',
      secret: 1,
    });
  });

  test('without a secret nothing is judged; an empty one never matches', () => {
    const headers = signed(scheme, Buffer.from('{}'));
    expect(judge(scheme, headers, { secrets: [] })).toMatchObject({ status: 'unchecked' });
    expect(judge(scheme, headers, { secrets: [''] })).toMatchObject({
      status: 'invalid',
      reason: 'bad-secret',
    });
  });

  test('no header is missing, not invalid', () => {
    expect(judge(scheme, [])).toMatchObject({ status: 'missing', reason: 'no-signature' });
  });

  test('every single changed byte of the signature is refused', () => {
    const headers = signed(scheme, Buffer.from('{}'));
    const at = headers.findIndex(([name]) => name.toLowerCase() === scheme.header);
    const [name, value] = headers[at] as HeaderPair;
    for (let index = 0; index < value.length; index += 1) {
      const other = `${value.slice(0, index)}${value[index] === 'x' ? 'y' : 'x'}${value.slice(index + 1)}`;
      expect(judge(scheme, headers.with(at, [name, other])), other).not.toMatchObject({ status: 'valid' });
    }
  });

  test('whatever the headers hold, it never throws and never accepts', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 200, unit: 'binary' }),
      fc.constantFrom('', 'v0=', 't=,v1=', 'v1,', 'a'.repeat(10_000)),
    );
    fc.assert(
      fc.property(text, text, text, fc.uint8Array({ maxLength: 100 }), (signature, ts, id, body) => {
        const headers: HeaderPair[] = [
          [scheme.header, signature],
          ['x-request-timestamp', ts],
          ['webhook-timestamp', ts],
          ['webhook-id', id],
        ];
        expect(judge(scheme, headers, { body: Buffer.from(body) })).not.toMatchObject({ status: 'valid' });
      }),
      { numRuns: 10_000 },
    );
  });

  test.each(SPOILS)('spoiled by %s it is refused', (kind) => {
    const input = { method: 'POST', body: Buffer.from('{}'), secret: SECRET, timestamp: NOW, id: 'msg_1' };
    const spoiled = spoil(kind, scheme, input);
    if (spoiled === undefined) return expect(scheme.timestamp).toBeUndefined();
    if (spoiled.kind === 'refused') throw new Error(spoiled.explanation);
    return expect(judge(scheme, spoiled.headers, { body: spoiled.body })).not.toMatchObject({
      status: 'valid',
    });
  });

  test('what sign adds is what withoutSignature takes away', () => {
    const kept: HeaderPair[] = [['X-Other', '1']];
    expect(withoutSignature(scheme, [...kept, ...signed(scheme, Buffer.from('{}'))])).toEqual(kept);
  });
});

describe.each([
  ['list', LIST],
  ['prefix', PREFIX],
  ['standard', STANDARD],
] as const)('%s timestamps', (_name, scheme) => {
  const at = (seconds: number) =>
    judge(scheme, signed(scheme, Buffer.from('{}'), { timestamp: NOW + seconds * 1000 }));

  test('the tolerance is kept to the second', () => {
    expect(at(-300)).toMatchObject({ status: 'valid' });
    expect(at(-301)).toMatchObject({ reason: 'stale', explanation: expect.stringContaining('301 s old') });
    expect(at(301)).toMatchObject(scheme.timestamp?.future ? { reason: 'future' } : { status: 'valid' });
  });

  test('an old signature that is wrong as well is a mismatch', () => {
    const headers = signed(scheme, Buffer.from('other'), { timestamp: NOW - 9_000_000 });
    expect(judge(scheme, headers)).toMatchObject({ reason: 'mismatch' });
  });

  test('isExpired sees the same age', () => {
    const request = { headers: signed(scheme, Buffer.from('{}')), body: Buffer.from('{}') };
    expect(isExpired(scheme, request, NOW + 300_000)).toBe(false);
    expect(isExpired(scheme, request, NOW + 301_000)).toBe(true);
  });

  test.each(['', 'NaN', '1e9', '-1', '1699999995abc', '0x10', '99999999999999999999'])(
    '%j is no timestamp',
    (text) => {
      const headers = signed(scheme, Buffer.from('{}')).map(([name, value]): HeaderPair => {
        if (/timestamp$/i.test(name)) return [name, text];
        return [name, value.replace(/t=\d+/, `t=${text}`)];
      });
      expect(judge(scheme, headers)).toMatchObject({ status: 'invalid', reason: 'malformed-timestamp' });
    },
  );
});

test('the store takes the lower-case hex digest of the raw body, once, as the guide compares it', () => {
  const right = createHmac('sha256', SECRET).update('{}').digest('hex');
  const name = 'X-Webhook-Signature';
  expect(judge(STORE, [[name, right]])).toMatchObject({ status: 'valid' });
  expect(judge(STORE, [[name, right.toUpperCase()]])).toMatchObject({ reason: 'mismatch' });
  expect(judge(STORE, [[name, `${right},${right}`]])).toMatchObject({ reason: 'mismatch' });
  expect(
    judge(STORE, [
      [name, right],
      [name.toLowerCase(), right],
    ]),
  ).toMatchObject({ reason: 'repeated-header' });
  expect(judge(STORE, [[name, right]], { secrets: [`${SECRET}\n`] })).toMatchObject({
    reason: 'mismatch',
  });
});

test('a list may hold several signatures; other versions do not count', () => {
  const right = createHmac('sha256', SECRET)
    .update(`${NOW / 1000}.{}`)
    .digest('hex');
  const header = (text: string): HeaderPair[] => [['List-Signature', `t=${NOW / 1000},${text}`]];
  expect(judge(LIST, header(`v1=${'0'.repeat(64)},v1=${right}`))).toMatchObject({ status: 'valid' });
  expect(judge(LIST, header(`v0=${right}`))).toMatchObject({ reason: 'malformed-signature' });
});

test('whsec is base64 after its prefix; another text is no key', () => {
  const headers = signed(STANDARD, Buffer.from('{}'));
  expect(judge(STANDARD, headers, { secrets: [SECRET.slice('whsec_'.length)] })).toMatchObject({
    status: 'valid',
  });
  expect(judge(STANDARD, headers, { secrets: ['not base64!'] })).toMatchObject({ reason: 'bad-secret' });
});
