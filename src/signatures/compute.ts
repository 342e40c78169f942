import { createHash, createHmac } from 'node:crypto';
import type { SignatureScheme } from '../core/scheme.ts';

/** The values a template's tokens stand for. */
export interface SignedParts {
  readonly body: Buffer;
  readonly method: string;
  /** The timestamp exactly as it is sent. */
  readonly ts?: string | undefined;
  readonly id?: string | undefined;
  readonly url?: string | undefined;
  /** Key bytes, also the value of `{secret}`. */
  readonly key: Buffer;
}

/** The signature text of a scheme over these parts. Joined as bytes: a body may hold `$&` or no text at all. */
export function computeSignature(scheme: SignatureScheme, parts: SignedParts): string {
  const content = Buffer.concat(scheme.template.split(/(\{[a-z]+\})/).map((token) => bytesOf(token, parts)));
  return digest(scheme, parts.key, content).toString(scheme.encoding);
}

function bytesOf(token: string, parts: SignedParts): Buffer {
  switch (token) {
    case '{body}':
      return parts.body;
    case '{secret}':
      return parts.key;
    case '{ts}':
      return Buffer.from(parts.ts ?? '', 'latin1');
    case '{id}':
      return Buffer.from(parts.id ?? '', 'latin1');
    case '{url}':
      return Buffer.from(parts.url ?? '', 'utf8');
    case '{method}':
      return Buffer.from(parts.method, 'latin1');
    default:
      return Buffer.from(token, 'utf8');
  }
}

function digest(scheme: SignatureScheme, key: Buffer, content: Buffer): Buffer {
  switch (scheme.algorithm) {
    case 'hmac-sha1':
      return createHmac('sha1', key).update(content).digest();
    case 'hmac-sha256':
      return createHmac('sha256', key).update(content).digest();
    case 'hmac-sha512':
      return createHmac('sha512', key).update(content).digest();
    case 'sha256':
      return createHash('sha256').update(content).digest();
  }
}
