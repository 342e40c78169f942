/** Waiting times between tries: doubling from the first to the longest, each shortened by up to a half at random. */
export interface Backoff {
  /** The next waiting time, in ms. */
  next(): number;
  reset(): void;
}

/** @param random numbers from 0 up to 1 */
export function createBackoff(limits: { firstMs: number; longestMs: number; random: () => number }): Backoff {
  let current = limits.firstMs;
  return {
    next() {
      const wait = current * (1 - limits.random() / 2);
      current = Math.min(current * 2, limits.longestMs);
      return wait;
    },
    reset() {
      current = limits.firstMs;
    },
  };
}
