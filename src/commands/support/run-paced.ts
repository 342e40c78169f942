import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from '../../core/io.ts';
import { nextStart } from '../../core/pace.ts';
import type { Clock } from '../../core/ports.ts';

/** What a paced run waits with. */
export interface Pacing {
  readonly now: Clock;
  wait(ms: number): Promise<void>;
  /** Whether nothing is to be started any more. */
  isOver?(): boolean;
}

/** Waits for real, and no longer once Ctrl-C was pressed. */
export function untilInterrupted(io: Io): Pacing & { isOver(): boolean } {
  const ending = new AbortController();
  void io.interrupted.then(() => ending.abort());
  return {
    now: io.now,
    wait: (ms) => sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined),
    isOver: () => ending.signal.aborted,
  };
}

/** How jobs are run. */
export interface PacedRun {
  /** When each job is due, in ms after the beginning. Jobs start in this order. */
  readonly due: readonly number[];
  /** How many may run at a time. */
  readonly concurrency: number;
  /** The least time between two starts, in ms. */
  readonly intervalMs: number;
  run(index: number): Promise<void>;
}

/** A timer of Node's holds no more than 2^31 ms; and a clock that was set is noticed in between. */
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Runs every job, none before it is due. With a concurrency of 1 each one ends before the next starts.
 * Once the pacing is over no other is started; those under way end.
 * @throws what the first job that failed threw, once those under way have ended; no other is started
 */
export async function runPaced(job: PacedRun, pacing: Pacing): Promise<void> {
  const begun = pacing.now();
  const failures: unknown[] = [];
  let next = 0;
  let lastStart: number | undefined;
  let starting = Promise.resolve();
  const start = async (index: number): Promise<void> => {
    const due = begun + (job.due[index] as number);
    await waitUntil(nextStart({ due, lastStart, intervalMs: job.intervalMs }), pacing);
    lastStart = pacing.now();
  };
  const isOver = (): boolean => failures.length > 0 || pacing.isOver?.() === true;
  const work = async (): Promise<void> => {
    while (next < job.due.length && !isOver()) {
      const index = next++;
      await (starting = starting.then(() => start(index)));
      if (!isOver()) await job.run(index).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(job.concurrency, job.due.length) }, work));
  if (failures.length > 0) throw failures[0];
}

/** Waits until a moment (ms since the epoch), or until nothing is to be started any more. */
export async function waitUntil(moment: number, pacing: Pacing): Promise<void> {
  const leftNow = (): number => (pacing.isOver?.() === true ? 0 : moment - pacing.now());
  for (let left = leftNow(); left > 0; left = leftNow()) await pacing.wait(Math.min(left, LONGEST_WAIT_MS));
}
