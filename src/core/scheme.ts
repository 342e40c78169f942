/**
 * A signature scheme described as data. One interpreter signs and verifies from it, so a provider
 * is added without code. The axes are the ones that real schemes turned out to need.
 */
export interface SignatureScheme {
  /** The header that carries the signature, lower case; `alias` is read where it is absent. */
  readonly header: string;
  readonly alias?: string;
  readonly format: SignatureFormat;
  readonly algorithm: SignatureAlgorithm;
  /** `hex` is lower case: an upper-case digest is another text and does not match. */
  readonly encoding: 'hex' | 'base64';
  /**
   * What is signed: literal text and the tokens `{body}` `{ts}` `{id}` `{url}` `{method}` `{secret}`.
   * Built by joining bytes, never by text replacement.
   */
  readonly template: string;
  /** How the configured secret becomes key bytes. `whsec`: base64 after an optional `whsec_`. */
  readonly secret: 'utf8' | 'whsec' | 'hex' | 'base64';
  /** Header with the signed id, where the template has `{id}`. */
  readonly idHeader?: string;
  readonly timestamp?: SchemeTimestamp;
}

/**
 * How the signature stands in its header. `raw`: the value is the signature. `prefix`: a fixed text
 * comes first. `list`: entries split by `separator`, each `key` + `assign` + value; every entry
 * whose key is `key` is a candidate, so that rotation works.
 */
export type SignatureFormat =
  | { readonly kind: 'raw' }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'list'; readonly separator: string; readonly assign: string; readonly key: string };

/** HMAC algorithms, and the plain hash that a few old schemes use. */
export type SignatureAlgorithm = 'hmac-sha1' | 'hmac-sha256' | 'hmac-sha512' | 'sha256';

/** Where the signed time stands, its unit, and how far it may be from now. */
export interface SchemeTimestamp {
  readonly from:
    | { readonly kind: 'header'; readonly name: string }
    /** A key of the signature header itself, as Stripe's `t=`. */
    | { readonly kind: 'part'; readonly key: string };
  readonly unit: 's' | 'ms' | 'iso';
  /** Seconds an event may be old; and, where `future` is set, ahead. 0 switches the check off. */
  readonly toleranceSeconds: number;
  readonly future: boolean;
}
