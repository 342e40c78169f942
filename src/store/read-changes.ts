import type { LogChanges, LogPosition, TypeCount } from '../core/ports.ts';
import type { Sqlite } from './sqlite.ts';

/** More than this is not worth naming one by one: whoever follows reads the list again. */
const MOST_NAMED = 500;

/** Reads what other connections and processes did, too: both tables only ever grow at their end. */
export function createChangeReader(db: Sqlite): {
  changes(since: LogPosition | null): LogChanges;
  countTypes(): TypeCount[];
} {
  const lastEvent = db.prepare<[], number | null>('SELECT max(id) FROM events').pluck();
  const lastAttempt = db.prepare<[], number | null>('SELECT max(rowid) FROM attempts').pluck();
  const newEvents = db
    .prepare<[number, number], number>('SELECT id FROM events WHERE id > ? ORDER BY id LIMIT ?')
    .pluck();
  const newAttempts = db
    .prepare<[number, number], number>('SELECT event_id FROM attempts WHERE rowid > ? ORDER BY rowid LIMIT ?')
    .pluck();
  const types = db.prepare<[], TypeCount>(
    'SELECT type, count(*) AS count FROM events GROUP BY type ORDER BY count DESC',
  );
  return {
    changes(since) {
      const position = { event: lastEvent.get() ?? 0, attempt: lastAttempt.get() ?? 0 };
      if (since === null) return { position, ids: [] };
      const changed = [
        ...newEvents.all(since.event, MOST_NAMED + 1),
        ...newAttempts.all(since.attempt, MOST_NAMED + 1),
      ];
      const isShorter = position.event < since.event || position.attempt < since.attempt;
      return { position, ids: isShorter || changed.length > MOST_NAMED ? null : [...new Set(changed)] };
    },
    countTypes: () => types.all(),
  };
}
