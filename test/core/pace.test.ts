import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueTimes, nextStart, parseRate, parseTiming } from '../../src/core/pace.ts';

describe('when each send is due', () => {
  const receivedAt = [1_700_000_000_000, 1_700_000_004_000, 1_700_000_004_000, 1_700_000_064_000];

  test.each([
    ['original', [0, 4000, 4000, 64_000]],
    ['10x', [0, 400, 400, 6400]],
    ['0.5x', [0, 8000, 8000, 128_000]],
    ['burst', [0, 0, 0, 0]],
  ] as const)('%s', (text, due) => {
    const timing = parseTiming(text);
    expect(timing && dueTimes(receivedAt, timing)).toEqual(due);
  });

  test('without a timing nothing waits, and nothing is due of nothing', () => {
    expect(dueTimes(receivedAt, { kind: 'none' })).toEqual([0, 0, 0, 0]);
    expect(dueTimes([], { kind: 'original', speed: 1 })).toEqual([]);
  });

  test('whatever the order of the clock, the order of the events is kept and nothing is due before the start', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 ** 43 })),
        fc.constantFrom(1, 10),
        (moments, speed) => {
          const due = dueTimes(moments, { kind: 'original', speed });
          expect(due).toHaveLength(moments.length);
          expect(due).toEqual(due.toSorted((a, b) => a - b));
          expect(due.every((ms) => ms >= 0)).toBe(true);
        },
      ),
    );
  });
});

test.each(['', 'x', '0x', '-1x', '10', '1e3x', 'fast'])('%j is no timing', (text) => {
  expect(parseTiming(text)).toBeUndefined();
});

test.each([
  ['5/s', 200],
  ['5', 200],
  ['0.5/s', 2000],
  ['30/m', 2000],
  ['1/h', 3_600_000],
] as const)('%s is a start each %i ms', (text, ms) => {
  expect(parseRate(text)).toBe(ms);
});

test.each(['', '0', '0/s', '-1/s', '5/d', 's', '1e9'])('%j is no rate', (text) => {
  expect(parseRate(text)).toBeUndefined();
});

test('the rate counts from the last start, so time lost is not made up for faster', () => {
  expect(nextStart({ due: 500, lastStart: undefined, intervalMs: 200 })).toBe(500);
  expect(nextStart({ due: 500, lastStart: 400, intervalMs: 200 })).toBe(600);
  expect(nextStart({ due: 900, lastStart: 400, intervalMs: 200 })).toBe(900);
});
