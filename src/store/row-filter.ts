import { meetsCondition } from '../core/condition.ts';
import { matchesAnyGlob } from '../core/glob.ts';
import type { Selection } from '../core/selection.ts';
import type { EventRow } from './event-row.ts';

type RowTest = (row: EventRow) => boolean;
type ReadBody = (id: number) => Buffer;

/** The conditions that SQL cannot decide: patterns, text of any alphabet, and the JSON body. */
export function rowFilter(selection: Selection, readBody: ReadBody): RowTest {
  const { types, search, where = [] } = selection;
  const tests: RowTest[] = [];
  if (types !== undefined) tests.push((row) => matchesAnyGlob(types, row.type));
  if (search !== undefined) tests.push(containsText(search, readBody));
  if (where.length > 0) tests.push(meetsAll(where, readBody));
  return (row) => tests.every((test) => test(row));
}

/** SQLite folds the case of ASCII only; here `É` finds `é`. Bytes that are no UTF-8 match nothing. */
function containsText(search: string, readBody: ReadBody): RowTest {
  const wanted = search.toLowerCase();
  const contains = (text: string | null): boolean => text?.toLowerCase().includes(wanted) ?? false;
  return (row) =>
    contains(row.path) ||
    contains(row.type) ||
    contains(row.provider_event_id) ||
    contains(readBody(row.id).toString());
}

function meetsAll(where: NonNullable<Selection['where']>, readBody: ReadBody): RowTest {
  return (row) => {
    const body = parseJson(readBody(row.id));
    return body !== undefined && where.every((condition) => meetsCondition(body, condition));
  };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
