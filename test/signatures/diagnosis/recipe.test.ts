import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { withHeaders, type HeaderPair } from '../../../src/core/headers.ts';
import {
  HEX,
  JSON_BODY,
  NOW,
  SECRET,
  URL_SIGNED,
  diagnosed,
  handSigned,
  hmac,
  rewritten,
  signed,
} from '../../support/diagnosing.ts';

const SHA1 = hmac('sha1', SECRET, JSON_BODY).toString('hex');

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
