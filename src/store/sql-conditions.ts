import type { Selection } from '../core/selection.ts';
import type { Sqlite } from './sqlite.ts';

/** A part of a WHERE clause, and the values bound to its placeholders in order. */
export interface SqlCondition {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Ids between which every match lies, both ends inclusive. */
export interface IdRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The conditions SQL can decide, but for the ids. `+` before a column keeps its index from being
 * used: one that does not give rows in the order of their ids would sort them again for each page.
 */
export function sqlConditions(selection: Selection): SqlCondition {
  const conditions: SqlCondition[] = [
    ...present(selection.since, (since) => ({ text: '+received_at >= ?', values: [since] })),
    ...present(selection.until, (until) => ({ text: '+received_at < ?', values: [until] })),
    ...present(selection.provider, (provider) => ({ text: 'provider = ?', values: [provider] })),
    ...present(selection.endpoint, (endpoint) => ({ text: 'endpoint = ?', values: [endpoint] })),
    ...present(literalType(selection), (type) => ({ text: 'type = ?', values: [type] })),
    ...present(selection.outcomes, (outcomes) => anyOf('outcome', outcomes)),
    ...present(selection.signatures, (statuses) => anyOf('signature_status', statuses)),
    ...present(selection.origins, (origins) => anyOf('origin', origins)),
  ];
  return {
    text: conditions.map(({ text }) => ` AND ${text}`).join(''),
    values: conditions.flatMap(({ values }) => values),
  };
}

function present<T>(value: T | undefined, condition: (value: T) => SqlCondition): SqlCondition[] {
  return value === undefined ? [] : [condition(value)];
}

function anyOf(column: string, values: readonly string[]): SqlCondition {
  if (values.length === 1) return { text: `${column} = ?`, values };
  return { text: `+${column} IN (${values.map(() => '?').join()})`, values };
}

/** A single type without a star can use its index; patterns are decided row by row. */
function literalType({ types }: Selection): string | undefined {
  const [type] = types ?? [];
  return types?.length === 1 && !type?.includes('*') ? type : undefined;
}

/** Narrows times to ids once, by their index; undefined where nothing can match. */
export function idRange(db: Sqlite, selection: Selection): IdRange | undefined {
  const { idFrom = 1, idTo = Number.MAX_SAFE_INTEGER, since, until } = selection;
  const first = since === undefined ? 1 : edge(db, `SELECT min(id) ${BY_TIME} >= ?`, [since]);
  const last =
    until === undefined
      ? edge(db, 'SELECT max(id) FROM events', [])
      : edge(db, `SELECT max(id) ${BY_TIME} < ?`, [until]);
  if (first === null || last === null) return undefined;
  return { first: Math.max(idFrom, first), last: Math.min(idTo, last) };
}

const BY_TIME = 'FROM events INDEXED BY events_received_at WHERE received_at';

function edge(db: Sqlite, sql: string, values: readonly number[]): number | null {
  return (
    db
      .prepare<number[], number | null>(sql)
      .pluck()
      .get(...values) ?? null
  );
}
