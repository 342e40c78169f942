import { EXIT, usageError, type ExitCode } from '../core/errors.ts';
import type { StoredEvent } from '../core/event.ts';
import type { CommandContext } from '../core/io.ts';
import type { EventStore } from '../core/ports.ts';
import { diffJson, diffPage } from '../render/diff-page.ts';
import { eventJson, jsonDocument } from '../render/json.ts';
import { compareStored } from './support/compare-stored.ts';
import { findEvent, findEvents } from './support/find-events.ts';
import { openExistingLog, openSession } from './support/session.ts';

export interface DiffOptions {
  readonly reveal?: boolean;
}

/** `diff`: what two events do not share. They are shown, not judged: the answer is always 0. */
export async function run(
  context: CommandContext<DiffOptions>,
  first: string,
  second?: string,
): Promise<ExitCode> {
  const session = await openSession(context);
  const store = await openExistingLog(session);
  try {
    const [a, b] = twoEvents(store, first, second);
    const page = compareStored(session, store as EventStore, {
      a,
      b,
      reveal: context.options.reveal === true,
    });
    const json = (): object => ({ a: eventJson(a), b: eventJson(b), ...diffJson(page) });
    session.io.stdout.write(session.json ? jsonDocument(json()) : diffPage(page, session.style));
  } finally {
    await store?.close();
  }
  return EXIT.done;
}

/** Two references, or a range that holds two events. @throws CliError (exit 2) */
function twoEvents(
  store: EventStore | undefined,
  first: string,
  second: string | undefined,
): [StoredEvent, StoredEvent] {
  if (second !== undefined) return [findEvent(store, first), findEvent(store, second)];
  const events = findEvents(store, first);
  const [a, b] = events;
  if (a !== undefined && b !== undefined && events.length === 2) return [a, b];
  const count = events.length === 1 ? '1 event' : `${events.length} events`;
  throw usageError(
    `diff compares two events, and ${first} names ${count}`,
    'Name the other one, too: webhook-cli diff last~1 last',
  );
}
