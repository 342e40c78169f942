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
