import type { HeaderList } from './headers.ts';
import type { Verdict } from './verdict.ts';

/** How an event reached us. */
export type Origin = 'tunnel' | 'local' | 'trigger' | 'import';

/**
 * What became of an event.
 * `delivered`: some attempt was answered 2xx. `failed`: attempts were made, none was answered 2xx.
 * `pending`: stored, its first attempt has not ended (or the process died before it did).
 * `rejected`: not forwarded, the sender got 401 or 404. `filtered`: not one of the wanted types.
 * `captured`: there was no target. `handshake`: answered by us before any event.
 */
export type Outcome = 'delivered' | 'failed' | 'pending' | 'rejected' | 'filtered' | 'captured' | 'handshake';

/** All outcomes, for validation of `--outcome`. */
export const OUTCOMES: readonly Outcome[] = [
  'delivered',
  'failed',
  'pending',
  'rejected',
  'filtered',
  'captured',
  'handshake',
];

/** All origins, for validation of `--origin`. */
export const ORIGINS: readonly Origin[] = ['tunnel', 'local', 'trigger', 'import'];

/** One HTTP request exactly as it came in: nothing parsed, nothing written again. */
export interface CapturedRequest {
  readonly method: string;
  /** Request target in origin form, verbatim: path and query as sent. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Buffer;
  /** Wall clock at the end of the body, ms since the epoch. */
  readonly receivedAt: number;
  readonly origin: Origin;
}

/** What identifies an event to its provider; null where the provider gives none or the body lacks it. */
export interface EventIdentity {
  readonly type: string | null;
  readonly providerEventId: string | null;
}

/** An event as it is handed to the store: everything but what the store itself decides. */
export interface EventDraft extends CapturedRequest, EventIdentity {
  readonly endpoint: string;
  readonly provider: string;
  readonly signature: Verdict;
  readonly outcome: Outcome;
}

/** A stored event without its body (bodies are read apart, by id). */
export interface StoredEvent extends EventIdentity {
  /** Position in the log, from 1, never reused. */
  readonly id: number;
  /** ms since the epoch. */
  readonly receivedAt: number;
  readonly endpoint: string;
  readonly provider: string;
  readonly method: string;
  readonly path: string;
  readonly contentType: string | null;
  readonly headers: HeaderList;
  /** Body length in bytes. */
  readonly size: number;
  /** Lower-case hex SHA-256 of the body bytes. */
  readonly bodySha256: string;
  readonly signature: Verdict;
  /** Id of the first event with the same endpoint, provider and provider event id. */
  readonly duplicateOf: number | null;
  readonly origin: Origin;
  readonly outcome: Outcome;
}

/** What the sender was answered where no app was asked; null where one was, or nobody knows. */
export function answeredBy({ outcome, provider }: Pick<StoredEvent, 'outcome' | 'provider'>): number | null {
  if (outcome === 'rejected') return provider === '-' ? 404 : 401;
  return outcome === 'captured' || outcome === 'filtered' ? 200 : null;
}
