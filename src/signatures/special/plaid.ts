import { createHash } from 'node:crypto';
import { headerValue, headerValues, type HeaderList } from '../../core/headers.ts';
import type { SpecialScheme } from '../../core/scheme.ts';
import type { Verdict } from '../../core/verdict.ts';
import { decodeSignature } from '../compute.ts';
import { inTime } from '../in-time.ts';
import { objectOf, textOf } from '../json-body.ts';
import { readKeyPair, signWith, verifiesWith, type KeyUse } from '../key-pair.ts';
import { isSameText } from '../same-text.ts';
import { shownName } from '../shown-name.ts';
import { publicOnly } from '../sign-header.ts';
import type { SignInput, SignResult, SpecialSigner, VerifyInput } from '../types.ts';
import { invalid, mismatch, missing, refused, secretFormText } from '../verdicts.ts';

/**
 * Plaid: a JWT (ES256) with the SHA-256 of the body. Its key needs Plaid's own credentials to be
 * asked for, so it is configured: the JWK, or PEM.
 * https://plaid.com/docs/api/webhooks/webhook-verification/
 */
export const plaid: SpecialSigner = { sign, verify, signedAt };

const HEADER = 'plaid-verification';
const USE: KeyUse = { hash: 'sha256', dsaEncoding: 'ieee-p1363' };

function verify(input: VerifyInput, scheme: SpecialScheme): Verdict {
  const [token, other] = headerValues(input.headers, HEADER);
  if (token === undefined) return missing(`there is no ${HEADER} header`);
  if (other !== undefined) return invalid('repeated-header', `${HEADER} was sent more than once`);
  const jwt = parseJwt(token);
  if (jwt === undefined) return invalid('malformed-signature', `${HEADER} holds no JWT signed with ES256`);
  const keys = input.secrets.map((secret) => readKeyPair('ecdsa-p256-sha256', secret));
  if (keys.every((key) => key === undefined)) return invalid('bad-secret', wrongForm());
  const matches = keys.map((key) => key !== undefined && verifiesWith(key.publicKey, { ...jwt, use: USE }));
  if (!matches.includes(true)) return mismatch('the token was changed');
  const { iat, request_body_sha256: hash } = jwt.claims;
  if (!isSameText(textOf(hash), sha256(input.body)))
    return mismatch('the body is not the one the token names');
  if (iat === undefined) return invalid('no-timestamp', 'the token has no iat');
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat)) {
    return invalid('malformed-timestamp', 'the iat of the token cannot be read');
  }
  return inTime(matches.indexOf(true), { ...input, timestamp: scheme.timestamp, signedAt: iat * 1000 });
}

function sign({ body, secret, timestamp }: SignInput): SignResult {
  const pair = readKeyPair('ecdsa-p256-sha256', secret);
  if (pair === undefined) return refused('bad-secret', wrongForm());
  if (pair.privateKey === null) return publicOnly();
  const claims = { iat: Math.floor(timestamp / 1000), request_body_sha256: sha256(body) };
  const content = `${encoded({ alg: 'ES256', kid: 'test', typ: 'JWT' })}.${encoded(claims)}`;
  const signature = signWith(pair.privateKey, Buffer.from(content), USE).toString('base64url');
  return { kind: 'signed', headers: [[shownName(HEADER), `${content}.${signature}`]], body };
}

function signedAt(headers: HeaderList): number | undefined {
  const iat = parseJwt(headerValue(headers, HEADER) ?? '')?.claims['iat'];
  return typeof iat === 'number' && Number.isSafeInteger(iat) ? iat * 1000 : undefined;
}

interface Jwt {
  readonly content: Buffer;
  readonly signature: Buffer;
  readonly claims: Record<string, unknown>;
}

/** Only ES256 counts: a token that chooses its own algorithm could choose none. */
function parseJwt(token: string): Jwt | undefined {
  const [head = '', payload = '', tail = '', ...rest] = token.split('.');
  const header = objectOf(Buffer.from(head, 'base64url'));
  const claims = objectOf(Buffer.from(payload, 'base64url'));
  const signature = decodeSignature('base64url', tail);
  if (rest.length > 0 || header?.['alg'] !== 'ES256' || claims === undefined || !signature?.length) {
    return undefined;
  }
  return { content: Buffer.from(`${head}.${payload}`), signature, claims };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

function wrongForm(): string {
  return `the secret is not in the form its provider uses: ${secretFormText('key')}`;
}
