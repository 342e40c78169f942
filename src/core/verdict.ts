/** The four states a signature can be in; the words of the `signature.status` field. */
export type SignatureStatus = 'valid' | 'invalid' | 'missing' | 'unchecked';

/** All states, for validation of `--signature`. */
export const SIGNATURE_STATUSES: readonly SignatureStatus[] = ['valid', 'invalid', 'missing', 'unchecked'];

/** Why a signature was not accepted: stable codes for scripts. */
export type VerdictReason =
  /** The header that carries the signature is not there. */
  | 'no-signature'
  /** The header came more than once where the scheme allows one. */
  | 'repeated-header'
  /** The header is there but not in the form the scheme writes it. */
  | 'malformed-signature'
  /** A header the signature covers (id, timestamp) is not there or unreadable. */
  | 'no-timestamp'
  | 'malformed-timestamp'
  | 'no-id'
  /** The timestamp is outside the tolerance. */
  | 'stale'
  | 'future'
  /** Well-formed, but computed over other bytes or with another secret. */
  | 'mismatch'
  /** The secret is not in the form the scheme needs (hex, base64, a key). */
  | 'bad-secret'
  /** No secret was configured, and the event does not match the generated one. */
  | 'no-secret'
  /** The body is not what the scheme signs: no JSON, or fields are missing. */
  | 'malformed-body'
  /** The key has to be fetched, and fetching was not asked for. */
  | 'no-key'
  /** The request names a key at a place the provider does not use. */
  | 'untrusted-key'
  /** The scheme signs the URL, and no URL is configured. */
  | 'no-url'
  /** A first contact that no provider signs. */
  | 'handshake'
  /** No endpoint is configured at this path, so there is nothing to verify with. */
  | 'no-endpoint';

/**
 * What verification found. `explanation` is one sentence for the developer: never shown to the
 * sender, and free of secrets and expected digests.
 */
export type Verdict =
  | { readonly status: 'valid'; /** Position of the matching secret, from 0. */ readonly secret: number }
  | {
      readonly status: 'invalid' | 'missing' | 'unchecked';
      readonly reason: VerdictReason;
      readonly explanation: string;
    };
