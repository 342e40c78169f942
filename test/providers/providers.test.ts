import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeaderPair } from '../../src/core/headers.ts';
import type { Provider } from '../../src/core/provider.ts';
import { identify } from '../../src/providers/identify.ts';
import { findProvider, providers } from '../../src/providers/index.ts';
import { isExpired, sign, signedId, withoutSignature } from '../../src/signatures/sign.ts';
import { spoil, SPOILS } from '../../src/signatures/spoil.ts';
import type { SignInput } from '../../src/signatures/types.ts';
import { verify } from '../../src/signatures/verify.ts';
import { TEST_KEYS, testSecret } from '../support/test-keys.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 3, 22);
const URL_SIGNED = 'https://hooks.example.test/in?x=1';

/** A body every scheme can sign: those that stand in the body find their fields. */
const BODY = Buffer.from(
  JSON.stringify({
    Type: 'Notification',
    Message: '$& Zoë',
    TopicArn: 'arn:aws:sns:us-east-1:1:t',
    webhookTimestamp: NOW,
    notificationItems: [
      { NotificationRequestItem: { pspReference: 'p', amount: { value: 1, currency: 'EUR' } } },
    ],
    value: [{ id: 'n1' }, { id: 'n2' }],
  }),
);

function signing(provider: Provider, change: Partial<SignInput> = {}): SignInput {
  const secret = testSecret(provider);
  return { method: 'POST', body: BODY, secret, timestamp: NOW, id: 'msg_1', url: URL_SIGNED, ...change };
}

function signed(provider: Provider, change: Partial<SignInput> = {}) {
  const result = sign(provider.scheme, signing(provider, change));
  if (result.kind === 'refused') throw new Error(result.explanation);
  return result;
}

function judge(
  provider: Provider,
  request: { headers: readonly HeaderPair[]; body: Buffer },
  change: { secrets?: string[]; now?: number; url?: string | undefined; toleranceSeconds?: number } = {},
) {
  const secrets = [testSecret(provider)];
  return verify(provider.scheme, {
    method: 'POST',
    url: URL_SIGNED,
    secrets,
    now: NOW,
    ...request,
    ...change,
  });
}

test('names are unique, found, and fit for the command line', () => {
  expect(new Set(providers.map(({ name }) => name)).size).toBe(providers.length);
  expect(providers.length).toBeGreaterThanOrEqual(42);
  for (const provider of providers) {
    expect(provider.name).toMatch(/^[a-z0-9-]+$/);
    expect(findProvider(provider.name)).toBe(provider);
  }
  expect(findProvider('nobody')).toBeUndefined();
});

describe.each(providers.map((provider) => [provider.name, provider] as const))('%s', (_name, provider) => {
  const { scheme } = provider;

  test('what it signs it verifies, and no other secret does', () => {
    const request = signed(provider);
    expect(judge(provider, request)).toEqual({ status: 'valid', secret: 0 });
    const other = spoil('wrong-secret', scheme, signing(provider));
    if (other?.kind !== 'signed') throw new Error('cannot be spoiled');
    expect(judge(provider, other)).toMatchObject({ status: 'invalid', reason: 'mismatch' });
  });

  test('of several secrets the one that matched is told', () => {
    const wrong = testSecret(provider).startsWith('whsec_')
      ? 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
      : 'ab'.repeat(16);
    expect(judge(provider, signed(provider), { secrets: [wrong, testSecret(provider)] })).toEqual({
      status: 'valid',
      secret: 1,
    });
  });

  test('every way to spoil it is refused', () => {
    for (const kind of SPOILS) {
      const spoiled = spoil(kind, scheme, signing(provider));
      if (spoiled === undefined) continue;
      if (spoiled.kind === 'refused') throw new Error(spoiled.explanation);
      expect(judge(provider, spoiled).status, kind).not.toBe('valid');
    }
  });

  test('no signature is missing, no secret is unchecked, an empty one matches nothing', () => {
    expect(judge(provider, { headers: [], body: BODY })).toMatchObject({ status: 'missing' });
    expect(judge(provider, signed(provider), { secrets: [] })).toMatchObject({ reason: 'no-secret' });
    expect(judge(provider, signed(provider), { secrets: [''] }).status).not.toBe('valid');
  });

  test('a signed age is kept to the second, and the tolerance can be set', () => {
    const allowed = scheme.timestamp?.toleranceSeconds ?? 0;
    const late = { now: NOW + (allowed + 2) * 1000 };
    const verdict = judge(provider, signed(provider), late);
    expect(verdict).toMatchObject(allowed === 0 ? { status: 'valid' } : { reason: 'stale' });
    expect(judge(provider, signed(provider), { ...late, toleranceSeconds: 0 }).status).toBe('valid');
    expect(judge(provider, signed(provider), { now: NOW + allowed * 1000 }).status).toBe('valid');
    if (allowed > 0) {
      expect(isExpired(scheme, signed(provider), late.now)).toBe(true);
      expect(isExpired(scheme, signed(provider), NOW)).toBe(false);
    }
  });

  test('bodies that are no JSON never throw, and headers never do', () => {
    for (const body of [
      '',
      '{',
      '[]',
      'null',
      '{"Signature":{"toString":1},"signature":{"token":{}}}',
      '\ufeff{}',
    ]) {
      const request = { headers: signed(provider).headers, body: Buffer.from(body) };
      expect(() => judge(provider, request)).not.toThrow();
      const headers = request.headers.map(([name]): HeaderPair => [name, body]);
      expect(judge(provider, { ...request, headers }).status, body).not.toBe('valid');
    }
  });

  test('whatever a request holds, it never throws and is never accepted', () => {
    const names = signed(provider).headers.map(([name]) => name);
    const fields = ['Signature', 'signature', 'Type', 'notificationItems', 'value', 'clientState', 'token'];
    const json = fc
      .dictionary(fc.constantFrom(...fields), fc.jsonValue())
      .map((value) => JSON.stringify(value));
    const text = fc.oneof(
      fc.string({ maxLength: 90, unit: 'binary' }),
      fc.constantFrom('v0=', 't=1,v1=', 'a.b.c'),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 6, maxLength: 6 }), json, (values, body) => {
        const headers = names.map((name, index): HeaderPair => [name, values[index] ?? '']);
        expect(judge(provider, { headers, body: Buffer.from(body) }).status).not.toBe('valid');
      }),
      { numRuns: 150 },
    );
  });

  test('withoutSignature takes away what sign adds, signedId finds the id', () => {
    const kept: HeaderPair[] = [['X-Other', '1']];
    const { headers } = signed(provider);
    expect(withoutSignature(scheme, [...kept, ...headers])).toEqual(kept);
    const expected = scheme.idHeader !== undefined ? 'msg_1' : undefined;
    expect(signedId(scheme, headers)).toBe(expected);
  });

  test('identify never throws', () => {
    expect(() => identify(provider, { headers: [], body: Buffer.from('{') })).not.toThrow();
  });

  test('a generated secret can sign, but for RSA', () => {
    const result = sign(
      scheme,
      signing(provider, { secret: 'generated_x8Jr0c_3-x8Jr0c_3-x8Jr0c_3-x8Jr0c_3-x8' }),
    );
    const isRsa = scheme.kind === 'special' && ['aws-sns', 'paypal'].includes(scheme.name);
    expect(result.kind).toBe(isRsa ? 'refused' : 'signed');
  });
});

test('the keys of one algorithm are none of another', () => {
  const discord = findProvider('discord') as Provider;
  const request = signed(discord);
  for (const secret of [TEST_KEYS.p256, TEST_KEYS.rsa, 'ab'.repeat(31), 'no key']) {
    expect(judge(discord, request, { secrets: [secret] })).toMatchObject({ reason: 'bad-secret' });
  }
});
