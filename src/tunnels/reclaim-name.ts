import type { Backoff } from './backoff.ts';
import type { TunnelSession } from './types.ts';
import { wait } from './wait.ts';

/** What asking for a name again takes. */
export interface ReclaimParts {
  readonly name: string;
  /** Opens a tunnel that asks for the name; undefined where none can be opened. */
  open(): Promise<TunnelSession | undefined>;
  /** How long to go on, in ms. */
  readonly forMs: number;
  readonly backoff: Backoff;
  readonly stop: AbortSignal;
}

/** Asks for a name until a server that still holds it lets go; undefined where the time is over. */
export async function reclaimName(parts: ReclaimParts): Promise<TunnelSession | undefined> {
  const { name, forMs, backoff, stop } = parts;
  const until = performance.now() + forMs;
  const stopped = new Promise<void>((resolve) => {
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
  while (!stop.aborted && performance.now() < until) {
    await wait(Math.min(backoff.next(), until - performance.now()), stopped);
    if (stop.aborted) break;
    const session = await parts.open();
    if (session?.name === name && !stop.aborted) return session;
    await session?.close();
  }
  return undefined;
}
