import type { Provider } from './provider.ts';
import { parseDuration } from './time.ts';

/** When a failed delivery is tried again: the wait before each retry in ms, in order. Empty: never. */
export type RetrySchedule = readonly number[];

/** The schedule a provider publishes; empty where it never retries by itself, or does not say when. */
export function providerSchedule({ retryAfterSeconds }: Provider): RetrySchedule {
  return retryAfterSeconds.map((seconds) => seconds * 1000);
}

/** Longer lists than this are a mistake; a year between two tries is, too. */
const MOST_RETRIES = 100;
const LONGEST_WAIT_MS = 366 * 86_400_000;

/**
 * Reads a schedule of one's own: `5s,1m,10m`.
 * @returns undefined if the text is none
 */
export function parseSchedule(text: string): RetrySchedule | undefined {
  const waits = text.split(',').map((part) => parseDuration(part.trim()));
  const isGood = waits.every((wait) => wait !== undefined && wait <= LONGEST_WAIT_MS);
  return isGood && waits.length <= MOST_RETRIES ? (waits as number[]) : undefined;
}

/** A delivery that failed so far. */
export interface FailedDelivery {
  /** Requests sent until now, all failed; at least 1. */
  readonly tries: number;
  /** When the last of them ended, ms since the epoch. */
  readonly failedAt: number;
  /** How many times faster than the schedule; 1 is its own pace. */
  readonly speed: number;
}

/** When the next try is due, in ms since the epoch; undefined once the schedule is used up. */
export function nextTry(schedule: RetrySchedule, failed: FailedDelivery): number | undefined {
  const wait = schedule[failed.tries - 1];
  return wait === undefined ? undefined : failed.failedAt + wait / failed.speed;
}
