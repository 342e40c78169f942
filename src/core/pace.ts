/** How the sends of a replay are spread over time. */
export type Timing =
  /** One after the other, as fast as the answers come. */
  | { readonly kind: 'none' }
  /** All at once. */
  | { readonly kind: 'burst' }
  /** As far apart as they came in, so many times faster. */
  | { readonly kind: 'original'; readonly speed: number };

/**
 * Reads `--timing`: `original`, `burst`, or how many times faster (`10x`, `0.5x`).
 * @returns undefined if the text is none of these
 */
export function parseTiming(text: string): Timing | undefined {
  if (text === 'burst') return { kind: 'burst' };
  if (text === 'original') return { kind: 'original', speed: 1 };
  const match = /^(\d{1,6}(?:\.\d{1,6})?)x$/.exec(text);
  const speed = Number(match?.[1] ?? 0);
  return speed > 0 ? { kind: 'original', speed } : undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads a rate: `5/s`, `0.5/s`, `30/m`, or `5` for so many a second.
 * @returns the least time between two starts in ms, or undefined if the text is no rate
 */
export function parseRate(text: string): number | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,6})?)(?:\/([smh]))?$/.exec(text);
  const count = Number(match?.[1] ?? 0);
  return count > 0 ? (UNIT_MS[match?.[2] ?? 's'] as number) / count : undefined;
}

/**
 * When each send is due, in ms after the first one. The order is kept: an event stored later than
 * one that came in after it (a clock that was set back, an import) waits for no time of its own.
 * @param receivedAt when the events came in, ms since the epoch, in the order they are sent
 */
export function dueTimes(receivedAt: readonly number[], timing: Timing): number[] {
  if (timing.kind !== 'original') return receivedAt.map(() => 0);
  const [first = 0] = receivedAt;
  let latest = 0;
  return receivedAt.map((moment) => (latest = Math.max(latest, (moment - first) / timing.speed)));
}

/** What decides the next start; all in ms on one clock. */
export interface NextStart {
  readonly due: number;
  /** Undefined before the first. */
  readonly lastStart: number | undefined;
  /** The least time between two starts. */
  readonly intervalMs: number;
}

/** When the next send may start. Time lost to a slow app is not made up for faster than the rate. */
export function nextStart({ due, lastStart, intervalMs }: NextStart): number {
  return lastStart === undefined ? due : Math.max(due, lastStart + intervalMs);
}
