import type { RefObject } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { RowJson } from '../wire.ts';
import { clock, duration, nameOf, SIGNATURE_WORDS, statusOf, visible } from './format.ts';
import type { Log } from './use-log.ts';
import { VirtualList } from './virtual-list.tsx';

interface EventListProps {
  readonly log: Log;
  readonly box: RefObject<HTMLDivElement | null>;
  readonly selected: number | null;
  readonly marked: number | null;
  readonly rowHeight: number;
  onSelect(id: number): void;
  onScroll(top: number): void;
}

const A_SCREEN = 60;

/** The events, newest first, and how many came while the reader was further down. */
export function EventList(props: EventListProps) {
  const { log, box, selected, marked, rowHeight, onSelect } = props;
  const index = log.rows.findIndex(({ id }) => id === selected);
  // A search answers in parts: the first may hold nothing.
  useEffect(() => {
    if (log.before !== null && log.rows.length < A_SCREEN) log.more();
  }, [log.before, log.rows.length]);
  return (
    <div class="list-area">
      <Held log={log} box={box} />
      <VirtualList
        items={log.rows}
        label="Events, newest first"
        rowHeight={rowHeight}
        box={box}
        active={index < 0 ? null : { index, id: `event-${selected}` }}
        render={(row, top) => (
          <Row
            key={row.id}
            row={row}
            top={top}
            isSelected={row.id === selected}
            isMarked={row.id === marked}
            onSelect={onSelect}
          />
        )}
        onNearEnd={log.more}
        onScroll={props.onScroll}
      />
      <p class="list-foot" role="status">
        {footOf(log)}
      </p>
    </div>
  );
}

/** New events wait here, or the list would move under who reads it. */
function Held({ log, box }: Pick<EventListProps, 'log' | 'box'>) {
  if (log.held.length === 0) return null;
  const toTop = (): void => {
    log.release();
    if (box.current !== null) box.current.scrollTop = 0;
  };
  return (
    <button type="button" class="held" onClick={toTop}>
      {log.held.length} new {log.held.length === 1 ? 'event' : 'events'} ↑
    </button>
  );
}

function footOf({ rows, before, isLoading, error }: Log): string {
  if (error !== null) return error;
  if (isLoading) return before === null ? 'Loading…' : `Looking before #${before}…`;
  if (rows.length === 0) return before === null ? 'No event matches.' : `Nothing yet down to #${before}.`;
  return before === null ? `${rows.length} events` : `${rows.length} events, older ones below`;
}

interface RowProps {
  readonly row: RowJson;
  readonly top: number;
  readonly isSelected: boolean;
  readonly isMarked: boolean;
  onSelect(id: number): void;
}

/** The same element again where nothing changed: while scrolling only the rows that come in are drawn. */
function Row(props: RowProps) {
  const { row, top, isSelected, isMarked } = props;
  return useMemo(() => drawn(props), [row, top, isSelected, isMarked]);
}

function drawn({ row, top, isSelected, isMarked, onSelect }: RowProps) {
  const { id, signature, outcome, last } = row;
  return (
    <div
      id={`event-${id}`}
      role="option"
      aria-selected={isSelected}
      style={{ top: `${top}px` }}
      class={`row${isSelected ? ' selected' : ''}${isMarked ? ' marked' : ''}`}
      onClick={() => onSelect(id)}
    >
      <span class="time">{clock(row.receivedAt)}</span>
      <span class="number">#{id}</span>
      <span class="type wire" title={nameOf(row)}>
        {nameOf(row)}
      </span>
      <span class={`signature ${signature.status}`}>{SIGNATURE_WORDS[signature.status]}</span>
      <span class={`outcome ${outcome}`}>{outcome}</span>
      <span class={`status ${outcome}`}>{statusOf(row)}</span>
      <span class="duration">{last === null ? '' : duration(last.durationMs)}</span>
      <span class="endpoint wire">{visible(row.endpoint)}</span>
      <span class="notes">
        {row.duplicateOf !== null && <abbr title={`duplicate of #${row.duplicateOf}`}>dup</abbr>}
        {isMarked && <abbr title="marked to be compared">mark</abbr>}
      </span>
    </div>
  );
}
