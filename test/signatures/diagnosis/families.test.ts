import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { headerValue, withoutHeaders, type HeaderPair } from '../../../src/core/headers.ts';
import {
  SECRET,
  type Spoiled,
  bodies,
  bodyOf,
  diagnosed,
  hmac,
  own,
  provider,
  rewritten,
  secrets,
  signatureHeader,
  validFor,
} from '../../support/diagnosing.ts';

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
