import { expect, test } from 'vitest';
import {
  lastDigest,
  otherAlgorithm,
  otherCharacter,
  repeated,
  truncated,
  withTimestampOf,
} from '../../src/check/spoil-shot.ts';
import type { Shot } from '../../src/check/types.ts';
import type { HeaderList } from '../../src/core/headers.ts';
import type { HeaderScheme } from '../../src/core/scheme.ts';
import { findProvider } from '../../src/providers/index.ts';

const HEX = 'ab'.repeat(32);
const BASE64 = `${'A/+'.repeat(14)}x=`;

function schemeOf(name: string): HeaderScheme {
  return findProvider(name)?.scheme as HeaderScheme;
}

function shot(headers: HeaderList): Shot {
  return { method: 'POST', path: '/', headers, body: Buffer.from('{}') };
}

test.each([
  ['raw', HEX, HEX],
  ['a prefix', `sha256=${HEX}`, HEX],
  ['a list', `t=1700000000,v1=${HEX}`, HEX],
  ['base64 in a list', `v1,${BASE64}`, BASE64],
  ['base64 behind a prefix', `sha256=${BASE64}`, BASE64],
])('the digest is found behind %s, and spoiled there', (_name, value, digest) => {
  expect(lastDigest(value)).toBe(digest);
  const lead = value.slice(0, -digest.length);
  for (const which of ['first', 'last'] as const) {
    const other = otherCharacter(value, which);
    expect(other).toHaveLength(value.length);
    expect(other.startsWith(lead)).toBe(true);
    expect(Buffer.from(lastDigest(other), 'base64')).not.toEqual(Buffer.from(digest, 'base64'));
  }
  expect(otherCharacter(value, 'first').slice(lead.length + 1)).toBe(digest.slice(1));
  expect(otherCharacter(value, 'last').slice(0, -3)).toBe(value.slice(0, -3));
  expect(truncated(value)).toBe(value.slice(0, lead.length + Math.floor(digest.length / 2)));
});

test('a repeated header keeps its place and its name, the bad one on either side', () => {
  const one = shot([
    ['A', '1'],
    ['X-Sig', HEX],
    ['B', '2'],
  ]);
  const [, first, second] = repeated(one, 'x-sig', 'bad-first').headers;
  expect(first?.[1]).not.toBe(HEX);
  expect(second).toEqual(['X-Sig', HEX]);
  expect(repeated(one, 'x-sig', 'bad-last').headers[1]).toEqual(['X-Sig', HEX]);
});

test('another algorithm goes with the name it has in the prefix', () => {
  const github = otherAlgorithm(schemeOf('github'));
  expect(github).toMatchObject({ algorithm: 'hmac-sha1', format: { prefix: 'sha1=' } });
  expect(otherAlgorithm(schemeOf('twilio'))).toMatchObject({ algorithm: 'hmac-sha256' });
  expect(otherAlgorithm(schemeOf('discord'))).toBeUndefined();
});

test('the timestamp of another request, in a header or in the list, with the signature kept', () => {
  const stripe = (time: string, digest: string): Shot =>
    shot([['Stripe-Signature', `t=${time},v1=${digest}`]]);
  const moved = withTimestampOf(schemeOf('stripe'), stripe('1', 'aa'), stripe('2', 'bb'));
  expect(moved?.headers).toEqual([['Stripe-Signature', 't=2,v1=aa']]);
  const slack = (time: string, digest: string): Shot =>
    shot([
      ['X-Slack-Request-Timestamp', time],
      ['X-Slack-Signature', `v0=${digest}`],
    ]);
  expect(withTimestampOf(schemeOf('slack'), slack('1', 'aa'), slack('2', 'bb'))?.headers).toEqual([
    ['X-Slack-Request-Timestamp', '2'],
    ['X-Slack-Signature', 'v0=aa'],
  ]);
  expect(withTimestampOf(schemeOf('store'), shot([]), shot([]))).toBeUndefined();
});
