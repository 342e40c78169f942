import type { Sent } from './attempt.ts';
import { corrupted, type Faults } from './chaos.ts';

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
export interface FaultyParts<Request, Result> {
  readonly faults: Faults;
  /** Sends; the words tell what was done to it. */
  send(request: Request, words: readonly string[], earlier: Result | undefined): Promise<Result>;
  /** What there is instead of a result where nothing is sent. */
  drop(request: Request, words: readonly string[]): Promise<Result>;
  readonly wait: Wait;
  /** Lets later ones go first; left out where that is done before. */
  readonly overtaking?: Overtaking;
}

/**
 * Sends with the given faults.
 * @returns what came of every request that was made, in order: two where it is sent twice; the first decides
 */
export async function sendWithFaults<Request extends { readonly body: Buffer }, Result>(
  request: Request,
  { faults, send, drop, wait, overtaking }: FaultyParts<Request, Result>,
): Promise<readonly [Result, ...Result[]]> {
  const change = faults.corruptAt === null ? null : corrupted(request.body, faults.corruptAt);
  const words = faultWords(faults, change?.index ?? null);
  await overtaking?.hold(faults.reorder);
  if (faults.delayMs > 0) await wait(faults.delayMs);
  if (faults.drop) return [await drop(request, words)];
  const changed = change === null ? request : { ...request, body: change.body };
  const first = await send(changed, words, undefined);
  return faults.dup ? [first, await send(changed, words, first)] : [first];
}

/** What a delivery that was dropped leaves in the log. */
export function droppedDelivery(target: string, startedAt: number): Sent {
  const error = { code: 'dropped', message: '--chaos dropped it: the app never got it' } as const;
  return { target, startedAt, durationMs: 0, result: { kind: 'failed', error } };
}

/** The same delivery with what was done to it; without words nothing was. */
export function withWords<Delivery extends object>(
  delivery: Delivery,
  words: readonly string[],
): Delivery & { readonly faults?: readonly string[] } {
  return words.length === 0 ? delivery : { ...delivery, faults: words };
}

/** The order in which so many go that are all there from the beginning: each after as many later ones as its fault says. */
export function overtakenOrder(faults: readonly Pick<Faults, 'reorder'>[]): number[] {
  const goesAfter = (index: number): number => index + (faults[index]?.reorder ?? 0);
  return [...faults.keys()].toSorted((a, b) => goesAfter(a) - goesAfter(b) || b - a);
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
