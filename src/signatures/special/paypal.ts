import { headerValue, headerValues, type HeaderPair } from '../../core/headers.ts';
import type { SpecialScheme } from '../../core/scheme.ts';
import type { Verdict } from '../../core/verdict.ts';
import { decodeSignature } from '../compute.ts';
import { inTime } from '../in-time.ts';
import { readKeyPair, signWith, verifiesWith, type KeyUse } from '../key-pair.ts';
import { shownName } from '../shown-name.ts';
import { publicOnly } from '../sign-header.ts';
import { formatTimestamp, parseTimestamp } from '../timestamp.ts';
import type { SignInput, SignResult, SpecialSigner, VerifyInput } from '../types.ts';
import { invalid, mismatch, missing, refused } from '../verdicts.ts';
import { crc32 } from './crc32.ts';
import { keysFor, trustedUrl } from './remote-key.ts';

/**
 * PayPal: RSA over transmission id, time, webhook id and the CRC-32 of the body. The secret is the
 * webhook id; a certificate or test key in PEM may follow it on the next line.
 * https://developer.paypal.com/api/rest/webhooks/rest/#link-selfverificationmethod
 */
export const paypal: SpecialSigner = { sign, verify, keyUrl };

const HEADERS = {
  id: 'paypal-transmission-id',
  time: 'paypal-transmission-time',
  signature: 'paypal-transmission-sig',
  url: 'paypal-cert-url',
  algorithm: 'paypal-auth-algo',
} as const;
const USE: KeyUse = { hash: 'sha256' };
const TEST_CERTIFICATE = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-test';

function keyUrl({ headers }: Pick<VerifyInput, 'headers'>): string | undefined {
  return trustedUrl(headerValue(headers, HEADERS.url), ({ hostname }) =>
    /^(?:[a-z0-9-]+\.)*paypal\.com$/.test(hostname),
  );
}

function verify(input: VerifyInput, scheme: SpecialScheme): Verdict {
  const { headers } = input;
  const text = headerValue(headers, HEADERS.signature);
  if (text === undefined) return missing(`there is no ${HEADERS.signature} header`);
  const twice = Object.values(HEADERS).find((name) => headerValues(headers, name).length > 1);
  if (twice !== undefined) return invalid('repeated-header', `${twice} was sent more than once`);
  const signature = decodeSignature('base64', text);
  if (signature === undefined || headerValue(headers, HEADERS.algorithm) !== 'SHA256withRSA') {
    return invalid('malformed-signature', 'the signature is not SHA256withRSA in base64');
  }
  const [id, time] = [headerValue(headers, HEADERS.id), headerValue(headers, HEADERS.time)];
  if (!id) return invalid('no-id', `there is no ${HEADERS.id} header`);
  if (time === undefined) return invalid('no-timestamp', 'the signed timestamp is not there');
  const signedAt = parseTimestamp('iso', time);
  if (signedAt === undefined) return invalid('malformed-timestamp', 'the signed timestamp cannot be read');
  const secrets = input.secrets.map(parted);
  const texts = secrets.map(({ key }) => key);
  const keys = keysFor(input, { algorithm: 'rsa-sha256', texts, url: keyUrl(input) });
  if ('status' in keys) return keys;
  const secret = secrets.findIndex(({ webhookId }, index) => {
    const content = signedText({ id, time, webhookId, body: input.body });
    const key = keys[index];
    return key !== undefined && verifiesWith(key.publicKey, { content, signature, use: USE });
  });
  if (secret < 0) return mismatch('another webhook id is configured, or the body was changed');
  return inTime(secret, { ...input, timestamp: scheme.timestamp, signedAt });
}

function sign({ body, secret, timestamp, id = '' }: SignInput): SignResult {
  const { webhookId, key } = parted(secret);
  const pair = key === undefined ? undefined : readKeyPair('rsa-sha256', key);
  if (pair === undefined) {
    return refused(
      'bad-secret',
      'the secret must be the webhook id and, on the next line, an RSA test key in PEM',
    );
  }
  if (pair.privateKey === null) return publicOnly();
  const time = formatTimestamp('iso', timestamp);
  const signature = signWith(pair.privateKey, signedText({ id, time, webhookId, body }), USE);
  const headers: HeaderPair[] = [
    [HEADERS.id, id],
    [HEADERS.time, time],
    [HEADERS.signature, signature.toString('base64')],
    [HEADERS.url, TEST_CERTIFICATE],
    [HEADERS.algorithm, 'SHA256withRSA'],
  ];
  return { kind: 'signed', headers: headers.map(([name, value]) => [shownName(name), value]), body };
}

interface Parts {
  readonly id: string;
  readonly time: string;
  readonly webhookId: string;
  readonly body: Buffer;
}

function signedText({ id, time, webhookId, body }: Parts): Buffer {
  return Buffer.from(`${id}|${time}|${webhookId}|${crc32(body)}`, 'utf8');
}

function parted(secret: string): { webhookId: string; key: string | undefined } {
  const at = secret.indexOf('-----BEGIN');
  const webhookId = (at < 0 ? secret : secret.slice(0, at)).replace(/(\\n|\s)+$/, '');
  return { webhookId, key: at < 0 ? undefined : secret.slice(at) };
}
