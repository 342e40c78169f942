import type { Probe, ProbeResult } from './probe.ts';
import type { TunnelTimings } from './timings.ts';
import type { SessionEnd, TunnelSession } from './types.ts';
import { onClockJump, wait } from './wait.ts';

/** What watching one session takes. */
export interface WatchParts {
  readonly session: TunnelSession;
  readonly probe: Probe;
  readonly timings: TunnelTimings;
  readonly now: () => number;
  /** Settles when the whole tunnel is to stop. */
  readonly stopped: Promise<unknown>;
  /** A probe came back. */
  ok(latencyMs: number): void;
  /** The session may be failing: a probe did not come back, or the provider saw something. */
  trouble(reason: string): void;
}

/** Two probes in a row that do not come back end a session. */
const FAILURES_ALLOWED = 1;

/** Probes a session until it ends by itself, fails two probes in a row, or everything stops (undefined). */
export async function watchSession(parts: WatchParts): Promise<SessionEnd | undefined> {
  const { session, timings, stopped, now } = parts;
  const nudge = new Nudge();
  session.onTrouble?.((what) => {
    parts.trouble(what);
    nudge.now();
  });
  const jump = { now, everyMs: Math.min(1000, timings.probeEveryMs), jumpMs: timings.clockJumpMs };
  const stopJumps = onClockJump(jump, () => nudge.now());
  const end = Promise.race([session.ended, stopped.then(() => undefined)]);
  const failed = probeFor(parts, nudge, end);
  try {
    return await Promise.race([end, failed]);
  } finally {
    stopJumps();
  }
}

/** @returns why the probes failed; undefined where the session's own end came first */
async function probeFor(
  parts: WatchParts,
  nudge: Nudge,
  end: Promise<unknown>,
): Promise<SessionEnd | undefined> {
  const { session, probe, timings } = parts;
  let isOver = false;
  void end.then(() => (isOver = true));
  const settledAt = performance.now() + (session.settleMs ?? 0);
  let wasUp = false;
  let failures = 0;
  for (;;) {
    const asked = nudge.next();
    const result: ProbeResult = await probe.check(session.publicUrl, timings.probeTimeoutMs);
    if (isOver) return undefined;
    if (result.kind === 'ok') {
      failures = 0;
      wasUp = true;
      parts.ok(result.latencyMs);
    } else {
      failures += 1;
      const isSettling = !wasUp && performance.now() < settledAt;
      if (failures > FAILURES_ALLOWED && !isSettling) return { kind: 'lost', reason: result.reason };
      parts.trouble(result.reason);
    }
    // However often it is nudged, no storm of probes.
    await wait(timings.firstRetryMs, end);
    await wait(failures > 0 ? timings.firstRetryMs * 3 : timings.probeEveryMs, end, asked);
  }
}

/** Asks for the next probe at once. */
class Nudge {
  #resolve: () => void = () => undefined;

  /** Resolves at the next nudge from now on. */
  next(): Promise<void> {
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  now(): void {
    this.#resolve();
  }
}
