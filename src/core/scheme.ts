/**
 * A signature scheme described as data. One interpreter signs and verifies from it, so a provider
 * is added without code; the few schemes that need code are named here and coded in `signatures`.
 */
export type SignatureScheme = HeaderScheme | SpecialScheme;

/** A scheme whose signature stands in a header. The axes are the ones real schemes turned out to need. */
export interface HeaderScheme {
  readonly kind: 'header';
  /** The header that carries the signature, lower case; `alias` is read where it is absent. */
  readonly header: string;
  readonly alias?: string;
  readonly format: SignatureFormat;
  readonly algorithm: SignatureAlgorithm;
  readonly encoding: SignatureEncoding;
  /**
   * What is signed: literal text and the tokens `{body}` `{ts}` `{id}` `{url}` `{method}` `{secret}`,
   * `{form}` (Twilio: sorted form parameters) and `{urldecoded}` (HubSpot: some escapes decoded).
   * Built by joining bytes, never by text replacement.
   */
  readonly template: string;
  readonly secret: SecretForm;
  /** Header with the signed id, where the template has `{id}`; `idAlias` is read where it is absent. */
  readonly idHeader?: string;
  readonly idAlias?: string;
  readonly timestamp?: SchemeTimestamp;
  /**
   * Query parameter of the signed URL with the lower-case hex SHA-256 of a body that is not a form
   * (Twilio's `bodySHA256`). A URL without it is completed before it is signed.
   */
  readonly bodyHashQuery?: string;
}

/** A scheme no description covers, and the headers that signing sets. */
export interface SpecialScheme {
  readonly kind: 'special';
  readonly name: SpecialSchemeName;
  /** The header with the signature, lower case; null where the body carries it. */
  readonly header: string | null;
  /** Every header signing sets, lower case. */
  readonly headers: readonly string[];
  /** The one of them with the signed id. */
  readonly idHeader?: string;
  readonly secret: SecretForm;
  readonly timestamp?: SchemeTimestamp;
}

/** The schemes that need code: a file each in `signatures/special`. */
export type SpecialSchemeName =
  /** HMAC over named fields of every notification item of the body. */
  | 'adyen-items'
  /** RSA over named fields of the body, with a certificate the body points to. */
  | 'aws-sns'
  /** HMAC over a canonical request: method, path, chosen headers, body. */
  | 'contentful'
  /** Equality of a text in every entry of a list in the body. */
  | 'client-state'
  /** HMAC over a timestamp and a token in the body; the rest of the body is not signed. */
  | 'mailgun'
  /** RSA over id, time, webhook id and CRC-32, with a certificate a header points to. */
  | 'paypal'
  /** A JWT that holds the hash of the body. */
  | 'plaid';

/**
 * How the signature stands in its header. `raw`: the value is the signature. `prefix`: a fixed text
 * comes first. `list`: entries split by `separator`, each `key` + `assign` + value; every entry
 * whose key is `key` is a candidate, so that rotation works.
 */
export type SignatureFormat =
  | { readonly kind: 'raw' }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'list'; readonly separator: string; readonly assign: string; readonly key: string };

/**
 * HMACs, the plain hash that a few old schemes use, public-key signatures (RSA is PKCS#1 v1.5), and
 * `none`: what the template gives is the expected value itself, as with a shared token.
 */
export type SignatureAlgorithm =
  | 'hmac-sha1'
  | 'hmac-sha256'
  | 'hmac-sha512'
  | 'sha256'
  | 'ed25519'
  | 'ecdsa-p256-sha256'
  | 'rsa-sha256'
  | 'none';

/**
 * `hex` is lower case and `hex-upper` upper case: the other case is another text and does not
 * match. `hex-any` takes both. `text` is for tokens.
 */
export type SignatureEncoding = 'hex' | 'hex-upper' | 'hex-any' | 'base64' | 'base64url' | 'text';

/**
 * How the configured secret becomes a key. `whsec`: base64 after an optional `whsec_`.
 * `whsec-or-text`: base64 only after that prefix, else the text itself. `key`: a public key (PEM,
 * certificate, base64 SPKI, hex, `whpk_`), or a private one (PEM, `whsk_`), which can sign as well.
 */
export type SecretForm = 'utf8' | 'whsec' | 'whsec-or-text' | 'hex' | 'base64' | 'key';

/** Where the signed time stands, its unit, and how far it may be from now. */
export interface SchemeTimestamp {
  readonly from:
    | { readonly kind: 'header'; readonly name: string; readonly alias?: string }
    /** A key of the signature header itself, as Stripe's `t=`. */
    | { readonly kind: 'part'; readonly key: string }
    /** A dotted path into the JSON body, as Linear's `webhookTimestamp`. */
    | { readonly kind: 'json'; readonly path: string };
  readonly unit: 's' | 'ms' | 'iso';
  /** Seconds an event may be old; and, where `future` is set, ahead. 0 switches the check off. */
  readonly toleranceSeconds: number;
  readonly future: boolean;
}
