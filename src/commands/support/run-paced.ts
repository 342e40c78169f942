import { nextStart } from '../../core/pace.ts';
import type { Clock } from '../../core/ports.ts';

/** What a paced run waits with. */
export interface Pacing {
  readonly now: Clock;
  wait(ms: number): Promise<void>;
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
  const work = async (): Promise<void> => {
    while (next < job.due.length && failures.length === 0) {
      const index = next++;
      await (starting = starting.then(() => start(index)));
      if (failures.length === 0) await job.run(index).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(job.concurrency, job.due.length) }, work));
  if (failures.length > 0) throw failures[0];
}

async function waitUntil(moment: number, { now, wait }: Pacing): Promise<void> {
  for (let left = moment - now(); left > 0; left = moment - now()) {
    await wait(Math.min(left, LONGEST_WAIT_MS));
  }
}
