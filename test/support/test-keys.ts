import { generateKeyPairSync } from 'node:crypto';
import type { Provider } from '../../src/core/provider.ts';

const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;

/** Key pairs of our own, in PEM, made anew for every run. */
export const TEST_KEYS = {
  ed25519: generateKeyPairSync('ed25519').privateKey.export(pkcs8).toString(),
  p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pkcs8).toString(),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pkcs8).toString(),
};

/** A secret in the form the provider's scheme needs, that can sign. */
export function testSecret({ scheme }: Provider): string {
  if (scheme.kind === 'special') {
    if (scheme.name === 'paypal') return `WEBHOOK-ID\n${TEST_KEYS.rsa}`;
    if (scheme.name === 'aws-sns') return TEST_KEYS.rsa;
    if (scheme.name === 'plaid') return TEST_KEYS.p256;
  } else if (scheme.algorithm === 'ed25519') return TEST_KEYS.ed25519;
  else if (scheme.algorithm === 'ecdsa-p256-sha256') return TEST_KEYS.p256;
  if (scheme.secret === 'hex') return '44782def547aaa06c910c43932b1eb0c71fc68d9d0c057550c48ec2acf6ba056';
  return 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
}
