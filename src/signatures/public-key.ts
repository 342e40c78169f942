import type { SignatureScheme } from '../core/scheme.ts';
import { isKeyAlgorithm } from './compute.ts';
import { readKeyPair } from './key-pair.ts';

/**
 * The public half of a secret, as its provider would show it: hex for Ed25519, else base64 SPKI.
 * @returns undefined where the scheme has no public key, or the secret is none
 */
export function publicKeyText(scheme: SignatureScheme, secret: string): string | undefined {
  if (scheme.kind === 'special' || !isKeyAlgorithm(scheme.algorithm)) return undefined;
  const key = readKeyPair(scheme.algorithm, secret)?.publicKey;
  if (key === undefined) return undefined;
  const spki = key.export({ type: 'spki', format: 'der' });
  // RFC 8410: the last 32 bytes are the key itself.
  return scheme.algorithm === 'ed25519' ? spki.subarray(-32).toString('hex') : spki.toString('base64');
}
