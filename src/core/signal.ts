import type { StoredAttempt } from './attempt.ts';
import type { RetryPlan } from './delivery-lane.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { StoredEvent } from './event.ts';

/**
 * What the pipeline tells whoever listens: the terminal, the JSON stream and later the page are
 * equals, and none of them is known here.
 */
export type PipelineSignal =
  /** The event is on disk; nothing else has happened to it yet. */
  | { readonly kind: 'stored'; readonly event: StoredEvent }
  /** A delivery ended and is on disk. */
  | { readonly kind: 'attempt'; readonly eventId: number; readonly attempt: StoredAttempt }
  /** The outcome is known and the sender has its answer. */
  | {
      readonly kind: 'settled';
      readonly event: StoredEvent;
      readonly attempt: StoredAttempt | null;
      /** Status the sender got; null where it had its answer long before (`--ack`). */
      readonly answered: number | null;
      /** Of a delivery that failed: when it is tried again, where it is. */
      readonly again?: RetryPlan | null;
      /** Why the signature was refused, where that was found out. */
      readonly diagnosis?: Diagnosis;
    }
  /** The app got the same once more, because `--chaos` said so. */
  | { readonly kind: 'repeated'; readonly event: StoredEvent; readonly attempt: StoredAttempt }
  /** With `--ack`: the app takes no connections, or does again. */
  | {
      readonly kind: 'app';
      readonly state: 'down' | 'up';
      readonly target: string;
      /** Why it is down. */
      readonly reason: string | null;
      /** How many events wait for it. */
      readonly waiting: number;
    }
  | { readonly kind: 'warning'; readonly message: string };
