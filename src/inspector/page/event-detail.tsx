import { useState } from 'preact/hooks';
import type { DetailJson, WhyJson } from '../wire.ts';
import { AttemptList } from './attempt-list.tsx';
import { BodyView } from './body-view.tsx';
import { CopyMenu } from './copy-menu.tsx';
import { moment, nameOf, SIGNATURE_WORDS, visible } from './format.ts';
import { HeaderTable } from './header-table.tsx';
import type { Detail } from './use-detail.ts';

/** What can be done with an event. */
export interface EventActions {
  replay(): void;
  edit(): void;
  diff(): void;
  mark(): void;
  close(): void;
  diffAttempts(a: number, b: number): void;
}

const TABS = ['Summary', 'Body', 'Headers', 'Attempts'] as const;

type Tab = (typeof TABS)[number];

/** Everything about the selected event. */
export function EventDetail({
  detail,
  actions,
}: {
  readonly detail: Detail;
  readonly actions: EventActions;
}) {
  const [tab, setTab] = useState<Tab>('Summary');
  const { event, why, error } = detail;
  if (error !== null) return <p class="problem">{error}</p>;
  if (event === null) return null;
  return (
    <article aria-labelledby="event-title">
      <h2 id="event-title" class="wire">
        #{event.id} {nameOf(event)}
      </h2>
      <Actions event={event} actions={actions} />
      <Tabs tab={tab} event={event} onTab={setTab} />
      <Panel tab={tab} event={event} why={why} onCompare={actions.diffAttempts} />
    </article>
  );
}

interface PanelProps {
  readonly tab: Tab;
  readonly event: DetailJson;
  readonly why: WhyJson | null;
  onCompare(a: number, b: number): void;
}

function Panel({ tab, event, why, onCompare }: PanelProps) {
  const at = `/api/events/${event.id}`;
  const hasBody = tab === 'Summary' || tab === 'Body';
  return (
    <div role="tabpanel" id="panel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
      {tab === 'Summary' && <Summary event={event} why={why} />}
      {hasBody && (
        <BodyView key={event.id} contentType={event.contentType} body={event.body} href={`${at}/body`} />
      )}
      {tab === 'Headers' && <HeaderTable key={event.id} headers={event.headers} reveal={`${at}/headers`} />}
      {tab === 'Attempts' && <AttemptList key={event.id} event={event} onCompare={onCompare} />}
    </div>
  );
}

function Actions({ event, actions }: { readonly event: DetailJson; readonly actions: EventActions }) {
  return (
    <div class="actions">
      <button type="button" class="close-detail" onClick={actions.close}>
        ← List
      </button>
      <button type="button" onClick={actions.replay}>
        Replay <kbd>r</kbd>
      </button>
      <button type="button" onClick={actions.edit}>
        Edit and replay <kbd>e</kbd>
      </button>
      <button type="button" onClick={actions.diff}>
        Compare <kbd>d</kbd>
      </button>
      <button type="button" onClick={actions.mark}>
        Mark <kbd>m</kbd>
      </button>
      <CopyMenu id={event.id} />
    </div>
  );
}

/** The arrow keys go from tab to tab, as they do in every program. */
function beside(tab: Tab, key: string): Tab {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[key] ?? 0;
  return TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length] as Tab;
}

interface TabsProps {
  readonly tab: Tab;
  readonly event: DetailJson;
  onTab(tab: Tab): void;
}

function Tabs({ tab, event, onTab }: TabsProps) {
  const onKey = ({ key }: KeyboardEvent): void => {
    const next = beside(tab, key);
    if (next === tab) return;
    onTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div role="tablist" aria-label="Parts of the event" class="tabs" onKeyDown={onKey}>
      {TABS.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === tab}
          aria-controls="panel"
          tabIndex={name === tab ? 0 : -1}
          onClick={() => onTab(name)}
        >
          {name}
          {name === 'Attempts' && ` (${event.attempts.length})`}
        </button>
      ))}
    </div>
  );
}

function Summary({ event, why }: { readonly event: DetailJson; readonly why: WhyJson | null }) {
  const { signature } = event;
  const rows: [string, string][] = [
    ['received', moment(event.receivedAt)],
    ['request', `${event.method} ${event.path}`],
    ['endpoint', `${event.endpoint}, ${event.provider}, ${event.origin}`],
    ['signature', [SIGNATURE_WORDS[signature.status], signature.explanation].filter(Boolean).join(': ')],
    ['outcome', event.outcome],
    ['event id', event.providerEventId ?? '(none)'],
    ...(event.duplicateOf === null ? [] : [['duplicate of', `#${event.duplicateOf}`] as [string, string]]),
    ['SHA-256', event.bodySha256],
  ];
  return (
    <>
      <Verdict why={why} />
      <table class="pairs">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="wire">{visible(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Verdict({ why }: { readonly why: WhyJson | null }) {
  if (why === null) return <p class="verdict faint">Looking why…</p>;
  const { ok, sentence, notes } = why.verdict;
  return (
    <div class={`verdict ${ok ? 'good' : 'bad'}`}>
      <p>
        <b>
          {ok ? '✓' : '✗'} {visible(sentence)}
        </b>
      </p>
      {notes.map((note) => (
        <p key={note}>{visible(note)}</p>
      ))}
      <p>{visible(why.next)}</p>
    </div>
  );
}
