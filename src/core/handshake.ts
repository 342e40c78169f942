import type { Locator } from './provider.ts';

/** Where a value stands in a request: as a {@link Locator}, or in the query. */
export type RequestValue = Locator | { readonly kind: 'query'; readonly name: string };

/** A first contact that is no event: how it is recognised, and what the provider wants back. */
export interface Handshake {
  /** What the provider calls it. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** The value that must be there; with `equals`, it must be this text (a number counts as its text). */
  readonly match: { readonly value: RequestValue; readonly equals?: string };
  /** Whether the request carries a signature like an event's, to be verified before it is answered. */
  readonly signed: boolean;
  readonly answer: HandshakeAnswer;
}

/** What the provider wants back; the status is 200 where nothing else is said. */
export type HandshakeAnswer =
  /** The value as the whole body, `text/plain`. `token` must first equal a token the user configured. */
  | { readonly kind: 'echo'; readonly value: RequestValue; readonly token?: RequestValue }
  /** A JSON object with the value under this key. */
  | { readonly kind: 'echo-json'; readonly value: RequestValue; readonly key: string }
  /**
   * A JSON object with the HMAC-SHA256 of the value, keyed with the secret, under `key`; `echo` is
   * the key of the value itself, where it is wanted back too.
   */
  | {
      readonly kind: 'hmac-json';
      readonly value: RequestValue;
      readonly key: string;
      readonly echo: string | null;
      readonly encoding: 'hex' | 'base64';
      readonly prefix: string;
    }
  /** The header sent back; its value is the secret of what follows. */
  | { readonly kind: 'echo-header'; readonly name: string }
  /** A status with an empty body. */
  | { readonly kind: 'status'; readonly status: number }
  /** A GET of the URL found there, of one of these hosts only: `*` stands for one label. */
  | { readonly kind: 'visit'; readonly url: RequestValue; readonly hosts: readonly string[] };
