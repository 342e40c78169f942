import { existsSync, renameSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { StorageError } from '../../src/core/ports.ts';
import type { StoredEvent } from '../../src/core/event.ts';
import { openStore, type OpenedStore } from '../../src/store/open-store.ts';
import { eventDraft } from '../support/event-draft.ts';
import { databasePath, otherConnection, testStore } from '../support/store-folder.ts';
import { databaseProcess } from '../support/store-process.ts';

const HOLD_LOCK = `
  db.exec('BEGIN IMMEDIATE');
  console.log('locked');
  await told;
  db.exec('COMMIT');
`;

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

test('while another process has the lock, reads go on and an event is stored once it is free', async () => {
  const store = testStore({ busyTimeoutMs: 5 });
  const first = await store.append(eventDraft());
  const other = databaseProcess(store.file, HOLD_LOCK);
  expect(await other.line()).toBe('locked');
  const order: string[] = [];
  const stored = store.append(eventDraft()).then(() => order.push('stored'));
  await turn();
  await turn();
  expect(store.latest(0)).toEqual(first);
  order.push('released');
  other.tell('release');
  await stored;
  expect(order).toEqual(['released', 'stored']);
  expect(await other.exited).toBe(0);
});

test('a lock that stays is given up: not fatal, nothing stored', async () => {
  const store = testStore({ busyTimeoutMs: 0, busyRetryMs: 0 });
  const other = otherConnection(store.file);
  other.exec('BEGIN IMMEDIATE');
  await expect(store.append(eventDraft())).rejects.toMatchObject({ name: 'StorageError', fatal: false });
  other.exec('ROLLBACK');
  await expect(store.append(eventDraft())).resolves.toMatchObject({ id: 1 });
});

async function fill(store: OpenedStore): Promise<{ events: StoredEvent[]; error: unknown }> {
  const events: StoredEvent[] = [];
  for (let i = 0; i < 200; i += 1) {
    try {
      events.push(await store.append(eventDraft({ body: Buffer.alloc(20_000, i) })));
    } catch (error) {
      return { events, error };
    }
  }
  throw new Error('the disk was never full');
}

test('a full disk refuses events, keeps those before, and recovers when there is room', async () => {
  const onFatal = vi.fn();
  const store = testStore({ maxPageCount: 100, onFatal });
  const { events, error } = await fill(store);
  expect(error).toBeInstanceOf(StorageError);
  expect(error).toMatchObject({ fatal: false, message: expect.stringContaining('the disk is full') });
  expect(events.length).toBeGreaterThan(3);
  expect(events.map((event) => store.body(event.id)[0])).toEqual(events.map((_, i) => i));
  const other = otherConnection(store.file);
  expect(other.prepare('SELECT count(*) FROM events').pluck().get()).toBe(events.length);
  expect(other.pragma('integrity_check', { simple: true })).toBe('ok');
  other.exec('DELETE FROM bodies');
  const next = await store.append(eventDraft({ body: Buffer.from('room again') }));
  expect(store.body(next.id).toString()).toBe('room again');
  expect(onFatal).not.toHaveBeenCalled();
});

test('a bad event among good ones is refused alone', async () => {
  const store = testStore();
  const drafts = [{}, { receivedAt: Number.NaN }, {}].map((difference) => eventDraft(difference));
  const results = await Promise.allSettled(drafts.map((draft) => store.append(draft)));
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { name: 'StorageError', fatal: false } });
  expect([...store.select({}, 'oldest')]).toHaveLength(2);
});

test('a database that is moved away while in use ends it: nothing would be left of later events', async () => {
  const onFatal = vi.fn();
  const store = testStore({ onFatal });
  await store.append(eventDraft());
  renameSync(store.file, `${store.file}.moved`);
  await expect(store.append(eventDraft())).rejects.toMatchObject({
    fatal: true,
    message: 'the database file was moved or deleted while in use',
  });
  await expect(store.append(eventDraft())).rejects.toMatchObject({ fatal: true });
  expect(onFatal).toHaveBeenCalledTimes(1);
});

test('closing finishes what is queued, leaves one file, and may be repeated', async () => {
  const file = databasePath();
  const store = openStore({ file });
  const queued = [1, 2, 3].map(() => store.append(eventDraft()));
  const closing = [store.close(), store.close()];
  await expect(Promise.all(queued)).resolves.toHaveLength(3);
  await Promise.all(closing);
  await store.close();
  expect([`${file}-wal`, `${file}-shm`].map((path) => existsSync(path))).toEqual([false, false]);
  await expect(store.append(eventDraft())).rejects.toBeInstanceOf(StorageError);
  expect([...testStore({ file }).select({}, 'oldest')]).toHaveLength(3);
});

test('closing while another process writes waits for it and loses nothing', async () => {
  const file = databasePath();
  const store = openStore({ file, busyTimeoutMs: 0 });
  const other = otherConnection(file);
  other.exec('BEGIN IMMEDIATE');
  const queued = store.append(eventDraft());
  await turn();
  const closing = store.close();
  await turn();
  other.exec('ROLLBACK');
  await expect(queued).resolves.toMatchObject({ id: 1 });
  await closing;
  expect(other.prepare('SELECT count(*) FROM events').pluck().get()).toBe(1);
});

test('reading a damaged page is said in one line', async () => {
  const file = databasePath();
  const first = openStore({ file });
  await first.append(eventDraft());
  await first.close();
  const db = otherConnection(file);
  db.unsafeMode(true);
  db.pragma('writable_schema = ON');
  db.exec(
    "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'events_type') WHERE name = 'bodies'",
  );
  db.close();
  const store = testStore({ file });
  expect(() => store.body(1)).toThrow(
    expect.objectContaining({ name: 'CliError', message: `the database ${file} is damaged` }),
  );
  expect(() => [...store.select({ search: 'x' }, 'oldest')]).toThrow(`the database ${file} is damaged`);
});
