import type { EventStore } from '../core/ports.ts';
import { attemptFromRow, type AttemptRow } from './attempt-row.ts';
import { eventFromRow, type EventRow } from './event-row.ts';
import type { Sqlite } from './sqlite.ts';

type EventReader = Pick<EventStore, 'find' | 'findByProviderEventId' | 'latest' | 'body'>;
type AttemptReader = Pick<EventStore, 'attempts' | 'answerBody'>;

/** Prepares the statements that read single events and their bodies. */
export function createEventReader(db: Sqlite): EventReader {
  const byId = db.prepare<[number], EventRow>('SELECT * FROM events WHERE id = ?');
  const byProviderEventId = db.prepare<[string], EventRow>(
    'SELECT * FROM events WHERE provider_event_id = ? ORDER BY id DESC LIMIT 1',
  );
  const newest = db.prepare<[number], EventRow>('SELECT * FROM events ORDER BY id DESC LIMIT 1 OFFSET ?');
  const bodyOf = db.prepare<[number], Buffer>('SELECT body FROM bodies WHERE event_id = ?').pluck();
  return {
    find: (id) => eventOrNothing(byId.get(id)),
    findByProviderEventId: (providerEventId) => eventOrNothing(byProviderEventId.get(providerEventId)),
    latest: (back) => eventOrNothing(newest.get(back)),
    body: (id) => bodyOf.get(id) ?? missing(`event #${id}`),
  };
}

/** Prepares the statements that read attempts and the answers to them. */
export function createAttemptReader(db: Sqlite): AttemptReader {
  const all = db.prepare<[number], AttemptRow>('SELECT * FROM attempts WHERE event_id = ? ORDER BY n');
  const answer = db.prepare<[number, number], { body: Buffer | null }>(
    `SELECT answers.body FROM attempts LEFT JOIN answers USING (event_id, n)
     WHERE attempts.event_id = ? AND attempts.n = ?`,
  );
  return {
    attempts: (eventId) => all.all(eventId).map(attemptFromRow),
    answerBody: (eventId, n) => {
      const row = answer.get(eventId, n) ?? missing(`attempt ${n} of event #${eventId}`);
      return row.body ?? Buffer.alloc(0);
    },
  };
}

function eventOrNothing(row: EventRow | undefined): ReturnType<EventReader['find']> {
  return row === undefined ? undefined : eventFromRow(row);
}

function missing(what: string): never {
  throw new RangeError(`there is no ${what}`);
}
