import type { Origin } from './event.ts';
import { headerValue, withoutHeaders, type HeaderList } from './headers.ts';

/**
 * The header by which `trigger` shows the running listener that it belongs to the same project: a
 * proof over the body, made with the listener's token. The token itself never travels, as the way
 * may lead through somebody's tunnel.
 */
export const TRIGGER_HEADER = 'X-Webhook-Cli-Trigger';

/** The header that tells `trigger` under which number its event was stored. */
export const EVENT_HEADER = 'X-Webhook-Cli-Event';

/** How a request reached the listener, and its headers without our own. */
export interface Arrival {
  readonly origin: Origin;
  readonly headers: HeaderList;
}

/** A request as it came in. */
export interface Arrived {
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** What the listener knows. */
export interface KnownOrigins {
  /** Whether a text is the proof of a body. */
  isProof(text: string, body: Buffer): boolean;
  readonly publicHost: string | null;
}

/**
 * Tells a request of `trigger` (it knows the listener's token), one that came through the public
 * URL (by its host), and one from this machine apart. Only informational: it grants nothing.
 */
export function arrivalOf({ headers, body }: Arrived, known: KnownOrigins): Arrival {
  const proof = headerValue(headers, TRIGGER_HEADER);
  if (proof !== undefined && known.isProof(proof, body)) {
    return { origin: 'trigger', headers: withoutHeaders(headers, [TRIGGER_HEADER]) };
  }
  return { origin: isPublic(headers, known.publicHost) ? 'tunnel' : 'local', headers };
}

function isPublic(headers: HeaderList, publicHost: string | null): boolean {
  if (publicHost === null) return false;
  const hosts = [headerValue(headers, 'host'), headerValue(headers, 'x-forwarded-host')];
  return hosts.some((host) => host?.toLowerCase() === publicHost.toLowerCase());
}
