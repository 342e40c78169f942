import type { StoredEvent } from '../core/event.ts';
import type { Selection } from '../core/selection.ts';
import { eventFromRow, type EventRow } from './event-row.ts';
import { PAGE_ROWS } from './limits.ts';
import { rowFilter } from './row-filter.ts';
import { idRange, sqlConditions, type IdRange } from './sql-conditions.ts';
import type { Sqlite } from './sqlite.ts';

/** What a selection is read from. */
export interface SelectOptions {
  readonly selection: Selection;
  readonly order: 'newest' | 'oldest';
  readonly readBody: (id: number) => Buffer;
}

/**
 * Events that match, read in pages that continue after the last id seen. Between pages nothing is
 * held open, or the write-ahead log could not be cut back. Events that arrive after the first page
 * are left out: a replay must not chase the events it causes.
 */
export function* selectEvents(db: Sqlite, options: SelectOptions): IterableIterator<StoredEvent> {
  const { selection, readBody } = options;
  const accepts = rowFilter(selection, readBody);
  let left = selection.limit ?? Number.POSITIVE_INFINITY;
  for (const row of left > 0 ? candidates(db, options) : []) {
    if (!accepts(row)) continue;
    yield eventFromRow(row);
    left -= 1;
    if (left <= 0) return;
  }
}

/** Rows that meet what SQL can decide. */
function* candidates(db: Sqlite, { selection, order }: SelectOptions): IterableIterator<EventRow> {
  const { text, values } = sqlConditions(selection);
  const page = db.prepare<unknown[], EventRow>(
    `SELECT * FROM events WHERE id BETWEEN ? AND ?${text}
     ORDER BY id ${order === 'newest' ? 'DESC' : 'ASC'} LIMIT ${PAGE_ROWS}`,
  );
  let range = idRange(db, selection);
  while (range !== undefined) {
    const rows: EventRow[] = page.all(range.first, range.last, ...values);
    yield* rows;
    range = rows.length < PAGE_ROWS ? undefined : rangeAfter(range, { order, seen: rows.at(-1)?.id ?? 0 });
  }
}

function rangeAfter(range: IdRange, { order, seen }: { order: string; seen: number }): IdRange {
  return order === 'newest' ? { ...range, last: seen - 1 } : { ...range, first: seen + 1 };
}
