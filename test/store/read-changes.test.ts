import { expect, test } from 'vitest';
import { eventDraft } from '../support/event-draft.ts';
import { otherConnection, testStore } from '../support/store-folder.ts';

const ATTEMPT = {
  cause: 'forward',
  target: 'http://localhost:3000/',
  startedAt: 1,
  durationMs: 1,
  result: { kind: 'answered', answer: { status: 200, headers: [], body: Buffer.from('ok') } },
} as const;

test('what was added since a point is named once, whoever added it', async () => {
  const store = testStore();
  const other = testStore({ file: store.file });
  const start = store.changes(null);
  expect(start).toEqual({ position: { event: 0, attempt: 0 }, ids: [] });
  await store.append(eventDraft());
  await other.append(eventDraft());
  await other.recordAttempt(1, ATTEMPT);
  const first = store.changes(start.position);
  expect(new Set(first.ids)).toEqual(new Set([1, 2]));
  expect(store.changes(first.position).ids).toEqual([]);
  await other.recordAttempt(1, { ...ATTEMPT, cause: 'replay' });
  expect(store.changes(first.position).ids).toEqual([1]);
});

test('too many changes, and a log that became shorter, are not named', async () => {
  const store = testStore();
  const { position } = store.changes(null);
  await Promise.all(Array.from({ length: 501 }, () => store.append(eventDraft())));
  const { ids, position: end } = store.changes(position);
  expect(ids).toBeNull();
  otherConnection(store.file).exec('DELETE FROM events WHERE id > 100');
  expect(store.changes(end).ids).toBeNull();
});

test('events are counted by type, most first', async () => {
  const store = testStore();
  for (const type of ['a', 'b', 'b', null]) await store.append(eventDraft({ type }));
  expect(store.countTypes()[0]).toEqual({ type: 'b', count: 2 });
  expect(store.countTypes()).toHaveLength(3);
});
