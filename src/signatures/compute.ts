import { createHash, createHmac } from 'node:crypto';
import type { HeaderScheme, SignatureAlgorithm, SignatureEncoding } from '../core/scheme.ts';
import type { KeyAlgorithm, KeyUse } from './key-pair.ts';
import { formText, urlDecoded } from './signed-url.ts';

/** The values a template's tokens stand for. */
export interface SignedParts {
  readonly body: Buffer;
  readonly method: string;
  /** The timestamp exactly as it is sent. */
  readonly ts?: string | undefined;
  readonly id?: string | undefined;
  readonly url?: string | undefined;
  /** The value of `{secret}`: the key bytes. */
  readonly secret: Buffer;
}

/** The bytes that are signed. Joined, never replaced in: a body may hold `$&`, or no text at all. */
export function signedContent(scheme: HeaderScheme, parts: SignedParts): Buffer {
  const tokens = scheme.template.split(/(\{[a-z]+\})/);
  return Buffer.concat(tokens.map((token) => bytesOf(scheme, token, parts)));
}

function bytesOf(scheme: HeaderScheme, token: string, parts: SignedParts): Buffer {
  switch (token) {
    case '{body}':
      return parts.body;
    case '{secret}':
      return parts.secret;
    case '{ts}':
      return Buffer.from(parts.ts ?? '', 'latin1');
    case '{id}':
      return Buffer.from(parts.id ?? '', 'latin1');
    case '{url}':
      return Buffer.from(parts.url ?? '', 'utf8');
    case '{urldecoded}':
      return Buffer.from(urlDecoded(parts.url ?? ''), 'utf8');
    case '{form}':
      return Buffer.from(formText(scheme, parts.url, parts.body), 'utf8');
    case '{method}':
      return Buffer.from(parts.method, 'latin1');
    default:
      return Buffer.from(token, 'utf8');
  }
}

/** An algorithm that needs no key pair. */
export type DigestAlgorithm = Exclude<SignatureAlgorithm, KeyAlgorithm>;

/** The digest of the content: what both sides compute alike. */
export function digest(algorithm: DigestAlgorithm, key: Buffer, content: Buffer): Buffer {
  switch (algorithm) {
    case 'hmac-sha1':
      return createHmac('sha1', key).update(content).digest();
    case 'hmac-sha256':
      return createHmac('sha256', key).update(content).digest();
    case 'hmac-sha512':
      return createHmac('sha512', key).update(content).digest();
    case 'sha256':
      return createHash('sha256').update(content).digest();
    case 'none':
      return content;
  }
}

/** Whether an algorithm signs with a key pair. */
export function isKeyAlgorithm(algorithm: SignatureAlgorithm): algorithm is KeyAlgorithm {
  return algorithm === 'ed25519' || algorithm === 'ecdsa-p256-sha256' || algorithm === 'rsa-sha256';
}

/** How a key of the algorithm is used. */
export function keyUse(algorithm: KeyAlgorithm): KeyUse {
  return { hash: algorithm === 'ed25519' ? null : 'sha256' };
}

/** Bytes as the scheme writes them. Header values are latin1 code points of bytes. */
export function encode(encoding: SignatureEncoding, bytes: Buffer): string {
  if (encoding === 'hex-upper') return bytes.toString('hex').toUpperCase();
  if (encoding === 'hex-any') return bytes.toString('hex');
  return bytes.toString(encoding === 'text' ? 'latin1' : encoding);
}

/** The bytes of a signature text, or undefined where it is not in this encoding. */
export function decodeSignature(encoding: SignatureEncoding, text: string): Buffer | undefined {
  if (encoding === 'text') return Buffer.from(text, 'latin1');
  const asBase64 = encoding === 'base64' || encoding === 'base64url';
  const bytes = Buffer.from(text, asBase64 ? encoding : 'hex');
  const given = encoding === 'hex-any' ? text.toLowerCase() : text;
  return encode(encoding, bytes) === given ? bytes : undefined;
}
