import { describe, expect, test } from 'vitest';
import type { HeaderPair } from '../../../src/core/headers.ts';
import { HEX, NOW, SECRET, diagnosed, handSigned, hmac, signatureHeader } from '../../support/diagnosing.ts';

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
