import type { StoredEvent } from '../../core/event.ts';
import type { Io } from '../../core/io.ts';
import type { EventStore } from '../../core/ports.ts';
import type { Selection } from '../../core/selection.ts';

const POLL_MS = 200;

/** What to follow, and what to do with each event. */
export interface FollowOptions {
  readonly store: EventStore;
  readonly selection: Selection;
  readonly io: Io;
  show(event: StoredEvent): void;
}

/**
 * Shows events of the log as they settle, until Ctrl-C or until nobody reads any more. The log is
 * written by other processes, so it is asked again and again.
 */
export async function followLog(options: FollowOptions): Promise<void> {
  const { store, selection, io } = options;
  const { limit: _limit, ...filter } = selection;
  let seen = store.latest(0)?.id ?? 0;
  const pending = new Set<number>();
  const look = (): void => {
    for (const id of pending) settle(options, id, pending);
    for (const event of store.select({ ...filter, idFrom: seen + 1 }, 'oldest')) {
      seen = Math.max(seen, event.id);
      if (event.outcome === 'pending') pending.add(event.id);
      else options.show(event);
    }
  };
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      look();
      if (io.stdout.isBroken) finish();
    }, POLL_MS);
    const finish = (): void => {
      clearInterval(timer);
      resolve();
    };
    void io.interrupted.then(finish);
  });
}

function settle(options: FollowOptions, id: number, pending: Set<number>): void {
  const event = options.store.find(id);
  if (event !== undefined && event.outcome === 'pending') return;
  pending.delete(id);
  if (event !== undefined) options.show(event);
}
