import { EXIT, type ExitCode } from '../core/errors.ts';
import { answeredBy, type StoredEvent } from '../core/event.ts';
import type { CommandContext } from '../core/io.ts';
import type { EventStore } from '../core/ports.ts';
import { eventLine } from '../render/event-line.ts';
import { eventJson, jsonDocument, jsonLine } from '../render/json.ts';
import { followLog } from './support/follow-log.ts';
import { selectionFrom, type SelectionOptions } from './support/selection-options.ts';
import { note, openExistingLog, openLog, openSession, type Session } from './support/session.ts';

export interface ListOptions extends SelectionOptions {
  readonly follow?: boolean;
}

const DEFAULT_LIMIT = 20;

/** `list`: stored events, newest first; with --follow, the new ones as they settle. */
export async function run(context: CommandContext<ListOptions>): Promise<ExitCode> {
  const session = await openSession(context);
  const selection = selectionFrom(context.options, session.io.now());
  const store = context.options.follow ? await openLog(session) : await openExistingLog(session);
  try {
    const events = store ? [...store.select({ limit: DEFAULT_LIMIT, ...selection }, 'newest')] : [];
    if (context.options.follow && store !== undefined) {
      for (const event of events.toReversed()) writeEvent(session, store, event);
      await followLog({
        store,
        selection,
        io: session.io,
        show: (event) => writeEvent(session, store, event),
      });
    } else if (session.json) {
      session.io.stdout.write(jsonDocument(events.map(eventJson)));
    } else {
      showAll(session, store, events);
    }
  } finally {
    await store?.close();
  }
  return EXIT.done;
}

function showAll(session: Session, store: EventStore | undefined, events: readonly StoredEvent[]): void {
  for (const event of events) writeEvent(session, store as EventStore, event);
  if (events.length > 0) return;
  note(
    session,
    store?.latest(0) === undefined
      ? 'No events yet. Start webhook-cli listen, or try: webhook-cli trigger order.created --to 3000'
      : 'No event matches.',
  );
}

function writeEvent(session: Session, store: EventStore, event: StoredEvent): void {
  if (session.json) session.io.stdout.write(jsonLine(eventJson(event)));
  else session.io.stdout.write(`${lineOf(session, store, event)}\n`);
}

function lineOf(session: Session, store: EventStore, event: StoredEvent): string {
  const attempt = store.attempts(event.id).at(-1) ?? null;
  const queued = store.queued(event.id);
  return eventLine({ event, attempt, answered: answeredBy(event), queued }, session.style);
}
