import { useEffect, useRef, useState } from 'preact/hooks';
import { get, RequestFailed } from './api.ts';

/** What the stream tells: it opened (again), or events changed. */
export interface StreamEvents {
  opened(): void;
  changed(ids: readonly number[] | null): void;
}

/** `closed` is a server that does not know us any more: it was started again. */
export type StreamState = 'live' | 'away' | 'closed';

const RETRY_MS = 1000;

/** The server breaks every silence after 15 s: a longer one is a machine that slept, or a lost connection. */
const SILENCE_MS = 40_000;

/** Follows the log. What happened while it was not open is not told: `opened` has to look itself. */
export function useStream(events: StreamEvents): StreamState {
  const [state, setState] = useState<StreamState>('away');
  const latest = useRef(events);
  latest.current = events;
  useEffect(
    () =>
      follow(setState, {
        opened: () => latest.current.opened(),
        changed: (ids) => latest.current.changed(ids),
      }),
    [],
  );
  return state;
}

/** @returns what ends it */
function follow(tell: (state: StreamState) => void, events: StreamEvents): () => void {
  let source: EventSource;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    clearTimeout(silence);
    clearTimeout(retry);
    source.close();
  };
  const lost = async (): Promise<void> => {
    end();
    const isClosed = await get('/api/state').then(() => false, isRefusal);
    tell(isClosed ? 'closed' : 'away');
    if (!isClosed) retry = setTimeout(open, RETRY_MS);
  };
  const heard = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => void lost(), SILENCE_MS);
  };
  const open = (): void => {
    source = new EventSource('/api/stream');
    source.addEventListener('open', () => {
      heard();
      tell('live');
      events.opened();
    });
    source.addEventListener('beat', heard);
    source.addEventListener('change', ({ data }: MessageEvent<string>) => {
      heard();
      events.changed(JSON.parse(data) as number[] | null);
    });
    source.addEventListener('error', () => void lost());
  };
  open();
  return end;
}

function isRefusal(error: unknown): boolean {
  return error instanceof RequestFailed;
}
