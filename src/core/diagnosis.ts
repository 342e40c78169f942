/**
 * Why a signature was not accepted, found by trying what usually goes wrong. It is for the developer
 * at this machine: never sent to anybody, never a reason to accept, and free of secrets.
 */
export interface Diagnosis {
  /** Stable code for scripts; two joined by `+` where two things are wrong. */
  readonly id: string;
  /** What was found, short enough for a line of `listen`. */
  readonly sentence: string;
  /** What to do. */
  readonly hint: string;
}
