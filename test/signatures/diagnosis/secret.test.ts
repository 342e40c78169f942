import { describe, expect, test } from 'vitest';
import type { HeaderPair } from '../../../src/core/headers.ts';
import type { NamedSecret } from '../../../src/signatures/diagnosis/types.ts';
import { TEST_KEYS } from '../../support/test-keys.ts';
import { HEX, JSON_BODY, NOW, SECRET, diagnosed, hmac, own, secrets } from '../../support/diagnosing.ts';

const RAW_KEY = Buffer.from(SECRET.slice('whsec_'.length), 'base64');

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
      'secret-look-alike',
      'store',
      [own('abO1x')],
      [['X-Webhook-Signature', hmac('sha256', 'ab01x', JSON_BODY).toString('hex')]],
    ],
    [
      'secret-look-alike',
      'store',
      [own('abI2')],
      [['X-Webhook-Signature', hmac('sha256', 'abl2', JSON_BODY).toString('hex')]],
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
