import { expect, test } from 'vitest';
import { corrupted, faultsOf, parseChaos, type ChaosSpec } from '../../src/core/chaos.ts';

const ALL = parseChaos('dup=20%,delay=0-5s,reorder=3,drop=2%,corrupt=1%') as ChaosSpec;
const first = (count: number, seed: number, spec = ALL) =>
  Array.from({ length: count }, (_, index) => faultsOf(spec, seed, index));

test('every part of a specification is read, and every part may be left out', () => {
  expect(ALL).toEqual({ dup: 0.2, drop: 0.02, corrupt: 0.01, delay: { from: 0, to: 5000 }, reorder: 3 });
  expect(parseChaos('drop=100%')).toMatchObject({ drop: 1, dup: 0, reorder: 0, delay: { from: 0, to: 0 } });
});

test.each([
  ['delay=0-5s', 0, 5000],
  ['delay=1-5s', 1000, 5000],
  ['delay=200ms', 200, 200],
  ['delay=100ms-2s', 100, 2000],
  [' delay = 0 - 1m ', 0, 60_000],
])('%s', (text, from, to) => {
  expect(parseChaos(text)).toMatchObject({ delay: { from, to } });
});

test.each([
  ['', 'none of dup'],
  ['dup', 'none of dup'],
  ['sig=1%', 'none of dup'],
  ['toString=1%', 'none of dup'],
  ['dup=20', 'dup=20%'],
  ['dup=101%', 'dup=20%'],
  ['dup=-1%', 'dup=20%'],
  ['delay=5s-1s', 'delay=0-5s'],
  ['delay=1-2-3s', 'delay=0-5s'],
  ['delay=9d', 'delay=0-5s'],
  ['delay=soon', 'delay=0-5s'],
  ['reorder=some', 'reorder=3'],
  ['reorder=101', 'reorder=3'],
  ['dup=1%,dup=2%', 'given twice'],
  ['dup=1%,', 'none of dup'],
])('"%s" is refused in one sentence', (text, says) => {
  expect(parseChaos(text)).toContain(says);
});

test('the same seed gives the same faults, another seed others', () => {
  expect(first(200, 7)).toEqual(first(200, 7));
  expect(first(200, 7)).not.toEqual(first(200, 8));
  expect(first(200, 0)).not.toEqual(first(200, 999_999_999));
});

test('one fault does not decide another: what else is wanted changes nothing', () => {
  const alone = parseChaos('dup=20%') as ChaosSpec;
  expect(first(200, 7, alone).map(({ dup }) => dup)).toEqual(first(200, 7).map(({ dup }) => dup));
});

test('faults come about as often as is asked for, whatever the seed', () => {
  for (const seed of [0, 1, 7, 1_000_003, 999_999_999]) {
    const all = first(5000, seed);
    const share = (fits: (one: (typeof all)[number]) => boolean): number =>
      all.filter(fits).length / all.length;
    expect(share(({ dup }) => dup)).toBeCloseTo(0.2, 1);
    expect(share(({ drop }) => drop)).toBeGreaterThan(0.01);
    expect(share(({ drop }) => drop)).toBeLessThan(0.03);
    expect(share(({ corruptAt }) => corruptAt !== null)).toBeLessThan(0.02);
    expect(share(({ delayMs }) => delayMs < 2500)).toBeCloseTo(0.5, 1);
    for (const places of [0, 1, 2, 3])
      expect(share(({ reorder }) => reorder === places)).toBeCloseTo(0.25, 1);
  }
});

test('one byte changes, in a copy; an empty body has none', () => {
  const body = Buffer.from('{"id":"evt_1"}');
  const change = corrupted(body, 0.999);
  expect(change?.index).toBe(body.length - 1);
  expect(change?.body.filter((byte, index) => byte !== body[index])).toHaveLength(1);
  expect(body.toString()).toBe('{"id":"evt_1"}');
  expect(corrupted(Buffer.alloc(0), 0.5)).toBeNull();
});
