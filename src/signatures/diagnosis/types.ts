import type { HeaderList } from '../../core/headers.ts';
import type { Provider } from '../../core/provider.ts';

/**
 * Where a secret stands. `own` is configured for the endpoint; the others are tried as well, to say
 * which one the sender uses.
 */
export type SecretRole = 'own' | 'endpoint' | 'generated' | 'previous' | 'other-mode' | 'test';

/** A secret and how it is spoken of: its value never stands in a sentence. */
export interface NamedSecret {
  readonly role: SecretRole;
  readonly value: string;
  /** A noun phrase: `the secret of endpoint stripe`; for `own`, where it is set: `WEBHOOK_SECRET`. */
  readonly name: string;
}

/** The request as it came in. */
export interface DiagnosisRequest {
  readonly method: string;
  /** Path and query, verbatim. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** What the log says about earlier deliveries to the same endpoint. */
export interface DeliveryHistory {
  /** How many of the newest ones in a row before this one verified. */
  readonly verifiedBefore: number;
  /** The event this one repeats. */
  readonly repeats: number | null;
  /** By how many seconds the verified ones arrived after they were signed; null where it is not known. */
  readonly skewSeconds: number | null;
}

/** What a request is diagnosed with. */
export interface DiagnosisContext {
  /** The one configured; its scheme is the one the request was verified by. */
  readonly provider: Provider;
  /** Every provider there is, to name the one it looks like. */
  readonly providers: readonly Provider[];
  readonly secrets: readonly NamedSecret[];
  /** The URL as registered with the provider. */
  readonly url?: string | undefined;
  /** When it arrived, ms since the epoch. */
  readonly now: number;
  readonly history?: DeliveryHistory | undefined;
  /** The most bytes to hash in all. */
  readonly budgetBytes: number;
}

/** Something that may have gone wrong: `matches after ${phrase}` is the sentence. */
export interface Finding {
  readonly id: string;
  readonly phrase: string;
  readonly hint: string;
}
