import type { DeliveryQueue, InterruptedDelivery, QueuedDelivery } from '../core/delivery-queue.ts';
import type { Sqlite } from './sqlite.ts';
import { createAttemptWriter } from './write-attempt.ts';
import type { WriteQueue } from './write-queue.ts';

const SMALL = 64;
const COLUMNS = 'event_id AS eventId, tries, due_at AS dueAt';

/** Puts one event into the queue, inside the transaction that stores it: due whatever the clock will say. */
export function createEnqueuer(db: Sqlite): (eventId: number, endpoint: string) => void {
  const insert = db.prepare<[number, string]>(
    'INSERT INTO deliveries (event_id, endpoint, tries, due_at) VALUES (?, ?, 0, 0)',
  );
  return (eventId, endpoint) => void insert.run(eventId, endpoint);
}

/** Makes the reader of one event's place in the queue. */
export function createQueuedReader(db: Sqlite): (eventId: number) => QueuedDelivery | undefined {
  const one = db.prepare<[number], QueuedDelivery>(`SELECT ${COLUMNS} FROM deliveries WHERE event_id = ?`);
  return (eventId) => one.get(eventId);
}

type DeliveryReader = Pick<DeliveryQueue, 'next' | 'later' | 'waiting' | 'interrupted'>;
type DeliveryWriter = Omit<DeliveryQueue, keyof DeliveryReader>;

/** The queue of deliveries over an open database. */
export function createDeliveryTable(db: Sqlite, queue: WriteQueue): DeliveryQueue {
  return { ...createReader(db), ...createWriter(db, queue) };
}

function createReader(db: Sqlite): DeliveryReader {
  const next = db.prepare<[string, number], QueuedDelivery>(
    `SELECT ${COLUMNS} FROM deliveries WHERE endpoint = ? AND due_at <= ? AND sending_since IS NULL
     ORDER BY event_id LIMIT 1`,
  );
  const later = db.prepare<[string, number], QueuedDelivery>(
    `SELECT ${COLUMNS} FROM deliveries WHERE endpoint = ? AND due_at > ? ORDER BY due_at, event_id`,
  );
  const counts = db.prepare<[], { endpoint: string; count: number }>(
    'SELECT endpoint, count(*) AS count FROM deliveries GROUP BY endpoint',
  );
  const interrupted = db.prepare<[], InterruptedDelivery>(
    `SELECT ${COLUMNS}, sending_since AS since FROM deliveries
     WHERE sending_since IS NOT NULL ORDER BY event_id`,
  );
  return {
    next: (endpoint, now) => next.get(endpoint, now),
    later: (endpoint, now) => later.all(endpoint, now),
    waiting: () => new Map(counts.all().map(({ endpoint, count }) => [endpoint, count])),
    interrupted: () => interrupted.all(),
  };
}

function createWriter(db: Sqlite, queue: WriteQueue): DeliveryWriter {
  const writeAttempt = createAttemptWriter(db);
  const begin = db.prepare<[number, number]>(
    'UPDATE deliveries SET sending_since = ? WHERE event_id = ? AND sending_since IS NULL',
  );
  const putBack = db.prepare<[number]>('UPDATE deliveries SET sending_since = NULL WHERE event_id = ?');
  const again = db.prepare<[number, number]>(
    'UPDATE deliveries SET sending_since = NULL, tries = tries + 1, due_at = ? WHERE event_id = ?',
  );
  const remove = db.prepare<[number]>('DELETE FROM deliveries WHERE event_id = ?');
  const move = db.prepare<[number, number]>('UPDATE deliveries SET due_at = ? WHERE event_id = ?');
  const push = <T>(run: () => T): Promise<T> => queue.push({ bytes: SMALL, run });
  return {
    begin: (eventId, now) => push(() => begin.run(now, eventId).changes > 0),
    putBack: (eventId) => push(() => void putBack.run(eventId)),
    end: async (eventId, draft, dueAt) => {
      const job = writeAttempt(eventId, draft);
      const run = () => {
        const attempt = job.run();
        if (dueAt === null) remove.run(eventId);
        else again.run(dueAt, eventId);
        return attempt;
      };
      return queue.push({ bytes: job.bytes + SMALL, run });
    },
    moveTo: (eventId, dueAt) => push(() => void move.run(dueAt, eventId)),
  };
}
