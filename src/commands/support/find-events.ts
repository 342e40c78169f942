import { usageError } from '../../core/errors.ts';
import type { StoredEvent } from '../../core/event.ts';
import type { EventStore } from '../../core/ports.ts';
import { parseReference, type EventReference } from '../../core/reference.ts';

/** The one event a reference names. @throws CliError (exit 2) where there is none, or several */
export function findEvent(store: EventStore | undefined, text: string): StoredEvent {
  const events = findEvents(store, text);
  if (events.length === 1) return events[0] as StoredEvent;
  throw usageError(
    `${text} names ${events.length} events`,
    "Name one: a number, last, last~2, or the provider's event id.",
  );
}

/** Every event a reference names, oldest first. @throws CliError (exit 2) where there is none */
export function findEvents(store: EventStore | undefined, text: string): StoredEvent[] {
  const events = store === undefined ? [] : lookUp(store, parseReference(text));
  if (events.length > 0) return events;
  throw usageError(`there is no event ${text}`, 'See what is stored: webhook-cli list');
}

function lookUp(store: EventStore, reference: EventReference): StoredEvent[] {
  switch (reference.kind) {
    case 'id':
      return present(store.find(reference.id) ?? store.findByProviderEventId(String(reference.id)));
    case 'last':
      return present(store.latest(reference.back));
    case 'range':
      return [...store.select({ idFrom: reference.from, idTo: reference.to }, 'oldest')];
    case 'provider':
      return present(store.findByProviderEventId(reference.providerEventId));
  }
}

function present(event: StoredEvent | undefined): StoredEvent[] {
  return event === undefined ? [] : [event];
}
