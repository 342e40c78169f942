import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ListJson } from '../wire.ts';
import { get, sentence } from './api.ts';
import { merge, type Rows } from './rows.ts';

/** The filter: the selection options of the command line, as text. */
export type Filter = Readonly<Record<string, string>>;

/** The list as it is loaded, and what to do with it. */
export interface Log extends Rows {
  readonly error: string | null;
  readonly isLoading: boolean;
  /** Loads the next page, if there is one. */
  more(): void;
  /** Shows what came while the reader was further down. */
  release(): void;
  /** What the stream told: events that changed, or null for "too many to name". */
  changed(ids: readonly number[] | null): void;
}

/** More than a page: then the page itself is read again. */
const MOST_NAMED = 200;

interface LogParts {
  /** The first page of the list without a filter. */
  readonly first: ListJson;
  /** Whether the reader is further down, and new events have to wait. */
  isHolding(): boolean;
}

function address(filter: Filter, more: Record<string, string> = {}): string {
  const given = Object.entries({ ...filter, ...more }).filter(([, text]) => text !== '');
  return `/api/events?${new URLSearchParams(given)}`;
}

/** A filter that is being looked at; what was asked for another one is not waited for. */
interface Look {
  readonly filter: Filter;
  readonly abort: AbortController;
  isBusy: boolean;
}

type Apply = (before: Rows, list: ListJson) => Rows;

/** Asks the API, and puts what it answers into the list. */
function useLoader(filter: Filter, first: ListJson) {
  const [rows, setRows] = useState<Rows>(() => merge.fresh(first));
  const [error, setError] = useState<string | null>(null);
  const [isLoading, setLoading] = useState(false);
  const look = useRef<Look>({ filter, abort: new AbortController(), isBusy: false });
  const load = useCallback(async (more: Record<string, string>, apply: Apply) => {
    const { abort, filter: wanted } = look.current;
    setLoading(true);
    try {
      const list = await get<ListJson>(address(wanted, more), abort.signal);
      setRows((before) => apply(before, list));
      setError(null);
    } catch (failure) {
      if (!abort.signal.aborted) setError(sentence(failure));
    }
    if (!abort.signal.aborted) setLoading(false);
  }, []);
  return { rows, setRows, error, isLoading, look, load };
}

/** Keeps the newest events of a filter; pages of older ones are loaded as they are wanted. */
export function useLog(filter: Filter, { first, isHolding }: LogParts): Log {
  const { rows, setRows, error, isLoading, look, load } = useLoader(filter, first);
  useEffect(() => {
    if (look.current.filter === filter) return;
    look.current.abort.abort();
    look.current = { filter, abort: new AbortController(), isBusy: false };
    void load({}, (_before, list) => merge.fresh(list));
  }, [filter, load]);
  const more = (): void => {
    const asked = look.current;
    if (rows.before === null || asked.isBusy) return;
    asked.isBusy = true;
    void load({ before: String(rows.before) }, merge.older).finally(() => (asked.isBusy = false));
  };
  const changed = (ids: readonly number[] | null): void => {
    if (ids === null || ids.length > MOST_NAMED) {
      void load({}, (before, list) => merge.newest(before, list, isHolding()));
      return;
    }
    void load({ ids: ids.join(',') }, (before, { events }) =>
      merge.named(before, { ids, events, isHolding: isHolding() }),
    );
  };
  return { ...rows, error, isLoading, more, changed, release: () => setRows(merge.release) };
}
