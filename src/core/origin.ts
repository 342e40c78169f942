import type { Origin } from './event.ts';
import { headerValue, withoutHeaders, type HeaderList } from './headers.ts';

/** The header by which `trigger` shows the running listener that it belongs to the same project. */
export const TRIGGER_HEADER = 'X-Webhook-Cli-Trigger';

/** The header that tells `trigger` under which number its event was stored. */
export const EVENT_HEADER = 'X-Webhook-Cli-Event';

/** How a request reached the listener, and its headers without our own. */
export interface Arrival {
  readonly origin: Origin;
  readonly headers: HeaderList;
}

/**
 * Tells a request of `trigger` (it knows the listener's token), one that came through the public
 * URL (by its host), and one from this machine apart. Only informational: it grants nothing.
 */
export function arrivalOf(
  headers: HeaderList,
  known: { isToken(text: string): boolean; publicHost: string | null },
): Arrival {
  const token = headerValue(headers, TRIGGER_HEADER);
  if (token !== undefined && known.isToken(token)) {
    return { origin: 'trigger', headers: withoutHeaders(headers, [TRIGGER_HEADER]) };
  }
  return { origin: isPublic(headers, known.publicHost) ? 'tunnel' : 'local', headers };
}

function isPublic(headers: HeaderList, publicHost: string | null): boolean {
  if (publicHost === null) return false;
  const hosts = [headerValue(headers, 'host'), headerValue(headers, 'x-forwarded-host')];
  return hosts.some((host) => host?.toLowerCase() === publicHost.toLowerCase());
}
