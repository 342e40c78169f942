import type { DeliveryQueue } from '../core/delivery-queue.ts';
import type { EventStore } from '../core/ports.ts';
import { createDeliveryTable, createQueuedReader } from './delivery-table.ts';
import { databaseError } from './open-failure.ts';
import { createChangeReader } from './read-changes.ts';
import { createAttemptReader, createEventReader } from './read-log.ts';
import { selectEvents } from './select-events.ts';
import { sqliteCode, type Sqlite } from './sqlite.ts';
import { createAttemptWriter } from './write-attempt.ts';
import { createEventWriter } from './write-event.ts';
import type { WriteQueue } from './write-queue.ts';

/** What the store is made from: an open, migrated database and the queue that writes to it. */
export interface SqliteStoreParts {
  readonly db: Sqlite;
  readonly file: string;
  readonly queue: WriteQueue;
}

/** The log, and what of it is still to be delivered. */
export interface SqliteStore extends EventStore {
  readonly deliveries: DeliveryQueue;
}

/** The durable log over an open database. */
export function createSqliteStore({ db, file, queue }: SqliteStoreParts): SqliteStore {
  const writeEvent = createEventWriter(db);
  const writeAttempt = createAttemptWriter(db);
  const events = createEventReader(db);
  const attempts = createAttemptReader(db);
  const log = createChangeReader(db);
  const reading = explainFailures(file);
  let closed: Promise<void> | undefined;
  return {
    append: async (draft, deliver) => queue.push(writeEvent(draft, deliver)),
    recordAttempt: async (eventId, draft) => queue.push(writeAttempt(eventId, draft)),
    find: reading(events.find),
    findByProviderEventId: reading(events.findByProviderEventId),
    latest: reading(events.latest),
    body: reading(events.body),
    attempts: reading(attempts.attempts),
    answerBody: reading(attempts.answerBody),
    changes: reading(log.changes),
    countTypes: reading(log.countTypes),
    *select(selection, order) {
      try {
        yield* selectEvents(db, { selection, order, readBody: events.body });
      } catch (error) {
        throw databaseError(error, file);
      }
    },
    queued: reading(createQueuedReader(db)),
    deliveries: createDeliveryTable(db, queue),
    close: () => (closed ??= closeDatabase(db, queue)),
  };
}

/** Reads fail where pages are damaged: said the same way as at opening. */
function explainFailures(file: string) {
  return <A extends unknown[], R>(read: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return read(...args);
      } catch (error) {
        throw databaseError(error, file);
      }
    };
}

async function closeDatabase(db: Sqlite, queue: WriteQueue): Promise<void> {
  await queue.end();
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // Everything is in the write-ahead log already: the next opening takes it from there.
    if (sqliteCode(error) === undefined) throw error;
  }
  db.close();
}
