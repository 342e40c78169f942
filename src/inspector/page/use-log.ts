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

/** Keeps the newest events of a filter; pages of older ones are loaded as they are wanted. */
export function useLog(filter: Filter, { first, isHolding }: LogParts): Log {
  const [rows, setRows] = useState<Rows>(() => merge.fresh(first));
  const [error, setError] = useState<string | null>(null);
  const [isLoading, setLoading] = useState(false);
  const current = useRef({ filter, abort: new AbortController(), isBusy: false });

  const load = useCallback(async (path: string, apply: (before: Rows, list: ListJson) => Rows) => {
    const { signal } = current.current.abort;
    setLoading(true);
    try {
      const list = await get<ListJson>(path, signal);
      setRows((before) => apply(before, list));
      setError(null);
    } catch (failure) {
      if (!signal.aborted) setError(sentence(failure));
    }
    if (!signal.aborted) setLoading(false);
  }, []);

  useEffect(() => {
    if (current.current.filter === filter) return;
    current.current.abort.abort();
    current.current = { filter, abort: new AbortController(), isBusy: false };
    void load(address(filter), (_before, list) => merge.fresh(list));
  }, [filter, load]);

  const more = (): void => {
    const { before } = rows;
    if (before === null || current.current.isBusy) return;
    const asked = current.current;
    asked.isBusy = true;
    const path = address(filter, { before: String(before) });
    void load(path, merge.older).finally(() => (asked.isBusy = false));
  };

  const changed = useCallback(
    (ids: readonly number[] | null) => {
      const wanted = current.current.filter;
      if (ids === null || ids.length > 200) {
        void load(address(wanted), (before, list) => merge.newest(before, list, isHolding()));
        return;
      }
      void load(address(wanted, { ids: ids.join(',') }), (before, list) =>
        merge.named(before, { ids, events: list.events, isHolding: isHolding() }),
      );
    },
    [load, isHolding],
  );

  return { ...rows, error, isLoading, more, changed, release: () => setRows(merge.release) };
}
