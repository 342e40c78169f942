import type { RefObject } from 'preact';
import type { DetailJson, SentJson } from '../wire.ts';
import { post, sentence } from './api.ts';
import type { Pair } from './diff-dialog.tsx';
import type { EventActions } from './event-detail.tsx';
import type { Outcome } from './sent-note.tsx';
import type { Detail } from './use-detail.ts';
import type { Log } from './use-log.ts';

/** What lies over the page. */
export type Open =
  | { readonly kind: 'none' | 'trigger' | 'help' }
  | { readonly kind: 'edit'; readonly event: DetailJson }
  | { readonly kind: 'diff'; readonly pair: Pair };

interface Selecting {
  readonly log: Log;
  readonly selected: number | null;
  select(id: number | null): void;
  setOpen(open: Open): void;
}

interface ActionParts extends Selecting {
  readonly detail: Detail;
  readonly marked: number | null;
  setMarked(id: number | null): void;
  setOutcome(outcome: Outcome | null): void;
}

/** What the buttons and keys of an event do. */
export function eventActions(parts: ActionParts): EventActions {
  const { detail, selected, marked, setOpen } = parts;
  return {
    replay: () => void replay(parts),
    edit: () => {
      // The one before stays in view until the next is there.
      if (detail.event?.id === selected) setOpen({ kind: 'edit', event: detail.event });
    },
    diff: () => {
      const other = marked !== null && marked !== selected ? marked : before(parts);
      if (selected !== null && other !== null) setOpen({ kind: 'diff', pair: eventPair(other, selected) });
      else parts.setOutcome({ kind: 'refused', message: 'there is no other event to compare it with' });
    },
    mark: () => parts.setMarked(marked === selected ? null : selected),
    close: () => parts.select(null),
    diffAttempts: (a, b) => {
      const names = [`attempt ${a}`, `attempt ${b}`] as const;
      const path = `/api/events/${selected}/diff/${a}/${b}`;
      setOpen({ kind: 'diff', pair: { title: `Answers to #${selected}`, path, names } });
    },
  };
}

async function replay({ selected, setOutcome }: ActionParts): Promise<void> {
  if (selected === null) return;
  setOutcome(null);
  try {
    const sent = await post<SentJson>(`/api/events/${selected}/replay`, {});
    setOutcome({ kind: 'sent', sent });
  } catch (error) {
    setOutcome({ kind: 'refused', message: sentence(error) });
  }
}

/** The event before it of the same type, as far as the list is loaded. */
function before({ log, selected }: ActionParts): number | null {
  const index = log.rows.findIndex(({ id }) => id === selected);
  const type = log.rows[index]?.type;
  const older = log.rows.slice(index + 1);
  return (older.find((row) => row.type === type) ?? older[0])?.id ?? null;
}

function eventPair(a: number, b: number): Pair {
  return { title: `#${a} and #${b}`, path: `/api/diff/${a}/${b}`, names: [`#${a}`, `#${b}`] };
}

interface KeyParts extends Selecting {
  readonly actions: EventActions;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly box: RefObject<HTMLDivElement | null>;
}

/** What each key does. */
export function keysOf(parts: KeyParts): Record<string, () => void> {
  const { actions, setOpen, search, box, log } = parts;
  const next = (): void => step(parts, 1);
  const previous = (): void => step(parts, -1);
  return {
    j: next,
    k: previous,
    ArrowDown: next,
    ArrowUp: previous,
    r: actions.replay,
    e: actions.edit,
    d: actions.diff,
    m: actions.mark,
    t: () => setOpen({ kind: 'trigger' }),
    '?': () => setOpen({ kind: 'help' }),
    '/': () => search.current?.focus(),
    g: () => {
      log.release();
      if (box.current !== null) box.current.scrollTop = 0;
    },
    Escape: actions.close,
  };
}

function step({ log, selected, select }: KeyParts, by: 1 | -1): void {
  const index = log.rows.findIndex(({ id }) => id === selected);
  const row = log.rows[index < 0 ? 0 : Math.min(Math.max(index + by, 0), log.rows.length - 1)];
  if (row !== undefined) select(row.id);
}
