import { isDelivered, type AttemptDraft, type Sent, type StoredAttempt } from './attempt.ts';
import { createBell } from './bell.ts';
import type { DeliveryQueue, QueuedDelivery } from './delivery-queue.ts';
import { StorageError, type Clock } from './ports.ts';
import { nextTry, type RetrySchedule } from './retry-schedule.ts';

/** When a delivery that failed is tried again. */
export interface RetryPlan {
  /** ms since the epoch. */
  readonly at: number;
  /** Which request that is, counted from 1, and how many there will be at most. */
  readonly number: number;
  readonly of: number;
}

/** What happens in a lane. */
export type LaneNews =
  /** The app takes no connections: everything is held. */
  | { readonly kind: 'down'; readonly reason: string }
  | { readonly kind: 'up' }
  | {
      readonly kind: 'ended';
      readonly eventId: number;
      /** The requests that were made: more than one where a fault repeated it; the first decides. */
      readonly attempts: readonly StoredAttempt[];
      readonly again: RetryPlan | null;
    }
  | { readonly kind: 'warning'; readonly message: string };

/** What a lane is made from. */
export interface LaneParts {
  readonly endpoint: string;
  readonly queue: DeliveryQueue;
  readonly schedule: RetrySchedule;
  send(eventId: number): Promise<readonly [Sent, ...Sent[]]>;
  /** Stores what came of a request beyond the first. */
  record(eventId: number, attempt: AttemptDraft): Promise<StoredAttempt>;
  /** Whether the app takes connections. */
  isReachable(): Promise<boolean>;
  tell(news: LaneNews): void;
  /** Called once where it cannot go on. */
  fail(error: unknown): void;
  readonly now: Clock;
  readonly timings?: LaneTimings;
}

/** How long a lane waits, in ms. */
export interface LaneTimings {
  /** Timers stand still while a machine sleeps and know nothing of a clock that is set: look this often. */
  readonly longestSleepMs: number;
  /** Between two looks whether the app is back: at first, and at most. */
  readonly firstProbeMs: number;
  readonly longestProbeMs: number;
  /** Before a change that could not be stored is tried again. */
  readonly storeAgainMs: number;
}

const TIMINGS: LaneTimings = {
  longestSleepMs: 30_000,
  firstProbeMs: 200,
  longestProbeMs: 2000,
  storeAgainMs: 1000,
};

/** Delivers what is queued for one endpoint, one after the other, oldest first. */
export interface Lane {
  /** Something was queued. */
  wake(): void;
  /** Sends nothing more; resolves once the request on its way has ended and is noted. Rejects where storage failed for good. */
  stop(): Promise<void>;
  /** What is on its way counts as interrupted, whatever comes of it from now on. */
  abandon(): void;
}

/** Starts a lane. */
export function startLane(parts: LaneParts): Lane {
  const lane = new DeliveryLane(parts);
  const ended = lane.run();
  ended.catch(parts.fail);
  return {
    wake: () => lane.bell.ring(),
    stop: () => {
      lane.isStopping = true;
      lane.bell.ring();
      return ended;
    },
    abandon: () => (lane.isAbandoned = true),
  };
}

class DeliveryLane {
  readonly bell = createBell();
  isStopping = false;
  isAbandoned = false;
  readonly #parts: LaneParts;
  readonly #timings: LaneTimings;

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#timings = parts.timings ?? TIMINGS;
  }

  async run(): Promise<void> {
    const { queue, endpoint, now } = this.#parts;
    while (!this.isStopping) {
      const next = queue.next(endpoint, now());
      if (next === undefined) await this.bell.wait(await this.#sleepMs());
      else await this.#deliver(next);
    }
  }

  /** Until the next one is due. A clock that was set back must not put it off by more than its own wait. */
  async #sleepMs(): Promise<number> {
    const { queue, endpoint, schedule } = this.#parts;
    const now = this.#parts.now();
    let sleepMs = this.#timings.longestSleepMs;
    for (const { eventId, tries, dueAt } of queue.later(endpoint, now)) {
      const latest = now + (schedule[tries - 1] ?? Infinity);
      if (dueAt > latest) await this.#surely(() => queue.moveTo(eventId, latest));
      sleepMs = Math.min(sleepMs, Math.min(dueAt, latest) - now);
    }
    return Math.max(sleepMs, 0);
  }

  async #deliver(next: QueuedDelivery): Promise<void> {
    const { queue, send, now } = this.#parts;
    const { eventId } = next;
    if (!(await this.#surely(() => queue.begin(eventId, now())))) return;
    const sent = await send(eventId);
    if (this.isAbandoned) return;
    const [{ result }] = sent;
    if (result.kind === 'failed' && NEVER_LEFT.includes(result.error.code)) {
      await this.#surely(() => queue.putBack(eventId));
      await this.#hold(result.error.message);
    } else await this.#note(next, sent);
  }

  async #note({ eventId, tries }: QueuedDelivery, sent: readonly [Sent, ...Sent[]]): Promise<void> {
    const { queue, schedule, record, tell } = this.#parts;
    const [first, ...more] = sent;
    const failedAt = first.startedAt + first.durationMs;
    const due = isDelivered(first.result)
      ? undefined
      : nextTry(schedule, { tries: tries + 1, failedAt, speed: 1 });
    const dueAt = due === undefined ? null : Math.ceil(due);
    const cause = tries === 0 ? 'forward' : 'retry';
    const attempts = [await this.#surely(() => queue.end(eventId, { ...first, cause }, dueAt))];
    for (const one of more) attempts.push(await this.#surely(() => record(eventId, { ...one, cause })));
    const again = dueAt === null ? null : { at: dueAt, number: tries + 2, of: schedule.length + 1 };
    tell({ kind: 'ended', eventId, attempts, again });
  }

  /** Nothing is lost by waiting: the events are on disk, and their sender has its answer. */
  async #hold(reason: string): Promise<void> {
    const { isReachable, tell } = this.#parts;
    const { firstProbeMs, longestProbeMs } = this.#timings;
    tell({ kind: 'down', reason });
    for (let pauseMs = firstProbeMs; !this.isStopping; pauseMs = Math.min(pauseMs * 1.5, longestProbeMs)) {
      await this.#pause(pauseMs);
      if (!this.isStopping && (await isReachable())) return tell({ kind: 'up' });
    }
  }

  /** Other than while idle, an event that comes in is no reason to wake. */
  async #pause(ms: number): Promise<void> {
    const until = performance.now() + ms;
    for (let left = ms; left > 0 && !this.isStopping; left = until - performance.now())
      await this.bell.wait(left);
  }

  /** A request that left must be noted, or it would be sent again: tried until it is. @throws StorageError for good */
  async #surely<T>(write: () => Promise<T>): Promise<T> {
    for (let isTold = false; ;) {
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof StorageError) || error.fatal || this.isStopping) throw error;
        if (!isTold)
          this.#parts.tell({
            kind: 'warning',
            message: `the queue cannot be written: ${error.message}; trying again`,
          });
        isTold = true;
        await this.#pause(this.#timings.storeAgainMs);
      }
    }
  }
}

/** Where no connection was made, the app has nothing of the event. */
const NEVER_LEFT: readonly string[] = ['refused', 'unresolved'];
