import type { Condition } from './condition.ts';
import type { Origin, Outcome } from './event.ts';
import type { SignatureStatus } from './verdict.ts';

/** A set of events, as the selection options name it. Absent fields do not narrow. */
export interface Selection {
  /** Globs over the type; any may match. */
  readonly types?: readonly string[];
  readonly provider?: string;
  readonly endpoint?: string;
  readonly outcomes?: readonly Outcome[];
  readonly signatures?: readonly SignatureStatus[];
  readonly origins?: readonly Origin[];
  /** ms since the epoch, inclusive. */
  readonly since?: number;
  /** ms since the epoch, exclusive. */
  readonly until?: number;
  /** Text that must stand in the body, path, type or provider event id (case-insensitive). */
  readonly search?: string;
  /** Conditions over the JSON body; all must hold. */
  readonly where?: readonly Condition[];
  /** Ids, both ends inclusive. */
  readonly idFrom?: number;
  readonly idTo?: number;
  /** At most this many. */
  readonly limit?: number;
}
