import type { EventDraft, StoredEvent } from '../core/event.ts';
import { createEnqueuer } from './delivery-table.ts';
import { EVENT_COLUMNS, eventColumns, eventFromRow, type EventColumns } from './event-row.ts';
import type { Sqlite } from './sqlite.ts';
import type { WriteJob } from './write-queue.ts';

/** Makes the job that stores one event, and where wanted puts it among those to deliver. */
export type EventWriter = (draft: EventDraft, deliver?: 'later') => WriteJob<StoredEvent>;

/** Prepares the statements that store events. */
export function createEventWriter(db: Sqlite): EventWriter {
  const insertEvent = db.prepare<[EventColumns]>(
    `INSERT INTO events (${EVENT_COLUMNS.join()}) VALUES (${EVENT_COLUMNS.map((name) => `@${name}`).join()})`,
  );
  const insertBody = db.prepare<[number, Buffer]>('INSERT INTO bodies (event_id, body) VALUES (?, ?)');
  const claim = createClaim(db);
  const enqueue = createEnqueuer(db);
  return (draft, deliver) => {
    const columns = eventColumns(draft);
    const run = (): StoredEvent => {
      const id = Number(insertEvent.run(columns).lastInsertRowid);
      insertBody.run(id, draft.body);
      if (deliver === 'later') enqueue(id, draft.endpoint);
      return eventFromRow({ ...columns, id, duplicate_of: claim(id, draft) });
    };
    return { bytes: columns.headers.length + columns.path.length + columns.size + 1, run };
  };
}

/**
 * Claims the provider's event id for the first event that carries it. The unique constraint
 * decides, never a read before the write: two processes may store the same event at once.
 * @returns id of the first event if this one is a later copy, else null
 */
function createClaim(db: Sqlite): (id: number, draft: EventDraft) => number | null {
  const insert = db.prepare<[string, string, string, number]>(
    `INSERT INTO dedup (endpoint, provider, provider_event_id, first_event_id) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const first = db
    .prepare<[string, string, string], number>(
      'SELECT first_event_id FROM dedup WHERE endpoint = ? AND provider = ? AND provider_event_id = ?',
    )
    .pluck();
  const mark = db.prepare<[number, number]>('UPDATE events SET duplicate_of = ? WHERE id = ?');
  return (id, draft) => {
    if (draft.providerEventId === null || !mayClaim(draft)) return null;
    const key = [draft.endpoint, draft.provider, draft.providerEventId] as const;
    if (insert.run(...key, id).changes > 0) return null;
    const firstId = first.get(...key) as number;
    mark.run(firstId, id);
    return firstId;
  };
}

/** A forged event must not take the id of the real one that comes later. */
function mayClaim({ signature, outcome }: EventDraft): boolean {
  return (signature.status === 'valid' || signature.status === 'unchecked') && outcome !== 'rejected';
}
