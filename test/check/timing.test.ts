import { expect, test } from 'vitest';
import { measured, timingOf, type Pairs } from '../../src/check/timing.ts';

/** A small generator, the same every time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Times as a busy machine gives them: a floor, a long tail, a drift; one kind a little slower. */
function pairsWith(seed: number, { extraUs, count = 2000 }: { extraUs: number; count?: number }): Pairs {
  const random = randomFrom(seed);
  const time = (index: number): number =>
    0.3 + 0.02 * random() + (random() < 0.2 ? random() * 3 : 0) + 0.1 * Math.sin(index / 300);
  const indexes = Array.from({ length: count }, (_, index) => index);
  return {
    near: indexes.map((index) => time(index) + extraUs / 1000),
    far: indexes.map((index) => time(index)),
  };
}

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);

function isConfirmed(seed: number, extraUs: number): boolean {
  const [first, second] = [seed, seed + 1000].map((one) => measured(pairsWith(one, { extraUs })));
  return timingOf(first as never, { second: second as never, pairs: 4000, candidates: 1 }).isConfirmed;
}

test('where there is no difference, none is confirmed', () => {
  expect(SEEDS.filter((seed) => isConfirmed(seed, 0))).toEqual([]);
});

test('a difference of a few microseconds is confirmed, with its size and confidence', () => {
  expect(SEEDS.filter((seed) => isConfirmed(seed, 4))).toEqual(SEEDS);
  const first = measured(pairsWith(1, { extraUs: 4 }));
  const timing = timingOf(first, { second: first, pairs: 2000, candidates: 1 });
  expect(timing.differenceUs).toBeGreaterThan(2.5);
  expect(timing.differenceUs).toBeLessThan(5.5);
  expect(timing.confidence).toBeGreaterThan(0.999);
});

test('a nearly right signature that is refused sooner tells nothing', () => {
  expect(measured(pairsWith(3, { extraUs: -4 })).isBeyondChance).toBe(false);
});

test('one measurement alone confirms nothing, and what stays hidden is said', () => {
  const first = measured(pairsWith(1, { extraUs: 4 }));
  const timing = timingOf(first, { second: null, pairs: 2000, candidates: 1 });
  expect(timing.isConfirmed).toBe(false);
  expect(timing.floorUs).toBeGreaterThan(timing.differenceUs);
});
