import { createHash, createHmac } from 'node:crypto';
import type { SpecialScheme } from '../../core/scheme.ts';
import type { Verdict } from '../../core/verdict.ts';
import { inTime } from '../in-time.ts';
import { asObject, objectOf } from '../json-body.ts';
import { isSameText } from '../same-text.ts';
import { formatTimestamp, parseTimestamp } from '../timestamp.ts';
import type { SignInput, SignResult, SpecialSigner, VerifyInput } from '../types.ts';
import { invalid, mismatch, missing, refused } from '../verdicts.ts';

/**
 * Mailgun: the body carries a timestamp, a random token and the HMAC of both. The event itself is
 * not signed, so only a token seen twice tells of a replay with other data.
 * https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 */
export const mailgun: SpecialSigner = { sign, verify };

function verify(input: VerifyInput, scheme: SpecialScheme): Verdict {
  const root = objectOf(input.body);
  if (root === undefined) return invalid('malformed-body', 'the body is no JSON object');
  const stated = asObject(root['signature']);
  if (stated === undefined) return missing('the body has no signature field');
  const { timestamp, token, signature } = stated;
  if (typeof signature !== 'string' || typeof token !== 'string' || token === '') {
    return invalid('malformed-signature', 'the signature field of the body lacks its token or signature');
  }
  if (typeof timestamp !== 'string' && typeof timestamp !== 'number') {
    return invalid('no-timestamp', 'the signed timestamp is not there');
  }
  const signedAt = parseTimestamp('s', String(timestamp));
  if (signedAt === undefined) return invalid('malformed-timestamp', 'the signed timestamp cannot be read');
  const matches = input.secrets.map(
    (secret) => secret !== '' && isSameText(signature, hmac(secret, `${timestamp}${token}`)),
  );
  if (!matches.includes(true)) return mismatch('timestamp or token were changed');
  return inTime(matches.indexOf(true), {
    ...input,
    timestamp: scheme.timestamp,
    signedAt,
  });
}

function sign({ body, secret, timestamp, id }: SignInput): SignResult {
  const root = objectOf(body);
  if (root === undefined)
    return refused('malformed-body', 'the body is no JSON object to put a signature into');
  if (secret === '') return refused('bad-secret', 'the secret is empty');
  const ts = formatTimestamp('s', timestamp);
  const token = createHash('sha256')
    .update(`${id ?? ''}:${timestamp}`)
    .digest('hex')
    .slice(0, 50);
  const signature = { timestamp: ts, token, signature: hmac(secret, `${ts}${token}`) };
  return { kind: 'signed', headers: [], body: Buffer.from(JSON.stringify({ ...root, signature })) };
}

function hmac(secret: string, content: string): string {
  return createHmac('sha256', secret).update(content).digest('hex');
}
