import { expect, test } from 'vitest';
import type { Sent } from '../../src/core/attempt.ts';
import type { Faults } from '../../src/core/chaos.ts';
import {
  createOvertaking,
  droppedDelivery,
  overtakenOrder,
  sendWithFaults,
  withWords,
} from '../../src/core/faulty-delivery.ts';

const NONE: Faults = { dup: false, drop: false, corruptAt: null, delayMs: 0, reorder: 0 };
const answer = { status: 200, headers: [], body: Buffer.alloc(0) };

function scene() {
  const bodies: string[] = [];
  const waits: { ms: number; end: () => void }[] = [];
  const wait = (ms: number): Promise<void> => new Promise((end) => waits.push({ ms, end }));
  const overtaking = createOvertaking({ wait, longestMs: 2000 });
  const send = ({ body }: { body: Buffer }, words: readonly string[]): Promise<Sent> => {
    bodies.push(body.toString());
    const sent = { target: 'http://localhost:1/', startedAt: 1, durationMs: 2 };
    return Promise.resolve(withWords({ ...sent, result: { kind: 'answered', answer } }, words));
  };
  const drop = (_request: unknown, words: readonly string[]): Promise<Sent> =>
    Promise.resolve(withWords(droppedDelivery('http://localhost:1/', 5), words));
  const deliver = (body: string, faults: Partial<Faults>) =>
    sendWithFaults(
      { body: Buffer.from(body) },
      { faults: { ...NONE, ...faults }, send, drop, wait, overtaking },
    );
  return { bodies, waits, deliver };
}

test('without faults it is sent once, and nothing is noted', async () => {
  const { deliver, bodies } = scene();
  const sent = await deliver('a', {});
  expect(sent).toHaveLength(1);
  expect(sent[0]).not.toHaveProperty('faults');
  expect(bodies).toEqual(['a']);
});

test('what is dropped is never sent, and looks like nothing else', async () => {
  const { deliver, bodies } = scene();
  const [sent] = await deliver('a', { drop: true, dup: true, corruptAt: 0 });
  expect(bodies).toEqual([]);
  expect(sent).toMatchObject({
    startedAt: 5,
    target: 'http://localhost:1/',
    faults: ['dropped'],
    result: { kind: 'failed', error: { code: 'dropped' } },
  });
});

test('a repeated one is sent twice with the same bytes, and both say so', async () => {
  const { deliver, bodies } = scene();
  const sent = await deliver('abc', { dup: true, corruptAt: 0.5 });
  expect(bodies).toEqual(['acc', 'acc']);
  expect(sent.map(({ faults }) => faults)).toEqual([
    ['byte 1 changed', 'sent twice'],
    ['byte 1 changed', 'sent twice'],
  ]);
});

test('a delay is waited for before anything is sent', async () => {
  const { deliver, bodies, waits } = scene();
  const sent = deliver('a', { delayMs: 1500 });
  await expect.poll(() => waits.map(({ ms }) => ms)).toEqual([1500]);
  expect(bodies).toEqual([]);
  waits[0]?.end();
  expect((await sent)[0].faults).toEqual(['delayed 1500 ms']);
});

test.each([
  ['a2 b0 c1 d0', 'b a d c'],
  ['a2 b1 c0 d0', 'c b a d'],
  ['a1 b1 c1 d1 e0', 'a b c e d'],
  ['a3 b2 c1 d0', 'd c b a'],
  ['a0 b0 c0', 'a b c'],
])('each goes once as many have come as its fault says: %s goes as %s', async (arrive, leave) => {
  const { deliver, bodies } = scene();
  const all: Promise<unknown>[] = [];
  for (const [, name = '', places] of arrive.matchAll(/(\w)(\d)/g)) {
    all.push(deliver(name, { reorder: Number(places) }));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(all);
  expect(bodies).toEqual(leave.split(' '));
});

test('without later ones it is held for the longest wait', async () => {
  const { deliver, bodies, waits } = scene();
  const sent = deliver('a', { reorder: 2 });
  await deliver('b', {});
  expect(bodies).toEqual(['b']);
  expect(waits[0]?.ms).toBe(2000);
  waits[0]?.end();
  expect((await sent)[0].faults).toEqual(['held for 2 later']);
});

test.each([
  ['2 0 1 0', [1, 0, 3, 2]],
  ['3 2 1 0', [3, 2, 1, 0]],
  ['1 1 1 1', [0, 1, 2, 3]],
  ['0 0 0', [0, 1, 2]],
  ['5 0 0', [1, 2, 0]],
])('all there from the beginning, with %s they go in the order %j', (places, order) => {
  expect(overtakenOrder(places.split(' ').map((reorder) => ({ reorder: Number(reorder) })))).toEqual(order);
});
