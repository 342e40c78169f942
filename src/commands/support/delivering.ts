import { faultsOf, type ChaosSpec } from '../../core/chaos.ts';
import type { Sent } from '../../core/attempt.ts';
import {
  createOvertaking,
  droppedDelivery,
  sendWithFaults,
  withWords,
  type Wait,
} from '../../core/faulty-delivery.ts';
import type { Clock } from '../../core/ports.ts';
import { deliveryTarget, type Target } from '../../core/target.ts';
import type { Forwarder, OutgoingDelivery } from '../../http/forwarder.ts';

/** Faults that are wanted, and the seed that decides about each. */
export interface Chaos {
  readonly spec: ChaosSpec;
  readonly seed: number;
}

/** How events are sent, with what goes wrong on purpose. */
export interface Delivering {
  /** Every request that was made; the first one's answer counts. Never rejects. */
  deliver(request: OutgoingDelivery, target: Target): Promise<readonly [Sent, ...Sent[]]>;
  /** Nothing waits any more: what was put off goes at once. */
  hurry(): void;
}

/** A sender waits for its answer while an event is held for later ones. */
const LONGEST_HOLD_MS = 2000;

/** Wraps a forwarder. Deliveries are counted in the order they come. */
export function createDelivering(
  forwarder: Forwarder,
  { chaos, now }: { chaos: Chaos | null; now: Clock },
): Delivering {
  if (chaos === null) {
    const deliver: Delivering['deliver'] = async (request, target) => [await forwarder.send(request, target)];
    return { deliver, hurry: () => undefined };
  }
  const { wait, hurry } = createWait();
  const overtaking = createOvertaking({ wait, longestMs: LONGEST_HOLD_MS });
  let count = 0;
  return {
    deliver: (request, target) =>
      sendWithFaults(request, {
        faults: faultsOf(chaos.spec, chaos.seed, count++),
        send: async (changed, words) => withWords(await forwarder.send(changed, target), words),
        drop: (_request, words) =>
          Promise.resolve(withWords(droppedDelivery(deliveryTarget(target, request.path), now()), words)),
        wait,
        overtaking,
      }),
    hurry,
  };
}

function createWait(): { wait: Wait; hurry(): void } {
  const waiting = new Set<() => void>();
  let isHurried = false;
  const wait: Wait = (ms) => {
    if (isHurried) return Promise.resolve();
    return new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      waiting.add(end);
    });
  };
  return {
    wait,
    hurry() {
      isHurried = true;
      for (const end of waiting) end();
    },
  };
}
