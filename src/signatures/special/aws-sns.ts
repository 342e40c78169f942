import type { SpecialScheme } from '../../core/scheme.ts';
import type { Verdict } from '../../core/verdict.ts';
import { objectOf, textOf } from '../json-body.ts';
import { decodeSignature } from '../compute.ts';
import { readKeyPair, signWith, verifiesWith, type KeyUse } from '../key-pair.ts';
import { isGenerated } from '../secret-key.ts';
import { publicOnly } from '../sign-header.ts';
import { inTime } from '../in-time.ts';
import { parseTimestamp } from '../timestamp.ts';
import type { SignInput, SignResult, SpecialSigner, VerifyInput } from '../types.ts';
import { invalid, mismatch, missing, refused, secretFormText } from '../verdicts.ts';
import { keysFor, trustedUrl } from './remote-key.ts';

/**
 * AWS SNS: the body carries an RSA signature over some of its fields and the URL of the certificate.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const awsSns: SpecialSigner = { sign, verify, keyUrl };

const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
const TYPES: Readonly<Record<string, readonly string[]>> = {
  Notification: NOTIFICATION,
  SubscriptionConfirmation: CONFIRMATION,
  UnsubscribeConfirmation: CONFIRMATION,
};
const TEST_CERTIFICATE = 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-test.pem';

type Message = Record<string, unknown>;

function keyUrl({ body }: Pick<VerifyInput, 'body'>): string | undefined {
  return trustedUrl(
    objectOf(body)?.['SigningCertURL'],
    ({ hostname, pathname }) =>
      /^sns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?$/.test(hostname) && pathname.endsWith('.pem'),
  );
}

function verify(input: VerifyInput, scheme: SpecialScheme): Verdict {
  const message = objectOf(input.body);
  if (message === undefined) return invalid('malformed-body', 'the body is no JSON object');
  if (message['Signature'] === undefined)
    return missing('the body has no Signature: raw delivery is unsigned');
  const content = canonical(message);
  if (content === undefined) return invalid('malformed-body', 'a field that is signed is not there');
  const use = keyUseOf(message['SignatureVersion']);
  const signature = decodeSignature('base64', textOf(message['Signature']));
  if (use === undefined || signature === undefined) {
    return invalid('malformed-signature', 'the signature is not of version 1 or 2, in base64');
  }
  const texts = input.secrets.map((secret) => (isGenerated(secret) ? undefined : secret));
  const keys = keysFor(input, { algorithm: 'rsa-sha256', texts, url: keyUrl(input) });
  if ('status' in keys) return keys;
  const secret = keys.findIndex(
    (key) => key !== undefined && verifiesWith(key.publicKey, { content, signature, use }),
  );
  if (secret < 0) return mismatch('a signed field was changed');
  const signedAt = parseTimestamp('iso', textOf(message['Timestamp']));
  if (signedAt === undefined) return invalid('malformed-timestamp', 'the signed timestamp cannot be read');
  return inTime(secret, { ...input, timestamp: scheme.timestamp, signedAt });
}

function sign({ body, secret, timestamp, id }: SignInput): SignResult {
  const given = objectOf(body);
  if (given === undefined)
    return refused('malformed-body', 'the body is no JSON object to put a signature into');
  const pair = readKeyPair('rsa-sha256', secret);
  if (pair === undefined) {
    return refused('bad-secret', `forging takes an RSA test key of your own: ${secretFormText('key')}`);
  }
  if (pair.privateKey === null) return publicOnly();
  const message: Message = {
    Type: 'Notification',
    MessageId: id ?? '',
    Timestamp: new Date(timestamp).toISOString(),
    ...given,
    SignatureVersion: given['SignatureVersion'] === '1' ? '1' : '2',
    SigningCertURL: TEST_CERTIFICATE,
  };
  const content = canonical(message);
  if (content === undefined) return refused('malformed-body', 'a field that is signed is not there');
  const use = keyUseOf(message['SignatureVersion']) as KeyUse;
  message['Signature'] = signWith(pair.privateKey, content, use).toString('base64');
  return { kind: 'signed', headers: [], body: Buffer.from(JSON.stringify(message)) };
}

/** Name and value of each signed field, a line each; a notification's subject may be absent. */
function canonical(message: Message): Buffer | undefined {
  const type = textOf(message['Type']);
  const fields = Object.hasOwn(TYPES, type) ? (TYPES[type] as readonly string[]) : undefined;
  const present = fields?.filter((field) => field !== 'Subject' || typeof message[field] === 'string');
  if (present?.every((field) => typeof message[field] === 'string') !== true) return undefined;
  return Buffer.from(present.map((field) => `${field}\n${message[field] as string}\n`).join(''), 'utf8');
}

function keyUseOf(version: unknown): KeyUse | undefined {
  if (version === '1') return { hash: 'sha1' };
  return version === '2' ? { hash: 'sha256' } : undefined;
}
