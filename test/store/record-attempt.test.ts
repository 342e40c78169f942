import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { StorageError } from '../../src/core/ports.ts';
import { MAX_STORED_ANSWER } from '../../src/store/limits.ts';
import { eventDraft } from '../support/event-draft.ts';
import { answered, refused } from '../support/store-attempt.ts';
import { testStore } from '../support/store-folder.ts';
import { databaseProcess } from '../support/store-process.ts';

test('an answer comes back as it was stored', async () => {
  const store = testStore();
  await store.append(eventDraft());
  const stored = await store.recordAttempt(1, answered(201, Buffer.from([0, 255, 10])));
  expect(stored).toEqual({
    n: 1,
    cause: 'forward',
    target: 'http://localhost:3000/webhooks',
    startedAt: 1_800_000_000_100,
    durationMs: 12.345,
    status: 201,
    error: null,
    responseHeaders: [['Content-Type', 'text/plain']],
    responseSize: 3,
  });
  expect(store.attempts(1)).toEqual([stored]);
  expect(store.answerBody(1, 1)).toEqual(Buffer.from([0, 255, 10]));
});

test('a failure comes back as it was stored, with an empty answer', async () => {
  const store = testStore();
  await store.append(eventDraft());
  const stored = await store.recordAttempt(1, refused());
  expect(stored).toMatchObject({
    status: null,
    error: { code: 'refused' },
    responseHeaders: [],
    responseSize: 0,
  });
  expect(store.attempts(1)).toEqual([stored]);
  expect(store.answerBody(1, 1)).toEqual(Buffer.alloc(0));
  expect(() => store.answerBody(1, 2)).toThrow(RangeError);
});

test('of a long answer the first part is kept, and its whole length', async () => {
  const store = testStore();
  await store.append(eventDraft());
  const body = randomBytes(MAX_STORED_ANSWER + 1);
  const stored = await store.recordAttempt(1, answered(200, body));
  expect(stored.responseSize).toBe(MAX_STORED_ANSWER + 1);
  expect(store.answerBody(1, 1).equals(body.subarray(0, MAX_STORED_ANSWER))).toBe(true);
});

test.each([
  [[answered(200)], 'delivered'],
  [[answered(299)], 'delivered'],
  [[answered(300)], 'failed'],
  [[answered(500), refused()], 'failed'],
  [[answered(500), answered(204)], 'delivered'],
  [[answered(204), answered(500), refused()], 'delivered'],
] as const)('attempts %# move the outcome to the right place', async (attempts, outcome) => {
  const store = testStore();
  await store.append(eventDraft());
  const stored = await Promise.all(attempts.map((attempt) => store.recordAttempt(1, attempt)));
  expect(stored.map((attempt) => attempt.n)).toEqual(attempts.map((_, index) => index + 1));
  expect(store.find(1)?.outcome).toBe(outcome);
});

test('an attempt of an unknown event is refused, its siblings are stored', async () => {
  const store = testStore();
  await store.append(eventDraft());
  const results = await Promise.allSettled([1, 9, 1].map((id) => store.recordAttempt(id, answered(200))));
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: expect.any(StorageError) });
  expect(results[1]).toMatchObject({ reason: { fatal: false, message: 'there is no event #9' } });
  expect(store.attempts(1)).toHaveLength(2);
});

/** What `replay` in another process does: takes the next number inside the transaction. */
const REPLAY = `
  const insert = db.prepare(\`INSERT INTO attempts SELECT 1, coalesce(max(n), 0) + 1, 'replay', 't', 0, 0, 200,
    NULL, NULL, '[]', 0, NULL FROM attempts WHERE event_id = 1\`);
  console.log('ready');
  await told;
  for (let i = 0; i < 200; i++) insert.run();
`;

test('two processes record attempts of one event at once: none is lost, no number is taken twice', async () => {
  const store = testStore();
  await store.append(eventDraft());
  const other = databaseProcess(store.file, REPLAY);
  expect(await other.line()).toBe('ready');
  other.tell('go');
  for (let i = 0; i < 200; i += 1) await store.recordAttempt(1, answered(500));
  expect(await other.exited).toBe(0);
  expect(store.attempts(1).map((attempt) => attempt.n)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
});
