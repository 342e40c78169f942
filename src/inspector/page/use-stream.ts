import { useEffect, useRef, useState } from 'preact/hooks';

/** What the stream tells: it opened (again), or events changed. */
export interface StreamEvents {
  opened(): void;
  changed(ids: readonly number[] | null): void;
}

/** Follows the log. What happened while it was not open is not told: `opened` has to look itself. */
export function useStream(events: StreamEvents): 'live' | 'away' {
  const [state, setState] = useState<'live' | 'away'>('away');
  const latest = useRef(events);
  latest.current = events;
  useEffect(() => {
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const open = (): void => {
      source = new EventSource('/api/stream');
      source.addEventListener('open', () => {
        setState('live');
        latest.current.opened();
      });
      source.addEventListener('change', ({ data }: MessageEvent<string>) =>
        latest.current.changed(JSON.parse(data) as number[] | null),
      );
      source.addEventListener('error', () => {
        setState('away');
        // A browser gives up where the answer was no stream: whoever restarts listen must not reload.
        source?.close();
        clearTimeout(retry);
        retry = setTimeout(open, 1000);
      });
    };
    open();
    return () => {
      clearTimeout(retry);
      source?.close();
    };
  }, []);
  return state;
}
