import { EXIT, type ExitCode } from '../core/errors.ts';
import type { StoredEvent } from '../core/event.ts';
import type { CommandContext } from '../core/io.ts';
import type { EventStore } from '../core/ports.ts';
import { attemptLine, eventPage, headerLines } from '../render/event-page.ts';
import { attemptJson, bodyJson, eventJson, jsonDocument, queuedJson } from '../render/json.ts';
import { maskHeaders } from '../render/mask.ts';
import { findEvent } from './support/find-events.ts';
import { openExistingLog, openSession, type Session } from './support/session.ts';

export interface ShowOptions {
  readonly body?: boolean;
  readonly headers?: boolean;
  readonly attempts?: boolean;
  readonly reveal?: boolean;
}

/** `show`: everything about one event, or one part of it. */
export async function run(context: CommandContext<ShowOptions>, reference: string): Promise<ExitCode> {
  const session = await openSession(context);
  const store = await openExistingLog(session);
  try {
    const event = findEvent(store, reference);
    write(session, store as EventStore, { event, options: context.options });
  } finally {
    await store?.close();
  }
  return EXIT.done;
}

interface Shown {
  readonly event: StoredEvent;
  readonly options: ShowOptions;
}

function write(session: Session, store: EventStore, { event, options }: Shown): void {
  const { stdout } = session.io;
  const reveal = options.reveal === true;
  if (options.body) stdout.write(store.body(event.id));
  else if (session.json) stdout.write(jsonDocument(fullJson(store, event, reveal)));
  else if (options.headers) stdout.write(`${headerLines(event.headers, reveal)}\n`);
  else if (options.attempts) {
    for (const attempt of store.attempts(event.id)) stdout.write(`${attemptLine(attempt)}\n`);
  } else stdout.write(page(session, store, { event, options }));
}

function page(session: Session, store: EventStore, { event, options }: Shown): string {
  const attempts = store.attempts(event.id);
  const last = attempts.at(-1);
  return eventPage(
    {
      event,
      body: store.body(event.id),
      attempts,
      queued: store.queued(event.id),
      answerBody: last === undefined ? Buffer.alloc(0) : store.answerBody(event.id, last.n),
      reveal: options.reveal === true,
    },
    session.style,
  );
}

function fullJson(store: EventStore, event: StoredEvent, reveal: boolean): Record<string, unknown> {
  return {
    ...eventJson(event),
    headers: reveal ? event.headers : maskHeaders(event.headers),
    body: bodyJson(store.body(event.id)),
    attempts: store.attempts(event.id).map(attemptJson),
    queued: queuedJson(store.queued(event.id)),
  };
}
