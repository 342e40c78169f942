import type { LogChanges, LogPosition } from '../core/ports.ts';

/** Events that are new or changed; null is "too many to name: read the list again". */
export type Change = readonly number[] | null;

/** Tells the open pages what happened to the log. */
export interface ChangeFeed {
  /** @returns what ends it */
  follow(tell: (change: Change) => void): () => void;
}

const LOOK_EVERY_MS = 100;

/**
 * Looks at the log itself, and only while a page is open: other processes write to it, too. A page
 * that was away reads the list when it comes back, so nothing needs to be kept for it here.
 */
export function createChangeFeed(read: (since: LogPosition | null) => LogChanges): ChangeFeed {
  const followers = new Set<(change: Change) => void>();
  let timer: NodeJS.Timeout | undefined;
  let position: LogPosition = { event: 0, attempt: 0 };
  const look = (): void => {
    const { ids, position: next } = read(position);
    position = next;
    if (ids === null || ids.length > 0) for (const tell of followers) tell(ids);
  };
  return {
    follow(tell) {
      if (followers.size === 0) position = read(null).position;
      followers.add(tell);
      timer ??= setInterval(look, LOOK_EVERY_MS);
      return () => {
        followers.delete(tell);
        if (followers.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
