import { useEffect, useState } from 'preact/hooks';
import type { DetailJson, WhyJson } from '../wire.ts';
import { get, sentence } from './api.ts';

/** One event, as far as it is known yet. */
export interface Detail {
  readonly event: DetailJson | null;
  readonly why: WhyJson | null;
  readonly error: string | null;
}

const EMPTY: Detail = { event: null, why: null, error: null };

/** Loads an event, and again whenever `turn` changes; the verdict comes after it. */
export function useDetail(id: number | null, turn: number): Detail {
  const [detail, setDetail] = useState<Detail>(EMPTY);
  useEffect(() => {
    const abort = new AbortController();
    if (id === null) {
      setDetail(EMPTY);
      return undefined;
    }
    const load = async (): Promise<void> => {
      const event = await get<DetailJson>(`/api/events/${id}`, abort.signal);
      setDetail((before) => ({ event, why: before.event?.id === id ? before.why : null, error: null }));
      const why = await get<WhyJson>(`/api/events/${id}/why`, abort.signal);
      setDetail({ event, why, error: null });
    };
    load().catch((error: unknown) => {
      if (!abort.signal.aborted) setDetail({ ...EMPTY, error: sentence(error) });
    });
    return () => abort.abort();
  }, [id, turn]);
  return detail;
}
