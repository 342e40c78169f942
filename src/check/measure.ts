import { isDelivered } from '../core/attempt.ts';
import { LEAST_PAIRS, measured, timingOf, type Pairs, type Timing } from './timing.ts';
import type { Exchange, Plan, Shot, TimedPair, Wire } from './types.ts';
import { isRefused, statusOf } from './verdicts.ts';

type Comparing = Extract<Plan, { kind: 'compare' }>;

/** What the measurement needs besides the requests. */
export interface MeasureParts {
  readonly wire: Wire;
  /** ms on a clock that only goes forward. */
  readonly clock: () => number;
  readonly random: () => number;
  readonly isStopped: () => boolean;
}

/** Each of the two measurements ends after so much time, or so many pairs. */
const MOST_MS = 2000;
const MOST_PAIRS = 3000;
const WARM_UP = 50;

/** What came of it: times, or why there are none. */
export type Comparison =
  | { readonly kind: 'measured'; readonly timing: Timing }
  | { readonly kind: 'impossible'; readonly reason: string };

/** Sends both requests many times in turns, and once more where the first round found a difference. */
export async function compare(plan: Comparing, parts: MeasureParts): Promise<Comparison> {
  const line = parts.wire.keepOpen();
  try {
    const pair = await readable(line.send, plan);
    const first = await round(line.send, pair, parts);
    if (typeof first === 'string') return { kind: 'impossible', reason: first };
    const before = measured(first);
    const again = before.isBeyondChance ? await round(line.send, pair, parts) : null;
    if (typeof again === 'string') return { kind: 'impossible', reason: again };
    const pairs = first.near.length + (again?.near.length ?? 0);
    const second = again === null ? null : measured(again);
    return { kind: 'measured', timing: timingOf(before, { second, pairs, candidates: pair.candidates }) };
  } finally {
    line.close();
  }
}

/** The first pair whose header is read whole; the last one needs no proof. */
async function readable(send: Send, { pairs }: Comparing): Promise<TimedPair> {
  for (const pair of pairs) {
    if (pair.control === null) return pair;
    const { result } = await send(pair.control);
    if (isDelivered(result)) return pair;
  }
  return pairs.at(-1) as TimedPair;
}

type Send = (shot: Shot) => Promise<Exchange>;

async function round(
  send: Send,
  { near, far }: TimedPair,
  { clock, random, isStopped }: MeasureParts,
): Promise<Pairs | string> {
  const times = { near: [] as number[], far: [] as number[] };
  const end = clock() + MOST_MS;
  for (let index = -WARM_UP; index < MOST_PAIRS && clock() < end && !isStopped(); index += 1) {
    const order = random() < 0.5 ? (['near', 'far'] as const) : (['far', 'near'] as const);
    for (const which of order) {
      const exchange = await send(which === 'near' ? near : far);
      if (!isRefused(exchange)) return `it answered ${statusOf(exchange) ?? 'nothing'} to a bad signature`;
      if (index >= 0) times[which].push(exchange.durationMs);
    }
  }
  if (times.near.length >= LEAST_PAIRS) return times;
  return `not proven: it answered too slowly to be measured (${times.near.length} of ${LEAST_PAIRS} pairs in ${MOST_MS / 1000} s)`;
}
