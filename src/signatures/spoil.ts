import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { HeaderPair } from '../core/headers.ts';
import type { SignatureScheme } from '../core/scheme.ts';
import { sign } from './sign.ts';
import type { SignInput, SignResult } from './types.ts';

/** The ways `trigger --invalid` spoils a request. */
export const SPOILS = ['signature', 'missing', 'wrong-secret', 'stale', 'body'] as const;

export type Spoil = (typeof SPOILS)[number];

/**
 * Signs a request wrongly on purpose, so that it must be refused.
 * @returns undefined where the scheme cannot be spoiled so (no timestamp to be stale, no signature
 *   in a header, a body that is not signed as a whole)
 */
export function spoil(kind: Spoil, scheme: SignatureScheme, input: SignInput): SignResult | undefined {
  if (kind === 'wrong-secret') return sign(scheme, { ...input, secret: wrongSecret(input.secret) });
  if (kind === 'stale') return stale(scheme, input);
  const { header } = scheme;
  const signed = sign(scheme, input);
  if (signed.kind === 'refused') return signed;
  if (header === null) return undefined;
  const { headers } = signed;
  switch (kind) {
    case 'missing':
      return { ...signed, headers: headers.filter(([name]) => name.toLowerCase() !== header) };
    case 'signature':
      return { ...signed, headers: headers.map((pair) => spoiledPair(header, pair)) };
    case 'body':
      return signsBody(scheme) ? { ...signed, body: otherBody(signed.body) } : undefined;
  }
}

function stale(scheme: SignatureScheme, input: SignInput): SignResult | undefined {
  const { timestamp } = scheme;
  if (timestamp === undefined || timestamp.toleranceSeconds === 0 || timestamp.from.kind === 'json') {
    return undefined;
  }
  return sign(scheme, { ...input, timestamp: input.timestamp - (timestamp.toleranceSeconds + 60) * 1000 });
}

function signsBody(scheme: SignatureScheme): boolean {
  return scheme.kind === 'special' || /\{(body|form)\}/.test(scheme.template);
}

/** Another key of the same form, so that only the match fails. */
function wrongSecret(secret: string): string {
  const at = secret.indexOf('-----BEGIN');
  if (at >= 0) return `${secret.slice(0, at)}${otherPrivateKey(secret.slice(at))}`;
  const middle = Math.floor(secret.length / 2);
  return `${secret.slice(0, middle)}${secret[middle] === 'a' ? 'b' : 'a'}${secret.slice(middle + 1)}`;
}

function otherPrivateKey(pem: string): string {
  const format = { type: 'pkcs8', format: 'pem' } as const;
  const type = privateKeyType(pem);
  if (type === 'ed25519') return generateKeyPairSync('ed25519').privateKey.export(format).toString();
  if (type === 'ec') {
    return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(format).toString();
  }
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(format).toString();
}

function privateKeyType(pem: string): string | undefined {
  try {
    return createPrivateKey(pem.replaceAll(String.raw`\n`, '\n')).asymmetricKeyType;
  } catch {
    return undefined;
  }
}

/** The last digest character but a padding is changed to another of the same alphabet. */
function spoiledPair(header: string, [name, value]: HeaderPair): HeaderPair {
  if (name.toLowerCase() !== header) return [name, value];
  const at = value.replace(/=+$/, '').length - 2;
  return [name, `${value.slice(0, at)}${value[at] === '0' ? '1' : '0'}${value.slice(at + 1)}`];
}

/** One space more: the same JSON, other bytes. */
function otherBody(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.from(' ')]);
}
