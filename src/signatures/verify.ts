import type { SignatureScheme } from '../core/scheme.ts';
import type { Verdict } from '../core/verdict.ts';
import { specialSigners } from './special/index.ts';
import type { VerifyInput } from './types.ts';
import { unchecked } from './verdicts.ts';
import { verifyHeader } from './verify-header.ts';

/** Verifies a request by its scheme. Never throws, whatever the request holds. */
export function verify(scheme: SignatureScheme, input: VerifyInput): Verdict {
  if (input.secrets.length === 0) return unchecked('no-secret', 'no secret is configured');
  if (scheme.kind === 'header') return verifyHeader(scheme, input);
  return specialSigners[scheme.name].verify(input, scheme);
}

/**
 * Where the key of a request would have to be fetched from: a URL of a place the provider itself
 * uses. Undefined where the scheme has no such key or the request names another place.
 */
export function keyUrl(
  scheme: SignatureScheme,
  request: Pick<VerifyInput, 'headers' | 'body'>,
): string | undefined {
  return scheme.kind === 'special' ? specialSigners[scheme.name].keyUrl?.(request) : undefined;
}
