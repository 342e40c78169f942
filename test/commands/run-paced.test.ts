import { expect, test } from 'vitest';
import { runPaced, type PacedRun } from '../../src/commands/support/run-paced.ts';

/** A clock that only waiting moves. */
function pacing() {
  let clock = 1_700_000_000_000;
  const begun = clock;
  return {
    now: () => clock,
    elapsed: () => clock - begun,
    wait: (ms: number) => {
      clock += ms;
      return Promise.resolve();
    },
  };
}

async function starts(job: Partial<PacedRun>, takes = 0): Promise<[index: number, at: number][]> {
  const time = pacing();
  const seen: [number, number][] = [];
  const run = async (index: number): Promise<void> => {
    seen.push([index, time.elapsed()]);
    await time.wait(takes);
  };
  await runPaced({ due: [0, 0, 0, 0], concurrency: 1, intervalMs: 0, run, ...job }, time);
  return seen;
}

test('each starts when it is due', async () => {
  expect(await starts({ due: [0, 40, 40, 9_000_000] })).toEqual([
    [0, 0],
    [1, 40],
    [2, 40],
    [3, 9_000_000],
  ]);
});

test('a rate holds starts apart, also after an app was slow', async () => {
  expect((await starts({ intervalMs: 250 })).map(([, at]) => at)).toEqual([0, 250, 500, 750]);
  expect((await starts({ intervalMs: 250 }, 400)).map(([, at]) => at)).toEqual([0, 400, 800, 1200]);
});

test.each([1, 2, 3, 10])('never more than %i at a time, all of them once, started in order', async (most) => {
  let running = 0;
  let highest = 0;
  const order: number[] = [];
  const run = async (index: number): Promise<void> => {
    order.push(index);
    highest = Math.max(highest, ++running);
    await new Promise(setImmediate);
    running -= 1;
  };
  await runPaced(
    { due: Array.from({ length: 7 }, () => 0), concurrency: most, intervalMs: 0, run },
    pacing(),
  );
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(highest).toBe(Math.min(most, 7));
});

test('after a failure those under way end, and no other starts', async () => {
  const ended: number[] = [];
  const run = async (index: number): Promise<void> => {
    if (index === 0) throw new Error('the disk is full');
    await new Promise(setImmediate);
    ended.push(index);
  };
  const job = { due: [0, 0, 0, 0], concurrency: 2, intervalMs: 0, run };
  await expect(runPaced(job, pacing())).rejects.toThrow('the disk is full');
  expect(ended.length).toBeLessThanOrEqual(1);
});

test('once it is over no other starts, be it due or not, and those under way end', async () => {
  const time = pacing();
  const seen: number[] = [];
  const isOver = (): boolean => time.elapsed() >= 100;
  const run = async (index: number): Promise<void> => {
    await time.wait(60);
    seen.push(index);
  };
  const job = { due: [0, 0, 0, 9_000_000], concurrency: 1, intervalMs: 0, run };
  await runPaced(job, { ...time, isOver });
  expect(seen).toEqual([0, 1]);
  expect(time.elapsed()).toBe(120);
});
