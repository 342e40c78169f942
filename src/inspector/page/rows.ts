import type { ListJson, RowJson } from '../wire.ts';

/** The loaded part of the list. */
export interface Rows {
  /** Newest first. */
  readonly rows: readonly RowJson[];
  /** New ones that wait until the reader is back at the top. */
  readonly held: readonly RowJson[];
  /** Where older ones go on; null where there are none. */
  readonly before: number | null;
}

interface Named {
  readonly ids: readonly number[];
  /** Those of them that match the filter. */
  readonly events: readonly RowJson[];
  readonly isHolding: boolean;
}

/** How answers of the API become the list. */
export const merge = {
  /** The first page of a filter. */
  fresh: ({ events, before }: ListJson): Rows => ({ rows: events, held: [], before }),

  /** The next page. */
  older: (rows: Rows, { events, before }: ListJson): Rows => ({
    ...rows,
    rows: [...rows.rows, ...events],
    before,
  }),

  /** The first page again, after an absence: where it does not reach what is known, it replaces it. */
  newest: (rows: Rows, list: ListJson, isHolding: boolean): Rows => {
    const known = rows.held[0]?.id ?? rows.rows[0]?.id;
    const oldest = list.events.at(-1)?.id;
    if (known === undefined || oldest === undefined || oldest > known) return merge.fresh(list);
    const ids = list.events.map(({ id }) => id);
    return merge.named(rows, { ids, events: list.events, isHolding });
  },

  /** Some events as they are now; one that matches no more goes away. */
  named: ({ rows, held, before }: Rows, { ids, events, isHolding }: Named): Rows => {
    const now = new Map(events.map((event) => [event.id, event]));
    const asked = new Set(ids);
    const updated = (list: readonly RowJson[]): RowJson[] =>
      list.flatMap((row) => (asked.has(row.id) ? (now.get(row.id) ?? []) : row));
    const known = new Set([...rows, ...held].map(({ id }) => id));
    const isLoaded = ({ id }: RowJson): boolean => before === null || id >= before;
    const added = events.filter((event) => !known.has(event.id) && isLoaded(event));
    const next = { rows: updated(rows), held: inOrder([...updated(held), ...added]), before };
    return isHolding ? next : merge.release(next);
  },

  release: ({ rows, held, before }: Rows): Rows => ({
    rows: held.length === 0 ? rows : inOrder([...held, ...rows]),
    held: [],
    before,
  }),
};

function inOrder(rows: readonly RowJson[]): RowJson[] {
  return rows.toSorted((a, b) => b.id - a.id);
}
