import type { Sent } from './attempt.ts';
import { corrupted, type Faults } from './chaos.ts';
import type { Clock } from './ports.ts';

/** Deliveries on their way: lets later ones go before earlier ones. */
export interface Overtaking {
  /** Resolves once so many more have come, just after the last of them; or after the longest wait. */
  hold(places: number): Promise<void>;
}

/** Makes an {@link Overtaking}. Without later events a sender would wait for ever: hence `longestMs`. */
export function createOvertaking(parts: { wait: Wait; longestMs: number }): Overtaking {
  const held = new Map<number, { readonly goesAfter: number; go(): void }>();
  let came = 0;
  /** Of two that wait for the same one the earlier goes last: it lets more go first. */
  const release = (last: number): void => {
    const due = [...held].filter(([, { goesAfter }]) => goesAfter === last);
    for (const [, { go }] of due.toReversed()) go();
  };
  return {
    async hold(places) {
      const mine = came;
      came += 1;
      const overtaken =
        places === 0
          ? Promise.resolve()
          : new Promise<void>((go) => held.set(mine, { goesAfter: mine + places, go }));
      release(mine);
      if (places > 0) await Promise.race([overtaken, parts.wait(parts.longestMs)]);
      held.delete(mine);
    },
  };
}

/** Waits so many milliseconds; may end sooner where the process is about to end. */
export type Wait = (ms: number) => Promise<unknown>;

/** How a delivery goes wrong. */
export interface FaultyParts<Request> {
  readonly faults: Faults;
  send(request: Request): Promise<Sent>;
  /** Where it would go, as it is stored: of a delivery that is dropped. */
  readonly target: string;
  readonly wait: Wait;
  readonly overtaking: Overtaking;
  readonly now: Clock;
}

/**
 * Sends with the given faults.
 * @returns every request that was made, in order: two where it is sent twice; the first decides
 */
export async function sendWithFaults<Request extends { readonly body: Buffer }>(
  request: Request,
  { faults, send, target, wait, overtaking, now }: FaultyParts<Request>,
): Promise<readonly [Sent, ...Sent[]]> {
  const change = faults.corruptAt === null ? null : corrupted(request.body, faults.corruptAt);
  const words = faultWords(faults, change?.index ?? null);
  const noted = (sent: Sent): Sent => (words.length === 0 ? sent : { ...sent, faults: words });
  await overtaking.hold(faults.reorder);
  if (faults.delayMs > 0) await wait(faults.delayMs);
  if (faults.drop) return [noted(dropped(target, now()))];
  const changed = change === null ? request : { ...request, body: change.body };
  const first = noted(await send(changed));
  return faults.dup ? [first, noted(await send(changed))] : [first];
}

function dropped(target: string, startedAt: number): Sent {
  const error = { code: 'dropped', message: '--chaos dropped it: the app never got it' } as const;
  return { target, startedAt, durationMs: 0, result: { kind: 'failed', error } };
}

/** What was done to a delivery, in words. */
function faultWords(faults: Faults, changedByte: number | null): string[] {
  return [
    ...(faults.reorder > 0 ? [`held for ${faults.reorder} later`] : []),
    ...(faults.delayMs > 0 ? [`delayed ${faults.delayMs} ms`] : []),
    ...(faults.drop ? ['dropped'] : []),
    ...(changedByte === null || faults.drop ? [] : [`byte ${changedByte} changed`]),
    ...(faults.dup && !faults.drop ? ['sent twice'] : []),
  ];
}
