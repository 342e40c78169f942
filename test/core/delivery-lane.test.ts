import { expect, onTestFinished, test } from 'vitest';
import type { Sent } from '../../src/core/attempt.ts';
import { startLane, type LaneNews, type LaneParts } from '../../src/core/delivery-lane.ts';
import type { RetrySchedule } from '../../src/core/retry-schedule.ts';
import type { OpenedStore } from '../../src/store/open-store.ts';
import { eventDraft } from '../support/event-draft.ts';
import { testStore } from '../support/store-folder.ts';

const FAST = { longestSleepMs: 5, firstProbeMs: 1, longestProbeMs: 2, storeAgainMs: 1 };

/** Answers by number of the request: a status, or the code of an error. */
type Answers = (request: number, eventId: number) => number | 'refused' | 'timeout';

interface SceneOptions {
  readonly schedule?: RetrySchedule;
  readonly answers?: Answers;
  readonly store?: OpenedStore;
}

function scene({ schedule = [], answers = () => 200, store = testStore() }: SceneOptions = {}) {
  const asked: number[] = [];
  const news: LaneNews[] = [];
  const state = { now: 1_000_000, isUp: true };
  const waiting: (() => void)[] = [];
  const parts: LaneParts = {
    endpoint: 'default',
    queue: store.deliveries,
    schedule,
    send: (eventId) => {
      asked.push(eventId);
      return Promise.resolve([sentWith(answers(asked.length, eventId), state.now)]);
    },
    record: (eventId, attempt) => store.recordAttempt(eventId, attempt),
    isReachable: () => Promise.resolve(state.isUp),
    tell: (one) => {
      news.push(one);
      for (const look of waiting) look();
    },
    fail: (error) => expect.unreachable(String(error)),
    now: () => state.now,
    timings: FAST,
  };
  const start = () => {
    const lane = startLane(parts);
    onTestFinished(() => lane.stop());
    return lane;
  };
  const told = (kind: LaneNews['kind'], times = 1): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (news.filter((one) => one.kind === kind).length >= times) resolve();
      };
      waiting.push(look);
      look();
    });
  const add = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) await store.append(eventDraft({ outcome: 'pending' }), 'later');
  };
  return { store, parts, asked, news, state, start, told, add };
}

function sentWith(outcome: ReturnType<Answers>, startedAt: number): Sent {
  const result =
    typeof outcome === 'number'
      ? ({ kind: 'answered', answer: { status: outcome, headers: [], body: Buffer.alloc(0) } } as const)
      : ({ kind: 'failed', error: { code: outcome, message: `app: ${outcome}` } } as const);
  return { target: 'http://localhost:3000/', startedAt, durationMs: 0, result };
}

test('what was queued goes out once each, oldest first, and leaves the queue', async () => {
  const { add, start, told, asked, store } = scene();
  await add(5);
  const lane = start();
  await told('ended', 5);
  await add(2);
  lane.wake();
  await told('ended', 7);
  expect(asked).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(store.deliveries.waiting().size).toBe(0);
  expect(store.find(7)?.outcome).toBe('delivered');
});

test('while the app takes no connection nothing is tried, and no attempt is made up', async () => {
  const { add, start, told, asked, state, store, news } = scene({
    answers: (request) => (request === 1 ? 'refused' : 200),
  });
  state.isUp = false;
  await add(3);
  start();
  await told('down');
  expect(store.attempts(1)).toEqual([]);
  expect(store.find(1)?.outcome).toBe('pending');
  state.isUp = true;
  await told('ended', 3);
  expect(asked).toEqual([1, 1, 2, 3]);
  expect(store.attempts(1).map(({ n, cause, status }) => ({ n, cause, status }))).toEqual([
    { n: 1, cause: 'forward', status: 200 },
  ]);
  expect(news.map(({ kind }) => kind)).toEqual(['down', 'up', 'ended', 'ended', 'ended']);
});

test('a failed one is tried again when it is due, and others do not wait for it', async () => {
  const { add, start, told, asked, state, store, news } = scene({
    schedule: [5000, 60_000],
    answers: (_request, eventId) => (eventId === 1 ? 500 : 200),
  });
  await add(2);
  start();
  await told('ended', 2);
  expect(asked).toEqual([1, 2]);
  expect(news[0]).toMatchObject({ again: { at: 1_005_000, number: 2, of: 3 } });
  state.now = 1_004_999;
  await add(1);
  state.now = 1_005_000;
  await told('ended', 4);
  state.now += 60_000;
  await told('ended', 5);
  expect(asked.toSorted((a, b) => a - b)).toEqual([1, 1, 1, 2, 3]);
  expect(store.attempts(1).map(({ cause, startedAt }) => [cause, startedAt])).toEqual([
    ['forward', 1_000_000],
    ['retry', 1_005_000],
    ['retry', 1_065_000],
  ]);
  expect(news.at(-1)).toMatchObject({ again: null });
  expect(store.queued(1)).toBeUndefined();
  expect(store.find(1)?.outcome).toBe('failed');
});

test('when it is due stands in the log before anybody sleeps, and holds over a restart', async () => {
  const first = scene({ schedule: [3_600_000], answers: () => 503 });
  await first.add(1);
  const lane = first.start();
  await first.told('ended');
  expect(first.store.queued(1)).toEqual({ eventId: 1, tries: 1, dueAt: 4_600_000 });
  await lane.stop();
  const second = scene({ schedule: [3_600_000], store: first.store });
  second.state.now = 4_600_001;
  second.start();
  await second.told('ended');
  expect(first.store.find(1)?.outcome).toBe('delivered');
});

test('a clock that is set back puts a retry off by no more than its own wait', async () => {
  const { add, start, told, state, store } = scene({
    schedule: [5000],
    answers: (request) => (request === 1 ? 500 : 200),
  });
  await add(1);
  start();
  await told('ended');
  state.now -= 500_000;
  await expect.poll(() => store.queued(1)?.dueAt).toBe(505_000);
  state.now += 5000;
  await told('ended', 2);
});

test('new events are due whatever the clock says', async () => {
  const { add, start, told, state } = scene();
  await add(1);
  state.now = 5;
  start();
  await told('ended');
});

test('what somebody replayed with success meanwhile is not sent again', async () => {
  const { add, start, told, asked, state, store } = scene({
    schedule: [5000],
    answers: () => 500,
  });
  await add(1);
  start();
  await told('ended');
  await store.recordAttempt(1, { ...sentWith(200, state.now), cause: 'replay' });
  state.now += 5000;
  await add(1);
  await expect.poll(() => asked).toEqual([1, 2]);
});

test('an abandoned request is known at the next start; a finished one is not', async () => {
  const { add, parts, store, told, start } = scene();
  await add(2);
  let end: (() => void) | undefined;
  const { send: sendAsBefore } = parts;
  const send: LaneParts['send'] = (eventId) =>
    eventId === 1
      ? sendAsBefore(eventId)
      : new Promise((resolve) => (end = () => resolve([sentWith('timeout', 5)])));
  Object.assign(parts, { send });
  const lane = start();
  await told('ended');
  await expect.poll(() => end).toBeDefined();
  lane.abandon();
  end?.();
  await lane.stop();
  expect(store.deliveries.interrupted()).toEqual([{ eventId: 2, tries: 0, dueAt: 0, since: 1_000_000 }]);
  expect(store.deliveries.next('default', 2_000_000)).toBeUndefined();
  expect(store.attempts(2)).toEqual([]);
});

test('a request that a fault repeats is recorded as what it is: a retry, too', async () => {
  const { add, parts, store, told, start, state } = scene({ schedule: [5000] });
  await add(1);
  let tries = 0;
  const send: LaneParts['send'] = () => {
    const sent = sentWith(tries++ === 0 ? 500 : 200, state.now);
    return Promise.resolve(tries === 1 ? [sent] : [sent, sent]);
  };
  Object.assign(parts, { send });
  start();
  await told('ended');
  state.now += 5000;
  await told('ended', 2);
  expect(store.attempts(1).map(({ cause }) => cause)).toEqual(['forward', 'retry', 'retry']);
});
