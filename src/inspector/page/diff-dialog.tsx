import { useEffect, useState } from 'preact/hooks';
import type { DiffJson, JsonChangeJson, LineChangeJson } from '../wire.ts';
import { get, sentence } from './api.ts';
import { Dialog } from './dialog.tsx';
import { visible } from './format.ts';

/** Two events, or two attempts of one. */
export interface Pair {
  readonly title: string;
  readonly path: string;
  readonly names: readonly [string, string];
}

/** Rows a page can hold; `webhook-cli diff` shows all of them. */
const MOST_ROWS = 500;

/** Only what differs, side by side. */
export function DiffDialog({ pair, onClose }: { readonly pair: Pair; onClose(): void }) {
  const [diff, setDiff] = useState<DiffJson | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    get<DiffJson>(pair.path).then(setDiff, (failure: unknown) => setError(sentence(failure)));
  }, [pair.path]);
  return (
    <Dialog title={pair.title} onClose={onClose}>
      {error !== null && <p class="problem">{error}</p>}
      {diff?.identical === true && <p>They are the same.</p>}
      {diff?.body.kind === 'bytes' && <p>The bodies differ, and are no text.</p>}
      {diff !== null && !diff.identical && <Table rows={rowsOf(diff)} names={pair.names} />}
    </Dialog>
  );
}

interface DiffRow {
  readonly part: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly isFaint: boolean;
}

function Table({
  rows,
  names,
}: {
  readonly rows: readonly DiffRow[];
  readonly names: readonly [string, string];
}) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Differences">
      <table class="diff">
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col">{names[0]}</th>
            <th scope="col">{names[1]}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map(({ part, before, after, isFaint }, index) => (
            <tr key={index} class={isFaint ? 'faint' : ''}>
              <th scope="row" class="wire">
                {visible(part)}
              </th>
              <td class="wire before">{before === null ? '' : visible(before)}</td>
              <td class="wire after">{after === null ? '' : visible(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p>{rows.length - MOST_ROWS} more differences.</p>}
    </div>
  );
}

function rowsOf({ request, headers, body }: DiffJson): DiffRow[] {
  return [
    ...request.map(({ field, before, after }) => ({ part: field, before, after, isFaint: false })),
    ...(body.changes ?? []).map(changeRow),
    ...headers.map(({ name, before, after, volatile }) => ({
      part: name,
      before: before.join('\n') || null,
      after: after.join('\n') || null,
      isFaint: volatile,
    })),
  ];
}

function changeRow(change: JsonChangeJson | LineChangeJson): DiffRow {
  if ('line' in change) {
    const { kind, line, text } = change;
    const [before, after] = kind === 'removed' ? [text, null] : [null, text];
    return { part: `line ${line}`, before, after, isFaint: false };
  }
  const written = (value: unknown): string | null =>
    value === undefined ? null : JSON.stringify(value).slice(0, 2000);
  return {
    part: change.path || '(all)',
    before: written(change.before),
    after: written(change.after),
    isFaint: false,
  };
}
