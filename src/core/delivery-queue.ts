import type { AttemptDraft, StoredAttempt } from './attempt.ts';

/** An event that was acknowledged and is still to be delivered. */
export interface QueuedDelivery {
  readonly eventId: number;
  /** Requests that left until now, all without success. */
  readonly tries: number;
  /** Not before this moment, ms since the epoch. */
  readonly dueAt: number;
}

/** A delivery whose request was on its way when the process ended. */
export interface InterruptedDelivery extends QueuedDelivery {
  /** When it left, ms since the epoch. */
  readonly since: number;
}

/**
 * The events that `listen --ack` still has to deliver, kept with the log. Writes resolve once they
 * would survive a power cut, and reject with a StorageError where they cannot be made.
 */
export interface DeliveryQueue {
  /** The oldest event of this endpoint that is due. What `replay` delivered has left the queue. */
  next(endpoint: string, now: number): QueuedDelivery | undefined;
  /** Those that are due later, the soonest first. */
  later(endpoint: string, now: number): QueuedDelivery[];
  /** How many wait, by endpoint. */
  waiting(): ReadonlyMap<string, number>;
  /** Events whose request was on its way when the process that sent it ended. */
  interrupted(): InterruptedDelivery[];
  /** Notes that a request is about to leave. @returns false where somebody delivered it meanwhile */
  begin(eventId: number, now: number): Promise<boolean>;
  /** Notes that it did not leave after all. */
  putBack(eventId: number): Promise<void>;
  /** Stores what came of it and when it is tried again (null: never), in one step. */
  end(eventId: number, attempt: AttemptDraft, dueAt: number | null): Promise<StoredAttempt>;
  /** Changes when it is due. */
  moveTo(eventId: number, dueAt: number): Promise<void>;
}
