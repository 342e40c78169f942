import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { StorageError } from '../../src/core/ports.ts';
import { MAX_BATCH_BYTES, MAX_BATCH_JOBS, MAX_SHARED_JOB_BYTES } from '../../src/store/limits.ts';
import { WriteQueue, type WriteQueueParts } from '../../src/store/write-queue.ts';
import { databasePath, otherConnection } from '../support/store-folder.ts';

interface TestQueue {
  readonly queue: WriteQueue;
  readonly db: Database.Database;
  readonly file: string;
  add(value: number, bytes?: number): Promise<number>;
  values(): unknown[];
  /** How many jobs each committed transaction had. */
  batches(): number[];
}

/** A queue over a table of numbers; a job adds one. */
function testQueue(parts: Partial<WriteQueueParts> = {}): TestQueue {
  const file = databasePath();
  const db = otherConnection(file, { timeout: 0 });
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE numbers (value INTEGER NOT NULL, batch INTEGER NOT NULL) STRICT');
  const batch = vi.spyOn(db, 'transaction');
  onTestFinished(() => batch.mockRestore());
  const insert = db.prepare('INSERT INTO numbers VALUES (?, ?)');
  const now = (): number => performance.now();
  const limits = { busyTimeoutMs: 0, busyRetryMs: 5000 };
  const queue = new WriteQueue({ db, now, ...limits, assertUsable: () => {}, onFatal: () => {}, ...parts });
  const run = (value: number) => () => {
    insert.run(value, batch.mock.calls.length);
    return value;
  };
  return {
    queue,
    db,
    file,
    add: (value, bytes = 1) => queue.push({ bytes, run: run(value) }),
    values: () => db.prepare('SELECT value FROM numbers ORDER BY rowid').pluck().all(),
    batches: () =>
      db.prepare<[], number>('SELECT count(*) FROM numbers GROUP BY batch ORDER BY batch').pluck().all(),
  };
}

function sqliteError(code: string): Error {
  return new Database.SqliteError('made up', code);
}

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

test('jobs of one turn share a transaction, in order', async () => {
  const { add, values, batches } = testQueue();
  await expect(Promise.all([3, 1, 2].map((value) => add(value)))).resolves.toEqual([3, 1, 2]);
  expect(values()).toEqual([3, 1, 2]);
  expect(batches()).toEqual([3]);
});

test('a transaction has a largest number of jobs', async () => {
  const { add, batches } = testQueue();
  await Promise.all(Array.from({ length: MAX_BATCH_JOBS * 2 + 1 }, (_, value) => add(value)));
  expect(batches()).toEqual([MAX_BATCH_JOBS, MAX_BATCH_JOBS, 1]);
});

test('a transaction has a largest number of bytes', async () => {
  const { add, batches } = testQueue();
  const perBatch = MAX_BATCH_BYTES / MAX_SHARED_JOB_BYTES;
  await Promise.all(Array.from({ length: perBatch + 1 }, (_, value) => add(value, MAX_SHARED_JOB_BYTES)));
  expect(batches()).toEqual([perBatch, 1]);
});

test('a large job commits alone, in its turn', async () => {
  const { add, values, batches } = testQueue();
  const sizes = [1, 1, MAX_SHARED_JOB_BYTES + 1, 1, 1, MAX_BATCH_BYTES * 4, MAX_BATCH_BYTES * 4];
  await Promise.all(sizes.map((bytes, value) => add(value, bytes)));
  expect(values()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(batches()).toEqual([2, 1, 2, 1, 1]);
});

test('a bad row is refused alone', async () => {
  const { add, values } = testQueue();
  const results = await Promise.allSettled([1, 2.5, 3, Number.NaN, 5].map((value) => add(value)));
  const bad = { status: 'rejected', reason: expect.any(StorageError) };
  expect(results).toMatchObject([{ value: 1 }, bad, { value: 3 }, bad, { value: 5 }]);
  expect(results[1]).toMatchObject({ reason: { fatal: false } });
  expect(values()).toEqual([1, 3, 5]);
});

test('a job that throws after it wrote leaves nothing behind', async () => {
  const { queue, db, add, values } = testQueue();
  const half = queue.push({
    bytes: 1,
    run: () => {
      db.exec('INSERT INTO numbers VALUES (7, 0)');
      throw new Error('half way');
    },
  });
  await expect(Promise.allSettled([half, add(1)])).resolves.toMatchObject([
    { reason: { message: 'half way' } },
    {},
  ]);
  expect(values()).toEqual([1]);
});

test('a locked database is waited for, without holding the event loop', async () => {
  const { add, values, file } = testQueue();
  const other = otherConnection(file);
  other.exec('BEGIN IMMEDIATE');
  const added = Promise.all([1, 2].map((value) => add(value)));
  await turn();
  await turn();
  const later = add(3);
  other.exec('ROLLBACK');
  await expect(added).resolves.toEqual([1, 2]);
  await later;
  expect(values()).toEqual([1, 2, 3]);
});

test('jobs that had to wait for the lock stay before those that came later', async () => {
  const { add, values, file } = testQueue();
  const other = otherConnection(file);
  other.exec('BEGIN IMMEDIATE');
  const added = Array.from({ length: MAX_BATCH_JOBS + 1 }, (_, value) => add(value));
  await turn();
  await turn();
  other.exec('ROLLBACK');
  await Promise.all(added);
  expect(values()).toEqual(added.map((_, value) => value));
});

test('the lock is taken before a job reads: what it read cannot change under it', async () => {
  const { queue, db, file } = testQueue();
  const other = otherConnection(file, { timeout: 0 });
  const intrusions: unknown[] = [];
  const run = (): void => {
    db.prepare('SELECT count(*) FROM numbers').get();
    intrusions.push(codeOf(() => other.exec('INSERT INTO numbers VALUES (1, 0)')));
  };
  await queue.push({ bytes: 1, run });
  expect(intrusions).toEqual(['SQLITE_BUSY']);
});

test('a database that stays locked is given up after a time, each job after its own', async () => {
  let time = 0;
  const { add, values, file } = testQueue({ now: () => time });
  const other = otherConnection(file);
  other.exec('BEGIN IMMEDIATE');
  const first = add(1);
  time = 3000;
  const second = add(2);
  time = 5000;
  await expect(first).rejects.toMatchObject({ fatal: false, message: expect.stringContaining('locked') });
  other.exec('ROLLBACK');
  await expect(second).resolves.toBe(2);
  expect(values()).toEqual([2]);
});

test.each([[true], [false]])(
  'SQLite itself waits for the lock, but not while we poll (polling: %s)',
  async (isPolling) => {
    const { add, db, file } = testQueue({ busyTimeoutMs: 7 });
    db.pragma('busy_timeout = 7');
    const other = otherConnection(file);
    other.exec('BEGIN IMMEDIATE');
    const added = add(1);
    await turn();
    await turn();
    if (!isPolling) {
      other.exec('ROLLBACK');
      await added;
    }
    expect(db.pragma('busy_timeout', { simple: true })).toBe(isPolling ? 0 : 7);
    if (isPolling) other.exec('ROLLBACK');
    await added;
  },
);

test.each(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_READONLY'])(
  '%s refuses the batch, not what comes later',
  async (code) => {
    const { queue, add, values } = testQueue();
    const bad = queue.push({ bytes: 1, run: () => fail(sqliteError(code)) });
    const results = await Promise.allSettled([add(1), bad]);
    const refusal = {
      reason: { name: 'StorageError', fatal: false, message: expect.stringContaining(code) },
    };
    expect(results).toMatchObject([refusal, refusal]);
    await expect(add(2)).resolves.toBe(2);
    expect(values()).toEqual([2]);
  },
);

test.each([
  'SQLITE_IOERR_FSYNC',
  'SQLITE_IOERR_DIR_FSYNC',
  'SQLITE_CORRUPT',
  'SQLITE_CORRUPT_INDEX',
  'SQLITE_NOTADB',
])('%s ends it: this, what waits and what comes later is refused, and it is said once', async (code) => {
  const onFatal = vi.fn();
  const { queue, add, values } = testQueue({ onFatal });
  const bad = queue.push({ bytes: MAX_SHARED_JOB_BYTES + 1, run: () => fail(sqliteError(code)) });
  const results = await Promise.allSettled([bad, add(1)]);
  results.push(...(await Promise.allSettled([add(2), add(3)])));
  const refusal = { reason: { name: 'StorageError', fatal: true } };
  expect(results).toMatchObject([refusal, refusal, refusal, refusal]);
  expect(onFatal).toHaveBeenCalledTimes(1);
  expect(values()).toEqual([]);
  await queue.end();
});

test('an ended queue settles what waits and takes nothing more', async () => {
  const { queue, add, values } = testQueue();
  const waiting = [add(1), add(2, MAX_SHARED_JOB_BYTES + 1)];
  const ended = queue.end();
  await expect(add(3)).rejects.toMatchObject({ fatal: false, message: 'the database is closed' });
  await ended;
  expect(values()).toEqual([1, 2]);
  await expect(Promise.all(waiting)).resolves.toEqual([1, 2]);
});

function fail(error: Error): never {
  throw error;
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'done';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
