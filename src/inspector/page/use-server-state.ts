import { useCallback, useRef, useState } from 'preact/hooks';
import type { StateJson } from '../wire.ts';
import { get } from './api.ts';

/** Counting a long log takes a moment: not more often than this. */
const REST_MS = 1000;

/** How the listener and the log are, looked at again whenever something happened. */
export function useServerState(initial: StateJson): { state: StateJson; look(): void } {
  const [state, setState] = useState(initial);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const look = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      // A page whose server is gone keeps what it knew.
      get<StateJson>('/api/state').then(setState, () => undefined);
    }, REST_MS);
  }, []);
  return { state, look };
}
