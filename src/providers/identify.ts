import type { EventIdentity } from '../core/event.ts';
import { headerValue, type HeaderList } from '../core/headers.ts';
import { parseJsonPath, valueAt } from '../core/json-path.ts';
import type { Locator, Provider } from '../core/provider.ts';

const MOST_CHARACTERS = 512;

/** Finds the event's type and the provider's id for it. Never throws: a body may be anything. */
export function identify(provider: Provider, request: { headers: HeaderList; body: Buffer }): EventIdentity {
  const { eventType, eventAction = null, eventId } = provider;
  const needsBody = [eventType, eventAction, eventId].some((locator) => locator?.kind === 'json');
  const json = needsBody ? parsed(request.body) : undefined;
  const read = (locator: Locator | null): string | null => {
    if (locator === null) return null;
    if (locator.kind === 'header') return asText(headerValue(request.headers, locator.name));
    return asText(valueAt(json, parseJsonPath(locator.path) ?? []));
  };
  return { type: joined(read(eventType), read(eventAction)), providerEventId: read(eventId) };
}

function joined(type: string | null, action: string | null): string | null {
  return type === null || action === null ? type : `${type}.${action}`;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function asText(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= MOST_CHARACTERS ? text : null;
}
