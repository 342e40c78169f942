import { faultsOf } from '../../core/chaos.ts';
import { overtakenOrder, sendWithFaults, type Wait } from '../../core/faulty-delivery.ts';
import type { Forged } from '../support/forge.ts';
import type { Chaos } from '../support/delivering.ts';
import type { Send, SendRequest, Sent } from '../support/sender.ts';

/** How one event is sent with faults. */
export interface FaultySend {
  readonly send: Send;
  readonly chaos: Chaos;
  /** Which one of all it is, from 0: with the seed it decides. */
  readonly ordinal: number;
  readonly wait: Wait;
}

/**
 * Sends one event with the faults of its number. What is dropped on the way to an app is stored all
 * the same; on the way to a listener it is only told.
 * @returns what came of every request; two where it is sent twice
 */
export function sendFaulty(
  request: SendRequest,
  { send, chaos, ordinal, wait }: FaultySend,
): Promise<readonly [Sent, ...Sent[]]> {
  const isDirect = request.destination.kind === 'direct';
  return sendWithFaults<Forged, Sent>(request.forged, {
    faults: faultsOf(chaos.spec, chaos.seed, ordinal),
    send: (forged, faults, earlier) => {
      const event = isDirect ? earlier?.event : undefined;
      return send({ ...request, forged, faults, again: event ? { event, cause: 'trigger' } : undefined });
    },
    drop: (forged, faults) => send({ ...request, forged, faults, isDropped: true }),
    wait,
  });
}

/** The order in which so many go, of which the first has this number. */
export function faultyOrder(chaos: Chaos | null, first: number, count: number): readonly number[] {
  const places = Array.from({ length: count }, (_, index) => first + index);
  if (chaos === null) return places.map((place) => place - first);
  return overtakenOrder(places.map((ordinal) => faultsOf(chaos.spec, chaos.seed, ordinal)));
}
