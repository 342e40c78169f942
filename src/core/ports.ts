import type { AttemptDraft, StoredAttempt } from './attempt.ts';
import type { QueuedDelivery } from './delivery-queue.ts';
import type { EventDraft, StoredEvent } from './event.ts';
import type { Selection } from './selection.ts';

/** Wall clock, ms since the epoch. */
export type Clock = () => number;

/** A change to the log could not be made durable. The event it concerns is not stored. */
export class StorageError extends Error {
  /** True where waiting cannot help (failed fsync, corruption): stop accepting and exit. */
  readonly fatal: boolean;

  constructor(message: string, options: { fatal: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'StorageError';
    this.fatal = options.fatal;
  }
}

/** A point of the log, to ask later what came after it. */
export interface LogPosition {
  readonly event: number;
  readonly attempt: number;
}

/** What happened to the log since a point. */
export interface LogChanges {
  readonly position: LogPosition;
  /** Events that are new or were sent again; null where these are too many to name, or some are gone. */
  readonly ids: readonly number[] | null;
}

/** How many events of one type there are. */
export interface TypeCount {
  readonly type: string | null;
  readonly count: number;
}

/** The durable log of events. Writes resolve only once they would survive a power cut. */
export interface EventStore {
  /** Stores one event with its body, and with `later` among those still to be delivered. @throws StorageError */
  append(draft: EventDraft, deliver?: 'later'): Promise<StoredEvent>;
  /** Stores one attempt and moves the event's outcome: delivered once is delivered for good. @throws StorageError */
  recordAttempt(eventId: number, attempt: AttemptDraft): Promise<StoredAttempt>;

  find(id: number): StoredEvent | undefined;
  /** The newest event with this id of the provider's. */
  findByProviderEventId(providerEventId: string): StoredEvent | undefined;
  /** The newest event, or the one `back` places before it. */
  latest(back: number): StoredEvent | undefined;
  /** The exact body bytes. @throws RangeError if there is no such event */
  body(id: number): Buffer;
  /** Attempts in order, without bodies. */
  attempts(eventId: number): StoredAttempt[];
  /** The stored part of the app's answer body: at most MAX_STORED_ANSWER bytes. */
  answerBody(eventId: number, n: number): Buffer;
  /** Events that match, `newest` or `oldest` first, read in pages. */
  select(selection: Selection, order: 'newest' | 'oldest'): IterableIterator<StoredEvent>;
  /** Set where `listen --ack` still has to deliver it. */
  queued(eventId: number): QueuedDelivery | undefined;
  /** What was added since a point, by any process; null only tells where the log stands. */
  changes(since: LogPosition | null): LogChanges;
  /** How many events of each type there are, most first. */
  countTypes(): TypeCount[];
  /** Finishes what is queued, then closes. Idempotent. */
  close(): Promise<void>;
}
