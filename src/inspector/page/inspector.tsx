import { EventDetail } from './event-detail.tsx';
import { EventList } from './event-list.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Overlay } from './overlay.tsx';
import { SentNote } from './sent-note.tsx';
import { StateBar } from './state-bar.tsx';
import { useInspector, type InspectorModel, type InspectorStart } from './use-inspector.ts';
import { Welcome } from './welcome.tsx';

/** The page: list, event, and what is open over them. */
export function Inspector({ initial }: { readonly initial: InspectorStart }) {
  const model = useInspector(initial);
  const { state, stream, selected, outcome, detail, actions, setOpen } = model;
  const trigger = (): void => setOpen({ kind: 'trigger' });
  return (
    <>
      <StateBar state={state} stream={stream} onTrigger={trigger} onHelp={() => setOpen({ kind: 'help' })} />
      <main class={selected === null ? 'only-list' : 'with-detail'}>
        <section class="left" aria-label="Events">
          <Left model={model} onTrigger={trigger} />
        </section>
        <section class="right-side" aria-label="Event">
          <SentNote outcome={outcome} />
          <EventDetail detail={detail} actions={actions} />
        </section>
      </main>
      <Overlay model={model} />
    </>
  );
}

function Left({ model, onTrigger }: { readonly model: InspectorModel; onTrigger(): void }) {
  const { state, filter, setFilter, search, box, log, selected, marked, rowHeight, select } = model;
  const isEmpty = state.total === 0 && log.rows.length === 0 && log.held.length === 0;
  const onScroll = (top: number): void => {
    if (top <= rowHeight && log.held.length > 0) log.release();
  };
  const list = { log, box, selected, marked, rowHeight, onSelect: select, onScroll };
  return (
    <>
      <FilterBar filter={filter} state={state} search={search} onFilter={setFilter} />
      {isEmpty ? <Welcome state={state} onTrigger={onTrigger} /> : <EventList {...list} />}
    </>
  );
}
