import { useState } from 'preact/hooks';
import type { AttemptDetailJson, DetailJson } from '../wire.ts';
import { BodyView } from './body-view.tsx';
import { duration, moment, visible } from './format.ts';
import { HeaderTable } from './header-table.tsx';

interface AttemptListProps {
  readonly event: DetailJson;
  /** Compares two attempts. */
  onCompare(a: number, b: number): void;
}

/** Every delivery, the newest first, with the app's answer. */
export function AttemptList({ event, onCompare }: AttemptListProps) {
  const { attempts } = event;
  if (attempts.length === 0) return <p class="faint">It was not sent to an app: {event.outcome}.</p>;
  return (
    <>
      {attempts.length > 1 && <Comparing count={attempts.length} onCompare={onCompare} />}
      <ol class="attempts" reversed>
        {attempts.toReversed().map((attempt, index) => (
          <Attempt key={attempt.n} event={event} attempt={attempt} isOpen={index === 0} />
        ))}
      </ol>
    </>
  );
}

function Comparing({ count, onCompare }: { readonly count: number; onCompare(a: number, b: number): void }) {
  const [pair, setPair] = useState<readonly [number, number]>([count - 1, count]);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const choice = (at: 0 | 1, label: string) => (
    <label>
      {label}{' '}
      <select
        value={pair[at]}
        onChange={({ currentTarget }) => {
          const n = Number(currentTarget.value);
          setPair(at === 0 ? [n, pair[1]] : [pair[0], n]);
        }}
      >
        {numbers.map((n) => (
          <option key={n}>{n}</option>
        ))}
      </select>
    </label>
  );
  return (
    <p class="tools">
      {choice(0, 'Attempt')}
      {choice(1, 'with')}
      <button type="button" onClick={() => onCompare(...pair)}>
        Compare answers
      </button>
    </p>
  );
}

interface AttemptProps {
  readonly event: DetailJson;
  readonly attempt: AttemptDetailJson;
  readonly isOpen: boolean;
}

function Attempt({ event, attempt, isOpen }: AttemptProps) {
  const { n, status, error, durationMs, cause, faults = [] } = attempt;
  const isGood = status !== null && status >= 200 && status < 300;
  const type =
    attempt.responseHeaders.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? null;
  return (
    <li value={n}>
      <details open={isOpen}>
        <summary>
          <b class={isGood ? 'delivered' : 'failed'}>{status ?? visible(error ?? 'no answer')}</b> {cause},{' '}
          {duration(durationMs)}
          {faults.length > 0 && <em class="faults"> {faults.map(visible).join(', ')}</em>}
        </summary>
        <p class="faint wire">
          {moment(attempt.startedAt)} to {visible(attempt.target)}
        </p>
        {status !== null && (
          <>
            <HeaderTable headers={attempt.responseHeaders} reveal={null} />
            <BodyView
              contentType={type}
              body={attempt.answer}
              href={`/api/events/${event.id}/attempts/${n}/body`}
            />
          </>
        )}
      </details>
    </li>
  );
}
