// Vectors of the schemes with a key pair.
import { MALFORMED, MISMATCH, OK } from './cases.js';
import { BODY, edited, inBody, invalid, MISSING, withBody, without, withSecrets } from './edits.js';
import { AT, BODIES_OF_BYTES, vector } from './make.js';
import { PUBLIC } from './sign.js';

/** Discord, SendGrid, PayPal, SNS, Plaid. */
export function asymmetricVectors() {
  return [...discord(), ...v1a(), ...sendgrid(), ...paypal(), ...sns(), ...plaid()];
}

function discord() {
  const base = { provider: 'discord', secret: PUBLIC.ed25519, body: BODY };
  const header = 'X-Signature-Ed25519';
  return [
    ...BODIES_OF_BYTES.map(([name, body]) => vector({ ...base, name: `body: ${String(name)}`, body }, OK)),
    vector(
      { ...base, name: 'upper-case hex: the bytes are the same' },
      OK,
      edited(header, (value) => value.toUpperCase()),
    ),
    vector({ ...base, name: 'any age', at: AT - 10_000_000 }, OK),
    vector({ ...base, name: 'body changed' }, MISMATCH, withBody('{}')),
    vector(
      { ...base, name: 'time changed' },
      MISMATCH,
      edited('X-Signature-Timestamp', (value) => `${value}0`),
    ),
    vector(
      { ...base, name: 'all zeros' },
      MISMATCH,
      edited(header, () => '0'.repeat(128)),
    ),
    vector(
      { ...base, name: 'no hex' },
      MISMATCH,
      edited(header, () => 'x'.repeat(128)),
    ),
    vector(
      { ...base, name: 'odd length' },
      MISMATCH,
      edited(header, (value) => value.slice(1)),
    ),
    vector({ ...base, name: 'no header' }, MISSING, without(header)),
    vector({ ...base, name: 'header twice' }, invalid('repeated-header'), (made) => ({
      ...made,
      headers: [...made.headers, ...made.headers],
    })),
    vector({ ...base, name: 'no time' }, invalid('no-timestamp'), without('X-Signature-Timestamp')),
    vector({ ...base, name: 'application id for a key' }, invalid('bad-secret'), withSecrets('1234567890')),
    vector({ ...base, name: 'key of another algorithm' }, invalid('bad-secret'), withSecrets(PUBLIC.p256)),
    vector(
      { ...base, name: 'second key of two' },
      { status: 'valid', secret: 1 },
      withSecrets('ab'.repeat(32), PUBLIC.ed25519),
    ),
  ];
}

function v1a() {
  const base = { provider: 'standard-webhooks-v1a', secret: PUBLIC.whpk, body: BODY };
  const header = 'webhook-signature';
  return [
    ...BODIES_OF_BYTES.map(([name, body]) => vector({ ...base, name: `body: ${String(name)}`, body }, OK)),
    vector({ ...base, name: 'body changed' }, MISMATCH, withBody('{}')),
    vector(
      { ...base, name: 'v1 does not count' },
      MALFORMED,
      edited(header, (value) => value.replace('v1a,', 'v1,')),
    ),
    vector(
      { ...base, name: 'right one last' },
      OK,
      edited(header, (value) => `v1,AAAA v1a,AAAA ${value}`),
    ),
    vector(
      { ...base, name: 'a hundred and one signatures' },
      MALFORMED,
      edited(header, (value) => `${value} `.repeat(101)),
    ),
    vector({ ...base, name: '301 s old', at: AT - 301_000 }, invalid('stale')),
    vector({ ...base, name: '301 s ahead', at: AT + 301_000 }, invalid('future')),
    vector(
      { ...base, name: 'whsec_ for a key' },
      invalid('bad-secret'),
      withSecrets('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'),
    ),
  ];
}

function sendgrid() {
  const base = { provider: 'sendgrid', secret: PUBLIC.p256, body: BODY };
  const header = 'X-Twilio-Email-Event-Webhook-Signature';
  return [
    ...BODIES_OF_BYTES.map(([name, body]) => vector({ ...base, name: `body: ${String(name)}`, body }, OK)),
    vector({ ...base, name: 'CR LF taken away' }, MISMATCH, withBody(BODY.toString().trimEnd())),
    vector(
      { ...base, name: 'key as PEM' },
      OK,
      withSecrets(`-----BEGIN PUBLIC KEY-----\n${PUBLIC.p256}\n-----END PUBLIC KEY-----\n`),
    ),
    vector(
      { ...base, name: 'key as PEM on one line' },
      OK,
      withSecrets(`-----BEGIN PUBLIC KEY-----\\n${PUBLIC.p256}\\n-----END PUBLIC KEY-----\\n`),
    ),
    vector(
      { ...base, name: 'base64url' },
      MISMATCH,
      edited(header, (value) => `${value.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}_`),
    ),
    vector({ ...base, name: 'no key' }, invalid('bad-secret'), withSecrets('secret')),
    vector({ ...base, name: 'no header' }, MISSING, without(header)),
  ];
}

function paypal() {
  const base = { provider: 'paypal', secret: `WH-ID\n${PUBLIC.rsa}`, body: BODY };
  const url = (value) => edited('PAYPAL-CERT-URL', () => value);
  return [
    ...BODIES_OF_BYTES.map(([name, body]) => vector({ ...base, name: `body: ${String(name)}`, body }, OK)),
    vector({ ...base, name: 'body changed' }, MISMATCH, withBody('{}')),
    vector({ ...base, name: 'another webhook id' }, MISMATCH, withSecrets(`WH-2\n${PUBLIC.rsa}`)),
    vector(
      { ...base, name: 'certificate was not fetched' },
      { status: 'unchecked', reason: 'no-key' },
      withSecrets('WH-ID'),
    ),
    vector(
      { ...base, name: 'certificate of somebody else' },
      invalid('untrusted-key'),
      url('https://evil.example/cert'),
    ),
    vector(
      { ...base, name: 'certificate over http' },
      invalid('untrusted-key'),
      url('http://api.paypal.com/cert'),
    ),
    vector(
      { ...base, name: 'another algorithm' },
      MALFORMED,
      edited('PAYPAL-AUTH-ALGO', () => 'none'),
    ),
    vector({ ...base, name: 'no id' }, invalid('no-id'), without('PAYPAL-TRANSMISSION-ID')),
    vector({ ...base, name: 'no time' }, invalid('no-timestamp'), without('PAYPAL-TRANSMISSION-TIME')),
    vector({ ...base, name: 'malformed time', ts: '1700000000' }, invalid('malformed-timestamp')),
  ];
}

function sns() {
  const base = { provider: 'aws-sns', secret: PUBLIC.rsa };
  const confirmation = {
    Type: 'SubscriptionConfirmation',
    Token: 't',
    SubscribeURL: 'https://sns.us-east-1.amazonaws.com/?x',
  };
  return [
    vector({ ...base, name: 'notification' }, OK),
    vector({ ...base, name: 'version 1', version: '1' }, OK),
    vector({ ...base, name: 'with a subject', fields: { Subject: 'Zoë $&' } }, OK),
    vector({ ...base, name: 'confirmation', fields: confirmation }, OK),
    vector({ ...base, name: 'text with line ends', note: 'a\r\nb\n' }, OK),
    vector(
      { ...base, name: 'message changed' },
      MISMATCH,
      inBody((value) => (value.Message = 'x')),
    ),
    vector(
      { ...base, name: 'subject added' },
      MISMATCH,
      inBody((value) => (value.Subject = 'x')),
    ),
    vector(
      { ...base, name: 'version swapped' },
      MISMATCH,
      inBody((value) => (value.SignatureVersion = '1')),
    ),
    vector(
      { ...base, name: 'version unknown' },
      MALFORMED,
      inBody((value) => (value.SignatureVersion = '3')),
    ),
    vector(
      { ...base, name: 'type unknown' },
      invalid('malformed-body'),
      inBody((value) => (value.Type = '__proto__')),
    ),
    vector(
      { ...base, name: 'a field is no text' },
      invalid('malformed-body'),
      inBody((value) => (value.Message = { toString: 1 })),
    ),
    vector(
      { ...base, name: 'raw delivery' },
      MISSING,
      inBody((value) => delete value.Signature),
    ),
    vector({ ...base, name: 'no JSON' }, invalid('malformed-body'), withBody('text')),
    vector(
      { ...base, name: 'certificate of somebody else' },
      invalid('untrusted-key'),
      inBody((value) => (value.SigningCertURL = 'https://sns.us-east-1.amazonaws.com.evil.example/a.pem')),
    ),
    vector({ ...base, name: 'key is none' }, invalid('bad-secret'), withSecrets('x')),
  ];
}

function plaid() {
  const base = { provider: 'plaid', secret: PUBLIC.p256Jwk, body: BODY };
  return [
    ...BODIES_OF_BYTES.map(([name, body]) => vector({ ...base, name: `body: ${String(name)}`, body }, OK)),
    vector({ ...base, name: 'body changed' }, MISMATCH, withBody('{}')),
    vector({ ...base, name: '300 s old', at: AT - 300_000 }, OK),
    vector({ ...base, name: '301 s old', at: AT - 301_000 }, invalid('stale')),
    vector({ ...base, name: 'algorithm none', jwtAlgorithm: 'none' }, MALFORMED),
    vector({ ...base, name: 'algorithm HS256', jwtAlgorithm: 'HS256' }, MALFORMED),
    vector(
      { ...base, name: 'no signature part' },
      MALFORMED,
      edited('Plaid-Verification', (value) => value.replace(/\.[^.]*$/, '.')),
    ),
    vector(
      { ...base, name: 'no JWT' },
      MALFORMED,
      edited('Plaid-Verification', () => 'x'),
    ),
    vector({ ...base, name: 'no header' }, MISSING, without('Plaid-Verification')),
    vector({ ...base, name: 'no key' }, invalid('bad-secret'), withSecrets('{"kty":"EC"}')),
  ];
}
