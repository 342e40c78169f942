import type { SignatureScheme } from './scheme.ts';

/** Where a value stands in a delivery: a header, or a dotted path into the JSON body. */
export type Locator =
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'json'; readonly path: string };

/** Everything that differs between providers, as data. */
export interface Provider {
  /** The name used in settings and on the command line: `[a-z0-9-]+`. */
  readonly name: string;
  /** Human name. */
  readonly title: string;
  readonly scheme: SignatureScheme;
  readonly eventType: Locator | null;
  readonly eventId: Locator | null;
  /** Seconds the provider waits for an answer; null where it does not say. */
  readonly answerWithinSeconds: number | null;
  /** Seconds before each retry, in order; empty where the provider never retries by itself. */
  readonly retryAfterSeconds: readonly number[];
  /** Headers the provider sends besides the signature; `{type}` and `{id}` are filled in. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** One sentence of what to know, shown by `providers`. */
  readonly note: string | null;
}
