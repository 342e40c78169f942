import type { StoredEvent } from '../../core/event.ts';
import {
  lastingMisses,
  passingMisses,
  type Expectation,
  type ExpectationResult,
  type Findings,
  type Miss,
  type NearMiss,
  type SeenEvent,
} from '../../core/expectation.ts';
import type { EventStore } from '../../core/ports.ts';

/** Looks at a log again and again; what was judged for good is not judged twice. */
export interface Watch {
  /** Looks at what is new. @returns whether the log holds what is expected */
  look(): boolean;
  findings(): Findings;
}

/** So many near misses are kept: enough to understand, whatever a log holds. */
const KEPT = 20;

/** Judges the events of a log that other processes write. */
export function watchExpectation(store: EventStore, expectation: Expectation): Watch {
  const { since, until, limit = Number.POSITIVE_INFINITY } = expectation.selection;
  const matched: SeenEvent[] = [];
  let open = new Map<number, NearMiss>();
  let lost: NearMiss[] = [];
  let lostCount = 0;
  let idFrom = 1;
  const lose = (event: StoredEvent, misses: readonly Miss[]): void => {
    lostCount += 1;
    lost = closest([...lost, { event, attempts: store.attempts(event.id), misses }]);
  };
  const judge = (event: StoredEvent): void => {
    const attempts = store.attempts(event.id);
    const misses = passingMisses(event, attempts, expectation);
    if (misses.length > 0) open.set(event.id, { event, attempts, misses });
    else matched.push({ event, attempts });
  };
  const isMet = (): boolean => matched.length >= expectation.count;
  const lookAgain = (): void => {
    const before = open;
    open = new Map();
    for (const [id, { event }] of before) judge(store.find(id) ?? event);
  };
  const lookOn = (): void => {
    const times = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
    for (const event of store.select({ ...times, idFrom }, 'oldest')) {
      idFrom = event.id + 1;
      const misses = lastingMisses(event, expectation, (part) => isSelected(store, event.id, part));
      if (misses.length > 0) lose(event, misses);
      else if (matched.length + open.size < limit) judge(event);
      else lose(event, [{ code: 'limit', explanation: `after the first ${limit}` }]);
      if (isMet()) return;
    }
  };
  return {
    look: () => {
      lookAgain();
      if (!isMet()) lookOn();
      return isMet();
    },
    findings: () => ({
      matched,
      nearMisses: closest([...lost, ...open.values()]),
      missed: lostCount + open.size,
    }),
  };
}

function isSelected(store: EventStore, id: number, part: Parameters<EventStore['select']>[0]): boolean {
  return !store.select({ ...part, idFrom: id, idTo: id }, 'oldest').next().done;
}

/** What has the right type comes first, then what lacks least, then the newest. */
function closest(misses: readonly NearMiss[]): NearMiss[] {
  const distance = ({ misses: all }: NearMiss): number =>
    all.length + (all.some(({ code }) => code === 'type') ? 100 : 0);
  return misses.toSorted((a, b) => distance(a) - distance(b) || b.event.id - a.event.id).slice(0, KEPT);
}

/** What waiting needs of the world around it. */
export interface Waiting {
  look(): boolean;
  /** 0 looks once. */
  readonly withinMs: number;
  /** ms since the start, on a clock that is never set. */
  elapsed(): number;
  /** Resolves after so many ms, or at Ctrl-C. */
  pause(ms: number): Promise<'over' | 'interrupted'>;
}

const POLL_MS = 200;

/** Looks until the expectation is met or the time is up; the last look is after that. */
export async function waitForIt({
  look,
  withinMs,
  elapsed,
  pause,
}: Waiting): Promise<ExpectationResult['ending']> {
  for (;;) {
    const left = withinMs - elapsed();
    if (look()) return 'met';
    if (left <= 0) return 'time';
    if ((await pause(Math.min(left, POLL_MS))) === 'interrupted') return 'interrupted';
  }
}
