import type { StoredEvent } from '../../core/event.ts';
import type { EventStore } from '../../core/ports.ts';
import type { SignatureScheme } from '../../core/scheme.ts';
import type { DeliveryHistory } from '../../signatures/diagnosis/types.ts';
import { signedMoment } from '../../signatures/sign.ts';

/** As far back as the past says something about the present. */
const LOOKED_AT = 20;
/** A clock is only called wrong where several deliveries agree about it, to so many seconds. */
const LEAST_AGREEING = 3;
const AGREEING_SECONDS = 5;

/** What the log says about the deliveries to the same endpoint before an event. */
export function deliveryHistory(
  store: EventStore,
  event: StoredEvent,
  scheme: SignatureScheme,
): DeliveryHistory {
  const { endpoint, provider, id } = event;
  const before = [...store.select({ endpoint, provider, idTo: id - 1, limit: LOOKED_AT }, 'newest')];
  const firstBad = before.findIndex(({ signature }) => signature.status !== 'valid');
  return {
    verifiedBefore: firstBad < 0 ? before.length : firstBad,
    repeats: event.duplicateOf,
    skewSeconds: skew(before, scheme),
  };
}

function skew(events: readonly StoredEvent[], scheme: SignatureScheme): number | null {
  const ages = events.flatMap(({ signature, headers, receivedAt }) => {
    const signedAt = signature.status === 'valid' ? signedMoment(scheme, headers) : undefined;
    return signedAt === undefined ? [] : [(receivedAt - signedAt) / 1000];
  });
  const median = ages.toSorted((a, b) => a - b)[Math.floor(ages.length / 2)];
  if (median === undefined || ages.length < LEAST_AGREEING) return null;
  return ages.every((age) => Math.abs(age - median) <= AGREEING_SECONDS) ? median : null;
}
