import {
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  sign as signBytes,
  verify as verifyBytes,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { isGenerated } from './secret-key.ts';

/** The algorithms that sign with a private key and verify with a public one. */
export type KeyAlgorithm = 'ed25519' | 'ecdsa-p256-sha256' | 'rsa-sha256';

/** A public key, and the private one where we hold it: then we can forge, too. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject | null;
}

/**
 * The key a configured text stands for: PEM, an X.509 certificate, a JWK, base64 SPKI, or for
 * Ed25519 the 32 bytes in hex or base64 (`whpk_`, `whsk_`).
 * @returns undefined where it is no key of this algorithm
 */
export function readKeyPair(algorithm: KeyAlgorithm, text: string): KeyPair | undefined {
  try {
    const pair = parse(algorithm, text);
    return pair !== undefined && fits(algorithm, pair.publicKey) ? pair : undefined;
  } catch {
    return undefined;
  }
}

function parse(algorithm: KeyAlgorithm, text: string): KeyPair | undefined {
  if (isGenerated(text)) return derived(algorithm, text);
  // One-line environment files write the line ends of PEM as two characters.
  const pem = text.includes('-----BEGIN') ? text.replaceAll(String.raw`\n`, '\n') : undefined;
  if (pem?.includes('PRIVATE KEY-----')) return fromPrivate(createPrivateKey(pem));
  if (pem?.includes('BEGIN CERTIFICATE')) return fromPublic(new X509Certificate(pem).publicKey);
  if (pem !== undefined) return fromPublic(createPublicKey(pem));
  if (text.startsWith('{')) return fromPublic(createPublicKey({ key: JSON.parse(text), format: 'jwk' }));
  return algorithm === 'ed25519' ? bareEd25519(text) : fromSpki(text);
}

function fromPrivate(privateKey: KeyObject): KeyPair {
  return { publicKey: createPublicKey(privateKey), privateKey };
}

function fromPublic(publicKey: KeyObject): KeyPair {
  return { publicKey, privateKey: null };
}

function fromSpki(text: string): KeyPair {
  return fromPublic(
    createPublicKey({ key: Buffer.from(text.trim(), 'base64'), format: 'der', type: 'spki' }),
  );
}

function bareEd25519(text: string): KeyPair | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return edPublic(Buffer.from(text, 'hex'));
  const bytes = Buffer.from(text.replace(/^wh[ps]k_/, ''), 'base64');
  if (text.startsWith('whsk_')) return fromPrivate(edPrivate(bytes.subarray(0, 32)));
  return bytes.length === 32 ? edPublic(bytes) : fromSpki(text);
}

function edPublic(bytes: Buffer): KeyPair {
  const key = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
  return fromPublic(createPublicKey({ key, format: 'jwk' }));
}

/** RFC 8410: the fixed head of a PKCS#8 Ed25519 key, then its 32 bytes. */
function edPrivate(seed: Buffer): KeyObject {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' });
}

/** A generated secret is no key, but one can be made from it, the same every time; not for RSA. */
function derived(algorithm: KeyAlgorithm, text: string): KeyPair | undefined {
  const seed = createHash('sha256').update(text).digest();
  if (algorithm === 'ed25519') return fromPrivate(edPrivate(seed));
  if (algorithm === 'rsa-sha256') return undefined;
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(seed);
  const point = curve.getPublicKey();
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const key = { kty: 'EC', crv: 'P-256', x, y, d: seed.toString('base64url') };
  return fromPrivate(createPrivateKey({ key, format: 'jwk' }));
}

function fits(algorithm: KeyAlgorithm, key: KeyObject): boolean {
  if (algorithm === 'ed25519') return key.asymmetricKeyType === 'ed25519';
  if (algorithm === 'rsa-sha256') return key.asymmetricKeyType === 'rsa';
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

/** How a signature is made besides the key: the hash, and for ECDSA how its two numbers are written. */
export interface KeyUse {
  readonly hash: 'sha1' | 'sha256' | null;
  readonly dsaEncoding?: 'der' | 'ieee-p1363';
}

/** Signs bytes. */
export function signWith(key: KeyObject, content: Buffer, use: KeyUse): Buffer {
  return signBytes(use.hash, content, { key, dsaEncoding: use.dsaEncoding ?? 'der' });
}

/** Whether a signature over bytes is right. Never throws: the signature may be anything. */
export function verifiesWith(
  key: KeyObject,
  { content, signature, use }: { content: Buffer; signature: Buffer; use: KeyUse },
): boolean {
  try {
    return verifyBytes(use.hash, content, { key, dsaEncoding: use.dsaEncoding ?? 'der' }, signature);
  } catch {
    return false;
  }
}
