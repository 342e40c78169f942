import type { Verdict, VerdictReason } from '../core/verdict.ts';
import type { SignResult } from './types.ts';

/** The signature is right and in time; `secret` is the position of the one that matched. */
export function valid(secret: number): Verdict {
  return { status: 'valid', secret };
}

/** There is a signature, and it is not accepted. */
export function invalid(reason: VerdictReason, explanation: string): Verdict {
  return { status: 'invalid', reason, explanation };
}

/** There is no signature. */
export function missing(explanation: string): Verdict {
  return { status: 'missing', reason: 'no-signature', explanation };
}

/** Nothing can be said. */
export function unchecked(reason: VerdictReason, explanation: string): Verdict {
  return { status: 'unchecked', reason, explanation };
}

/** Well-formed, but it does not match. */
export function mismatch(what = 'the body was changed'): Verdict {
  return invalid('mismatch', `the signature does not match: another secret, or ${what}`);
}

/** What was asked for cannot be signed. */
export function refused(reason: VerdictReason, explanation: string): SignResult {
  return { kind: 'refused', reason, explanation };
}

const FORMS: Readonly<Record<string, string>> = {
  whsec: 'whsec_ and base64',
  hex: 'hex digits',
  base64: 'base64',
  key: 'a public key, or a private one in PEM',
};

/** What a secret of this form looks like, in words. */
export function secretFormText(form: string): string {
  return FORMS[form] ?? 'text';
}
