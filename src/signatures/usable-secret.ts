import type { SignatureScheme } from '../core/scheme.ts';
import { isKeyAlgorithm } from './compute.ts';
import { readKeyPair } from './key-pair.ts';
import { secretKey } from './secret-key.ts';
import { secretFormText } from './verdicts.ts';

/** What form a secret should have, where it has not; undefined where it can be used. */
export function secretProblem(scheme: SignatureScheme, secret: string): string | undefined {
  if (scheme.kind === 'special' && scheme.secret === 'key') return undefined;
  const isUsable =
    scheme.kind === 'header' && isKeyAlgorithm(scheme.algorithm)
      ? readKeyPair(scheme.algorithm, secret) !== undefined
      : secretKey(scheme.secret, secret) !== undefined;
  return isUsable ? undefined : secretFormText(scheme.secret);
}
