import type { StoredAttempt } from './attempt.ts';
import type { StoredEvent } from './event.ts';

/** One event as the statistics see it. */
export interface Observation {
  readonly event: StoredEvent;
  readonly attempts: readonly StoredAttempt[];
  /** Seconds from its creation to its arrival; null where nothing tells. */
  readonly ageSeconds: number | null;
}

/** Median and 95th percentile (nearest rank) of so many values; null where there are none. */
export interface Spread {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** What happened to a set of events. */
export interface Statistics {
  readonly count: number;
  /** Signature valid at arrival. */
  readonly verified: number;
  /** The app answered 2xx at least once. */
  readonly answered2xx: number;
  /** Every time the app answered, whatever it answered, replays included. Milliseconds. */
  readonly appMs: Spread;
  /** From creation to arrival. Seconds. */
  readonly delaySeconds: Spread;
  readonly duplicates: number;
  /** ms since the epoch. */
  readonly lastSeen: number;
}

/** The statistics of the events of one type. */
export interface TypeStatistics extends Statistics {
  readonly provider: string;
  readonly type: string | null;
}

/** Statistics of a whole selection: types by count, and all of them together. */
export interface LogStatistics {
  readonly types: readonly TypeStatistics[];
  readonly total: Statistics | null;
}

/** Counts events as they come by: of each only a few numbers are kept. */
export function logStatistics(observations: Iterable<Observation>): LogStatistics {
  const tallies = new Map<string, { provider: string; type: string | null; tally: Tally }>();
  const all = newTally();
  for (const observation of observations) {
    const { provider, type } = observation.event;
    const key = JSON.stringify([provider, type]);
    const entry = tallies.get(key) ?? { provider, type, tally: newTally() };
    tallies.set(key, entry);
    count(entry.tally, observation);
    count(all, observation);
  }
  const types = [...tallies.values()].map(({ provider, type, tally }) => ({
    provider,
    type,
    ...statisticsOf(tally),
  }));
  return {
    types: types.toSorted((a, b) => b.count - a.count || nameOf(a).localeCompare(nameOf(b))),
    total: all.count === 0 ? null : statisticsOf(all),
  };
}

function nameOf({ provider, type }: TypeStatistics): string {
  return `${provider}:${type ?? ''}`;
}

interface Tally {
  count: number;
  verified: number;
  answered2xx: number;
  duplicates: number;
  lastSeen: number;
  readonly appMs: number[];
  readonly delaySeconds: number[];
}

function newTally(): Tally {
  return { count: 0, verified: 0, answered2xx: 0, duplicates: 0, lastSeen: 0, appMs: [], delaySeconds: [] };
}

function count(tally: Tally, { event, attempts, ageSeconds }: Observation): void {
  tally.count += 1;
  if (event.signature.status === 'valid') tally.verified += 1;
  if (attempts.some(({ status }) => status !== null && status >= 200 && status < 300)) tally.answered2xx += 1;
  if (event.duplicateOf !== null) tally.duplicates += 1;
  tally.lastSeen = Math.max(tally.lastSeen, event.receivedAt);
  for (const { status, durationMs } of attempts) if (status !== null) tally.appMs.push(durationMs);
  if (ageSeconds !== null) tally.delaySeconds.push(ageSeconds);
}

function statisticsOf({ appMs, delaySeconds, ...counts }: Tally): Statistics {
  return { ...counts, appMs: spread(appMs), delaySeconds: spread(delaySeconds) };
}

function spread(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).toSorted();
  const at = (share: number): number | null => sorted[Math.ceil(sorted.length * share) - 1] ?? null;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95) };
}
