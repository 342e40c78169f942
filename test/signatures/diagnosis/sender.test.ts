import { describe, expect, test } from 'vitest';
import type { HeaderPair } from '../../../src/core/headers.ts';
import type { DiagnosisRequest } from '../../../src/signatures/diagnosis/types.ts';
import { sign } from '../../../src/signatures/sign.ts';
import { testSecret } from '../../support/test-keys.ts';
import {
  NOW,
  URL_SIGNED,
  bodyOf,
  diagnosed,
  handSigned,
  provider,
  signed,
} from '../../support/diagnosing.ts';

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
