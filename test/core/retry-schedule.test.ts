import { expect, test } from 'vitest';
import { nextTry, parseSchedule, providerSchedule } from '../../src/core/retry-schedule.ts';
import { store } from '../../src/providers/store.ts';

test("the store's guide: 5 min, 30 min, 2 h, 24 h, then no more", () => {
  const schedule = providerSchedule(store);
  const waits = [1, 2, 3, 4, 5].map((tries) => nextTry(schedule, { tries, failedAt: 1000, speed: 1 }));
  expect(waits).toEqual([301_000, 1_801_000, 7_201_000, 86_401_000, undefined]);
});

test('a speed divides every wait', () => {
  expect(nextTry([300_000], { tries: 1, failedAt: 1000, speed: 300 })).toBe(2000);
});

test.each([
  ['5s,1m', [5000, 60_000]],
  [' 5s , 2h ', [5000, 7_200_000]],
  ['0', [0]],
  ['', undefined],
  ['5s,', undefined],
  ['soon', undefined],
  ['9999d', undefined],
  [Array.from({ length: 101 }, () => '1s').join(), undefined],
])('a schedule of one’s own: %j', (text, waits) => {
  expect(parseSchedule(text)).toEqual(waits);
});
