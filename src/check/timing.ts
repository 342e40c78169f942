/** Times of two kinds of requests, sent in turns: ms, pair by pair. */
export interface Pairs {
  readonly near: readonly number[];
  readonly far: readonly number[];
}

/** What times tell. */
export interface Timing {
  readonly pairs: number;
  /** Microseconds a signature that is nearly right takes longer to refuse; below 0 where it takes less. */
  readonly differenceUs: number;
  /** How sure it is that the difference is no chance, from 0 to 1. */
  readonly confidence: number;
  /** A difference smaller than this could not have been seen, in microseconds. */
  readonly floorUs: number;
  /** Whether a second, independent measurement found the same. */
  readonly isConfirmed: boolean;
  /** So many signatures stood in each header: the difference is that of all of them. */
  readonly candidates: number;
}

/** Fewer pairs than this say nothing. */
export const LEAST_PAIRS = 200;

const BLOCKS = 40;
/** The quick ones of a block met the least noise: only they are compared. */
const QUICK = 0.2;
/** By chance alone beyond this once in 800 measurements, and only one that repeats itself counts. */
const BEYOND_CHANCE = 3.5;

/** Chance alone is beyond this once in 15 measurements: worth a longer look. */
const SUSPICIOUS = 1.5;

/** On a busy machine the first seconds are too blurred to see anything. */
const BLURRED_US = 2;

/** What is smaller is not told apart from the clock's own steps. */
const LEAST_US = 0.05;

/** What one measurement tells: the mean difference of blocks, in standard errors. */
export interface Measured {
  readonly meanUs: number;
  readonly errorUs: number;
  readonly isBeyondChance: boolean;
  /** More pairs could tell. */
  readonly isUndecided: boolean;
}

/** Compares the quick ones of each block of pairs, so that drift and noise of the machine cancel out. */
export function measured({ near, far }: Pairs): Measured {
  const size = Math.floor(near.length / BLOCKS);
  const differences = Array.from({ length: BLOCKS }, (_, index) => {
    const block = (times: readonly number[]): number[] => times.slice(index * size, (index + 1) * size);
    return (quick(block(near)) - quick(block(far))) * 1000;
  });
  const meanUs = differences.reduce((sum, one) => sum + one, 0) / BLOCKS;
  const variance = differences.reduce((sum, one) => sum + (one - meanUs) ** 2, 0) / (BLOCKS - 1);
  const errorUs = Math.sqrt(variance / BLOCKS);
  const isBeyondChance = meanUs > Math.max(LEAST_US, BEYOND_CHANCE * errorUs);
  const isUndecided = !isBeyondChance && (meanUs > SUSPICIOUS * errorUs || errorUs > BLURRED_US);
  return { meanUs, errorUs, isBeyondChance, isUndecided };
}

function quick(times: number[]): number {
  const count = Math.max(1, Math.floor(times.length * QUICK));
  const fastest = times.toSorted((a, b) => a - b).slice(0, count);
  return fastest.reduce((sum, one) => sum + one, 0) / count;
}

/** Joins a measurement and the one that repeated it, if any. */
export function timingOf(
  first: Measured,
  { second, pairs, candidates }: { second: Measured | null; pairs: number; candidates: number },
): Timing {
  const last = second ?? first;
  return {
    pairs,
    candidates,
    differenceUs: last.meanUs,
    confidence: 1 - tail(last.errorUs === 0 ? 0 : last.meanUs / last.errorUs),
    floorUs: Math.max(0, last.meanUs) + BEYOND_CHANCE * last.errorUs,
    isConfirmed: first.isBeyondChance && second?.isBeyondChance === true,
  };
}

/** How often chance alone is beyond so many standard errors (Abramowitz and Stegun 26.2.17). */
function tail(errors: number): number {
  if (errors <= 0) return 1;
  const t = 1 / (1 + 0.2316419 * errors);
  const density = Math.exp((-errors * errors) / 2) / Math.sqrt(2 * Math.PI);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  return density * series.reduce((sum, factor, index) => sum + factor * t ** (index + 1), 0);
}
