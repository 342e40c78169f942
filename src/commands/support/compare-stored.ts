import { volatileHeaders } from '../../core/compare-headers.ts';
import type { StoredEvent } from '../../core/event.ts';
import { compareEvents, type ComparedEvent } from '../../core/event-difference.ts';
import type { EventStore } from '../../core/ports.ts';
import type { DiffPageInput } from '../../render/diff-page.ts';
import { utf8Text } from '../../render/json.ts';
import { sessionProvider, type Session } from './session.ts';

/** Two stored events and what they do not share. */
export function compareStored(
  session: Session,
  store: EventStore,
  { a, b, reveal }: Omit<DiffPageInput, 'difference'>,
): DiffPageInput {
  const providers = [a, b].flatMap(({ provider }) => sessionProvider(session, provider) ?? []);
  const read = (event: StoredEvent): ComparedEvent => ({ event, text: utf8Text(store.body(event.id)) });
  return { a, b, reveal, difference: compareEvents(read(a), read(b), volatileHeaders(providers)) };
}
