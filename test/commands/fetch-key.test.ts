import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { fetchKeys } from '../../src/commands/support/fetch-key.ts';
import { awsSns } from '../../src/providers/aws-sns.ts';
import { paypal } from '../../src/providers/paypal.ts';
import { stripe } from '../../src/providers/stripe.ts';
import type { HeaderPair } from '../../src/core/headers.ts';
import { sign } from '../../src/signatures/sign.ts';
import { verify } from '../../src/signatures/verify.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 3, 22);
const pair = await generate([{ name: 'commonName', value: 'sns.example' }], { keySize: 2048 });
const notification = { Type: 'Notification', MessageId: '1', Message: 'm', TopicArn: 'arn' };

function forged(change: object = {}): Buffer {
  const body = Buffer.from(JSON.stringify(notification));
  const signed = sign(awsSns.scheme, { method: 'POST', body, secret: pair.private, timestamp: NOW });
  if (signed.kind === 'refused') throw new Error(signed.explanation);
  return Buffer.from(JSON.stringify({ ...(JSON.parse(signed.body.toString()) as object), ...change }));
}

async function judged(body: Buffer, asked: string[] = []) {
  const request = { method: 'POST', headers: [], body };
  const keys = await fetchKeys(awsSns.scheme, request, async (url) => {
    asked.push(url);
    return pair.cert;
  });
  return verify(awsSns.scheme, { ...request, secrets: ['generated_x'], now: NOW, keys });
}

test('the certificate a message names verifies it, fetched once', async () => {
  const asked: string[] = [];
  expect(await judged(forged(), asked)).toEqual({ status: 'valid', secret: 0 });
  expect(asked).toEqual(['https://sns.us-east-1.amazonaws.com/SimpleNotificationService-test.pem']);
  expect(await judged(forged({ Message: 'other' }))).toMatchObject({ reason: 'mismatch' });
});

test('without it nothing is fetched, and nothing can be said', () => {
  const input = { method: 'POST', headers: [], body: forged(), secrets: ['generated_x'], now: NOW };
  expect(verify(awsSns.scheme, input)).toMatchObject({ status: 'unchecked', reason: 'no-key' });
});

test.each([
  'http://sns.us-east-1.amazonaws.com/a.pem',
  'https://sns.us-east-1.amazonaws.com.evil.example/a.pem',
  'https://sns.us-east-1.amazonaws.com@evil.example/a.pem',
  'https://evil@sns.us-east-1.amazonaws.com/a.pem',
  'https://sns.us-east-1.amazonaws.com:8443/a.pem',
  'https://sns.us-east-1.amazonaws.com/a.pem.exe',
  'https://s3.us-east-1.amazonaws.com/a.pem',
  'https://evil.example/sns.us-east-1.amazonaws.com/a.pem',
  'https://sns.x.y.amazonaws.com/a.pem',
  'file:///etc/passwd',
  '',
])('a certificate at %s is not fetched, and the message is refused', async (url) => {
  const asked: string[] = [];
  expect(await judged(forged({ SigningCertURL: url }), asked)).toMatchObject({ reason: 'untrusted-key' });
  expect(asked).toEqual([]);
});

test('PayPal: the webhook id is the secret, the certificate comes from paypal.com only', async () => {
  const body = Buffer.from('{"event_type":"X"}');
  const signed = sign(paypal.scheme, {
    method: 'POST',
    body,
    secret: `WH-1\n${pair.private}`,
    timestamp: NOW,
    id: 'i',
  });
  if (signed.kind === 'refused') throw new Error(signed.explanation);
  const fetchText = (): Promise<string> => Promise.resolve(pair.cert);
  const judgedAs = async (secret: string, headers: readonly HeaderPair[]) => {
    const keys = await fetchKeys(paypal.scheme, { headers, body }, fetchText);
    return verify(paypal.scheme, { method: 'POST', headers, body, secrets: [secret], now: NOW, keys });
  };
  expect(await judgedAs('WH-1', signed.headers)).toEqual({ status: 'valid', secret: 0 });
  expect(await judgedAs('WH-2', signed.headers)).toMatchObject({ reason: 'mismatch' });
  const moved = signed.headers.map(([name, value]): HeaderPair => [
    name,
    name === 'Paypal-Cert-Url' ? 'https://paypal.com.evil.example/c' : value,
  ]);
  expect(await judgedAs('WH-1', moved)).toMatchObject({ reason: 'untrusted-key' });
});

test('a scheme without a key to fetch asks for nothing; a failure says what to do', async () => {
  const never = (): Promise<string> => Promise.reject(new Error('no network'));
  expect(await fetchKeys(stripe.scheme, { headers: [], body: forged() }, never)).toEqual(new Map());
  await expect(fetchKeys(awsSns.scheme, { headers: [], body: forged() }, never)).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('no network'),
  });
});
