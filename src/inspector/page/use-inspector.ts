import { useRef, useState } from 'preact/hooks';
import type { ListJson, StateJson } from '../wire.ts';
import { eventActions, keysOf, type Open } from './actions.ts';
import type { Outcome } from './sent-note.tsx';
import { useDetail } from './use-detail.ts';
import { useKeys } from './use-keys.ts';
import { useLog, type Filter } from './use-log.ts';
import { useRowHeight } from './use-row-height.ts';
import { useServerState } from './use-server-state.ts';
import { useStream } from './use-stream.ts';

/** What is known before the page is drawn. */
export interface InspectorStart {
  readonly state: StateJson;
  readonly list: ListJson;
}

/** Everything the page shows, and how it is changed. */
export type InspectorModel = ReturnType<typeof useInspector>;

const NO_FILTER: Filter = {};

/** What the reader chose: nothing of it is known to the server. */
function useChoices() {
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [selected, select] = useState<number | null>(null);
  const [marked, setMarked] = useState<number | null>(null);
  const [open, setOpen] = useState<Open>({ kind: 'none' });
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  return { filter, setFilter, selected, select, marked, setMarked, open, setOpen, outcome, setOutcome };
}

/** Follows the log, and joins it with what the reader chose. */
export function useInspector(start: InspectorStart) {
  const choices = useChoices();
  const { selected } = choices;
  const [turn, setTurn] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const rowHeight = useRowHeight();
  const { state, look } = useServerState(start.state);
  const isHolding = (): boolean => (box.current?.scrollTop ?? 0) > rowHeight;
  const log = useLog(choices.filter, { first: start.list, isHolding });
  const detail = useDetail(selected, turn);
  const changed = (ids: readonly number[] | null): void => {
    log.changed(ids);
    look();
    if (ids === null || (selected !== null && ids.includes(selected))) setTurn((before) => before + 1);
  };
  const stream = useStream({ opened: () => changed(null), changed });
  const actions = eventActions({ ...choices, log, detail });
  useKeys(keysOf({ ...choices, log, actions, search, box }));
  return { ...choices, state, log, detail, stream, actions, box, search, rowHeight };
}
