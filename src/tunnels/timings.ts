/** All waiting times, in ms. */
export interface TunnelTimings {
  readonly openDeadlineMs: number;
  readonly probeTimeoutMs: number;
  readonly probeEveryMs: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** How long a server may hold the name of a client that is gone (60 s in current ones). */
  readonly nameGraceMs: number;
  /** A wall clock that went on by this much more than it should means that the machine slept. */
  readonly clockJumpMs: number;
}

export const TUNNEL_TIMINGS: TunnelTimings = {
  // Shorter than the ten seconds listen waits with "ready", so that the reason is known by then.
  openDeadlineMs: 8000,
  probeTimeoutMs: 5000,
  probeEveryMs: 20_000,
  firstRetryMs: 250,
  longestRetryMs: 30_000,
  nameGraceMs: 65_000,
  clockJumpMs: 5000,
};
