import { connect } from 'node:net';
import type { Target } from '../core/target.ts';
import { guardedLookup } from './connector.ts';

/** Whether something takes connections at the target within the time; nothing is sent. */
export function isReachable(
  { hostname, port }: Target,
  { allowRemote, withinMs }: { allowRemote: boolean; withinMs: number },
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname,
      port,
      lookup: guardedLookup(allowRemote),
      autoSelectFamily: true,
    });
    const timer = setTimeout(() => socket.destroy(), withinMs);
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
