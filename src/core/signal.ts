import type { StoredAttempt } from './attempt.ts';
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
      /** Status the sender got. */
      readonly answered: number;
      /** Why the signature was refused, where that was found out. */
      readonly diagnosis?: Diagnosis;
    }
  | { readonly kind: 'warning'; readonly message: string };
