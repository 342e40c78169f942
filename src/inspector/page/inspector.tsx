import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { ListJson, StateJson } from '../wire.ts';
import { eventActions, keysOf, type Open } from './actions.ts';
import { DiffDialog } from './diff-dialog.tsx';
import { EventDetail } from './event-detail.tsx';
import { EventList } from './event-list.tsx';
import { FilterBar } from './filter-bar.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { ReplayDialog } from './replay-dialog.tsx';
import { SentNote, type Outcome } from './sent-note.tsx';
import { StateBar } from './state-bar.tsx';
import { TriggerDialog } from './trigger-dialog.tsx';
import { useDetail } from './use-detail.ts';
import { useKeys } from './use-keys.ts';
import { useLog, type Filter } from './use-log.ts';
import { useRowHeight } from './use-row-height.ts';
import { useServerState } from './use-server-state.ts';
import { useStream } from './use-stream.ts';
import { Welcome } from './welcome.tsx';

/** What is known before the page is drawn. */
interface InspectorStart {
  readonly state: StateJson;
  readonly list: ListJson;
}

const NO_FILTER: Filter = {};

/** The page: list, event, and what is open over them. */
export function Inspector({ initial }: { readonly initial: InspectorStart }) {
  const { state, look } = useServerState(initial.state);
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [selected, select] = useState<number | null>(null);
  const [marked, setMarked] = useState<number | null>(null);
  const [open, setOpen] = useState<Open>({ kind: 'none' });
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [turn, setTurn] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const rowHeight = useRowHeight();
  const isHolding = useCallback(() => (box.current?.scrollTop ?? 0) > rowHeight, [rowHeight]);
  const log = useLog(filter, { isHolding, first: initial.list });
  const detail = useDetail(selected, turn);
  const changed = (ids: readonly number[] | null): void => {
    log.changed(ids);
    look();
    if (ids === null || (selected !== null && ids.includes(selected))) setTurn((before) => before + 1);
  };
  const stream = useStream({ opened: () => changed(null), changed });
  const actions = eventActions({ log, detail, selected, marked, select, setMarked, setOpen, setOutcome });
  const close = (): void => setOpen({ kind: 'none' });
  useKeys(keysOf({ log, selected, select, actions, setOpen, search, box }));
  const isEmpty = useMemo(
    () => state.total === 0 && log.rows.length === 0 && log.held.length === 0,
    [state, log],
  );
  return (
    <>
      <StateBar
        state={state}
        stream={stream}
        onTrigger={() => setOpen({ kind: 'trigger' })}
        onHelp={() => setOpen({ kind: 'help' })}
      />
      <main class={selected === null ? 'only-list' : 'with-detail'}>
        <section class="left" aria-label="Events">
          <FilterBar filter={filter} state={state} search={search} onFilter={setFilter} />
          {isEmpty ? (
            <Welcome state={state} onTrigger={() => setOpen({ kind: 'trigger' })} />
          ) : (
            <EventList
              log={log}
              box={box}
              selected={selected}
              marked={marked}
              rowHeight={rowHeight}
              onSelect={select}
              onScroll={(top) => {
                if (top <= rowHeight && log.held.length > 0) log.release();
              }}
            />
          )}
        </section>
        <section class="right-side" aria-label="Event">
          <SentNote outcome={outcome} />
          <EventDetail detail={detail} actions={actions} />
        </section>
      </main>
      {open.kind === 'trigger' && (
        <TriggerDialog
          endpoints={state.endpoints}
          onClose={close}
          onSent={(id) => id !== null && select(id)}
        />
      )}
      {open.kind === 'help' && <HelpDialog onClose={close} />}
      {open.kind === 'edit' && <ReplayDialog event={open.event} onClose={close} />}
      {open.kind === 'diff' && <DiffDialog pair={open.pair} onClose={close} />}
    </>
  );
}
