import type { Handshake } from './handshake.ts';
import type { SignatureScheme } from './scheme.ts';

/** Where a value stands in a delivery: a header, or a dotted path into the JSON body. */
export type Locator =
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'json'; readonly path: string };

/** The answer that counts as received. */
export interface ExpectedAnswer {
  /** null takes any 2xx. */
  readonly status: number | null;
  /** The exact body, or null where any will do. */
  readonly body: string | null;
}

/** What a provider says of its retries besides their times. */
export interface RetryFacts {
  /** It says that it never tries again by itself. */
  readonly never?: boolean | undefined;
  /** Statuses after which it does not try again: `410`. */
  readonly endedBy?: readonly number[] | undefined;
  /** What becomes of the webhook once the last retry failed, in a few words: `webhook disabled`. */
  readonly atLast?: string | undefined;
  /** What it says about that, in its own words, and how we read it. */
  readonly inItsWords?: string | undefined;
}

/** Everything that differs between providers, as data. */
export interface Provider {
  /** The name used in settings and on the command line: `[a-z0-9-]+`. */
  readonly name: string;
  /** Human name. */
  readonly title: string;
  readonly scheme: SignatureScheme;
  readonly eventType: Locator | null;
  /** Where the second half of the type stands, if apart: `opened` of GitHub's `pull_request.opened`. */
  readonly eventAction?: Locator | undefined;
  readonly eventId: Locator | null;
  /** Seconds the provider waits for an answer; null where it does not say. */
  readonly answerWithinSeconds: number | null;
  readonly answer: ExpectedAnswer;
  /** Seconds before each retry, in order; empty where it never retries by itself, or does not say when. */
  readonly retryAfterSeconds: readonly number[];
  /** What else is known of its retries. */
  readonly retryFacts?: RetryFacts | undefined;
  readonly handshakes: readonly Handshake[];
  /** What an id of its own looks like where the body carries none, as a sample's placeholder; else `{{id:evt}}`. */
  readonly idForm?: string | undefined;
  /**
   * Headers the provider sends besides the signature. `{type}` and `{id}` are filled in, `{resource}`
   * and `{action}` are the type before and after its first dot, and the placeholders of samples work.
   */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What to know, and where the vendor's library and its documentation differ; shown by `providers`. */
  readonly note: string | null;
}

/** Any 2xx with any body: what most providers expect. */
export const ANY_SUCCESS: ExpectedAnswer = { status: null, body: null };

/** What most providers send besides the signature. */
export const JSON_HEADERS: Provider['headers'] = [['Content-Type', 'application/json']];
