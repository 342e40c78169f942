import { createdAt } from '../../core/created-at.ts';
import type { StoredEvent } from '../../core/event.ts';
import type { Provider } from '../../core/provider.ts';
import { jsonOf } from '../../signatures/json-body.ts';
import { signedMoment } from '../../signatures/sign.ts';

/**
 * Seconds from the moment an event was made to its arrival: by its body, else by its signed
 * timestamp; null where neither tells.
 */
export function eventAge(event: StoredEvent, provider: Provider | null, body: Buffer): number | null {
  const signedAt = provider === null ? undefined : signedMoment(provider.scheme, event.headers);
  const made = createdAt(jsonOf(body), event.receivedAt) ?? signedAt;
  return made === undefined ? null : Math.max(0, (event.receivedAt - made) / 1000);
}
