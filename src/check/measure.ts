import { LEAST_PAIRS, measured, timingOf, type Pairs, type Timing } from './timing.ts';
import type { TimedLine } from './timed-line.ts';
import type { Plan, TimedPair, Wire } from './types.ts';

type Comparing = Extract<Plan, { kind: 'compare' }>;

/** What the measurement needs besides the requests. */
export interface MeasureParts {
  readonly wire: Wire;
  /** ms on a clock that only goes forward. */
  readonly clock: () => number;
  readonly random: () => number;
  readonly isStopped: () => boolean;
}

/** Each of the two measurements takes so much time, twice that where it is in doubt, or so many pairs. */
const USUAL_MS = 2000;
const MOST_PAIRS = 4000;
const WARM_UP = 100;

/** What came of it: times, or why there are none. */
export type Comparison =
  | { readonly kind: 'measured'; readonly timing: Timing }
  | { readonly kind: 'impossible'; readonly reason: string };

/** Sends both requests many times in turns, and once more where the first round found a difference. */
export async function compare(plan: Comparing, parts: MeasureParts): Promise<Comparison> {
  const line = parts.wire.openLine();
  try {
    const pair = await readable(line.time, plan);
    const first = await round(line.time, pair, parts);
    if (typeof first === 'string') return { kind: 'impossible', reason: first };
    const before = measured(first);
    const again = before.isBeyondChance ? await round(line.time, pair, parts) : null;
    if (typeof again === 'string') return { kind: 'impossible', reason: again };
    const pairs = first.near.length + (again?.near.length ?? 0);
    const second = again === null ? null : measured(again);
    return { kind: 'measured', timing: timingOf(before, { second, pairs, candidates: pair.candidates }) };
  } finally {
    line.close();
  }
}

/** The first pair whose header is read whole; the last one needs no proof. */
async function readable(time: TimedLine['time'], { pairs }: Comparing): Promise<TimedPair> {
  for (const pair of pairs) {
    if (pair.control === null) return pair;
    const answer = await time(pair.control);
    if (answer !== undefined && answer.status >= 200 && answer.status < 300) return pair;
  }
  return pairs.at(-1) as TimedPair;
}

async function round(
  time: TimedLine['time'],
  { near, far }: TimedPair,
  { clock, random, isStopped }: MeasureParts,
): Promise<Pairs | string> {
  const times = { near: [] as number[], far: [] as number[] };
  let end = clock() + USUAL_MS;
  const last = end + USUAL_MS;
  for (let index = -WARM_UP; index < MOST_PAIRS && clock() < end && !isStopped(); index += 1) {
    const order = random() < 0.5 ? (['near', 'far'] as const) : (['far', 'near'] as const);
    for (const which of order) {
      const answer = await time(which === 'near' ? near : far);
      if (answer === undefined || answer.status < 400 || answer.status >= 500)
        return `it answered ${answer?.status ?? 'nothing'} to a bad signature`;
      if (index >= 0) times[which].push(answer.ms);
    }
    const isEnough = clock() >= end && times.near.length >= LEAST_PAIRS;
    if (isEnough && end < last && measured(times).isUndecided) end = Math.min(last, clock() + USUAL_MS / 4);
  }
  if (times.near.length >= LEAST_PAIRS) return times;
  return `not proven: it answered too slowly to be measured (${times.near.length} of ${LEAST_PAIRS} pairs in ${USUAL_MS / 1000} s)`;
}
