import { setImmediate as pause } from 'node:timers/promises';
import type { StoredEvent } from '../../../core/event.ts';
import type { EventStore } from '../../../core/ports.ts';
import type { Selection } from '../../../core/selection.ts';
import type { ListQuery } from '../../../inspector/source.ts';
import type { ListJson } from '../../../inspector/wire.ts';
import { selectionFrom } from '../selection-options.ts';
import { rowJson } from './event-json.ts';

/** Ids looked at in one go: a search reads every body, and nothing is received meanwhile. */
const WINDOW = 500;

/** After this the page gets what there is, and asks for the rest: it shows how far it is. */
const PATIENCE_MS = 1500;

/** One page of the list, newest first. @throws CliError (exit 2) for a wrong filter */
export async function listEvents(store: EventStore, query: ListQuery, now: number): Promise<ListJson> {
  const selection = selectionOf(query, now);
  if (query.ids !== null) return { events: named(store, selection, query.ids), before: null };
  const newest = store.latest(0)?.id ?? 0;
  const last = Math.min(query.before === null ? newest : query.before - 1, newest);
  const found = needsBodies(selection)
    ? await searched(store, { selection, last, query })
    : straight(store, { selection, last, query });
  return { events: found.events.map((event) => rowJson(store, event)), before: found.before };
}

function named(store: EventStore, selection: Selection, ids: readonly number[]) {
  const events = ids.flatMap((id) => [...store.select({ ...selection, idFrom: id, idTo: id }, 'newest')]);
  return events.map((event) => rowJson(store, event));
}

/** SQL decides these alone, or nearly: a page is there at once. */
function needsBodies({ search, where, types }: Selection): boolean {
  return search !== undefined || where !== undefined || (types ?? []).some((type) => type.includes('*'));
}

interface Looking {
  readonly selection: Selection;
  readonly last: number;
  readonly query: ListQuery;
}

interface Found {
  readonly events: readonly StoredEvent[];
  readonly before: number | null;
}

function straight(store: EventStore, { selection, last, query: { limit } }: Looking): Found {
  const events = [...store.select({ ...selection, idTo: last, limit }, 'newest')];
  return { events, before: events.length < limit ? null : (events.at(-1) as StoredEvent).id };
}

/** In windows of ids, with a pause after each, until the page is full or its reader has gone. */
async function searched(store: EventStore, { selection, last, query }: Looking): Promise<Found> {
  const events: StoredEvent[] = [];
  const end = performance.now() + PATIENCE_MS;
  let idTo = last;
  while (idTo > 0 && performance.now() < end && query.isWanted()) {
    const idFrom = Math.max(1, idTo - WINDOW + 1);
    const limit = query.limit - events.length;
    events.push(...store.select({ ...selection, idFrom, idTo, limit }, 'newest'));
    if (events.length >= query.limit) return { events, before: (events.at(-1) as StoredEvent).id };
    idTo = idFrom - 1;
    await pause();
  }
  return { events, before: idTo > 0 ? idTo + 1 : null };
}

const LISTS = new Set(['type', 'outcome', 'signature', 'origin']);
const TEXTS = new Set(['provider', 'endpoint', 'since', 'until', 'search']);

/** The filter's fields have the names of the command line's options, and are read by the same rules. */
function selectionOf({ selection }: ListQuery, now: number): Selection {
  const options: Record<string, string | string[]> = {};
  for (const [name, text = ''] of Object.entries(selection)) {
    if (text.trim() === '') continue;
    if (LISTS.has(name)) options[name] = text.split(',').map((word) => word.trim());
    else if (TEXTS.has(name)) options[name] = name === 'search' ? text : text.trim();
    else if (name === 'where') options[name] = text.split('\n');
  }
  return selectionFrom(options, now);
}
