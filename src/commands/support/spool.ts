import path from 'node:path';
import { startLane, type Lane, type LaneNews } from '../../core/delivery-lane.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { environmentError } from '../../core/errors.ts';
import type { StoredEvent } from '../../core/event.ts';
import type { RetrySchedule } from '../../core/retry-schedule.ts';
import type { PipelineSignal } from '../../core/signal.ts';
import { deliveryTarget, type Target } from '../../core/target.ts';
import { isReachable } from '../../http/is-reachable.ts';
import type { OpenedStore } from '../../store/open-store.ts';
import { holdAlone } from '../../store/sole-holder.ts';
import type { Delivering } from './delivering.ts';
import { note, warn, type Session } from './session.ts';
import { stored } from './sender.ts';

/** `listen --ack`: how what is acknowledged gets to the app. */
export interface AckSettings {
  /** When an answer outside 2xx of an event at this endpoint is tried again. */
  scheduleOf(endpoint: Endpoint): RetrySchedule;
}

/** What a spool is made from. */
export interface SpoolParts {
  readonly session: Session;
  readonly store: OpenedStore;
  readonly endpoints: readonly Endpoint[];
  readonly ack: AckSettings;
  readonly delivering: Delivering;
  readonly allowRemote: boolean;
  emit(signal: PipelineSignal): void;
  fail(error: Error): void;
}

/** Delivers what was acknowledged: in order per endpoint, over restarts of the app and of `listen`. */
export interface Spool {
  take(event: StoredEvent): void;
  /** How many events are still to be delivered. */
  waiting(): number;
  /** Ends within a few seconds; a request that is still on its way then counts as interrupted. */
  stop(closeForwarder: () => Promise<void>): Promise<void>;
}

const REACHABLE_WITHIN_MS = 1000;
const STOP_WITHIN_MS = 2000;

/**
 * Makes sure that no other process delivers this project's acknowledged events.
 * @returns what gives that up again @throws CliError (exit 3)
 */
export function claimSpool({ project }: Session): () => void {
  const release = holdAlone(path.join(project.stateDir, 'delivering.lock'));
  if (release !== undefined) return release;
  throw environmentError(
    'another listen --ack of this project is running: two would deliver everything twice',
    'Stop it first, or start this one without --ack.',
  );
}

/** Starts to deliver what an earlier run left, and then what comes. */
export async function startSpool(parts: SpoolParts): Promise<Spool> {
  const { store, endpoints } = parts;
  await tellInterrupted(parts);
  tellLeftOver(parts);
  const lanes = new Map(
    endpoints.flatMap(({ name, target }) => (target === null ? [] : [[name, laneFor(parts, name, target)]])),
  );
  return {
    take: (event) => lanes.get(event.endpoint)?.wake(),
    waiting: () => total(store),
    stop: (closeForwarder) => stopAll([...lanes.values()], closeForwarder),
  };
}

function total(store: OpenedStore): number {
  return [...store.deliveries.waiting().values()].reduce((sum, count) => sum + count, 0);
}

function laneFor(parts: SpoolParts, endpoint: string, target: Target): Lane {
  const { store, ack, delivering, session, endpoints } = parts;
  const emit = parts.emit;
  return startLane({
    endpoint,
    queue: store.deliveries,
    schedule: ack.scheduleOf(endpoints.find(({ name }) => name === endpoint) as Endpoint),
    send: (eventId) => {
      const event = store.find(eventId) as StoredEvent;
      return delivering.deliver({ ...event, body: store.body(eventId) }, target);
    },
    record: (eventId, attempt) => store.recordAttempt(eventId, attempt),
    isReachable: () => isReachable(target, { allowRemote: parts.allowRemote, withinMs: REACHABLE_WITHIN_MS }),
    tell: (news) => {
      for (const signal of signalsOf(news, { store, endpoint, target })) emit(signal);
    },
    fail: (error) => parts.fail(error as Error),
    now: session.io.now,
  });
}

function signalsOf(
  news: LaneNews,
  { store, endpoint, target }: { store: OpenedStore; endpoint: string; target: Target },
): PipelineSignal[] {
  if (news.kind === 'warning') return [news];
  if (news.kind !== 'ended') {
    const reason = news.kind === 'down' ? news.reason : null;
    const waiting = store.deliveries.waiting().get(endpoint) ?? 0;
    return [{ kind: 'app', state: news.kind, target: target.origin, reason, waiting }];
  }
  const { eventId, attempts, again } = news;
  const event = store.find(eventId);
  const [attempt = null, ...repeats] = attempts;
  return [
    ...attempts.map((one) => ({ kind: 'attempt', eventId, attempt: one }) as const),
    ...(event === undefined ? [] : [{ kind: 'settled', event, attempt, answered: null, again } as const]),
    ...(event === undefined
      ? []
      : repeats.map((one) => ({ kind: 'repeated', event, attempt: one }) as const)),
  ];
}

/** Whether the app has them nobody can know: they are sent again, and that is said and recorded. */
async function tellInterrupted({ session, store, endpoints }: SpoolParts): Promise<void> {
  const cut = store.deliveries.interrupted();
  for (const { eventId, tries, since } of cut) {
    const event = store.find(eventId) as StoredEvent;
    const to = endpoints.find(({ name }) => name === event.endpoint)?.target ?? null;
    const target = to === null ? '-' : deliveryTarget(to, event.path);
    const error = {
      code: 'interrupted',
      message: 'listen ended before the answer was noted: the app may have it already',
    } as const;
    const attempt = {
      cause: tries === 0 ? 'forward' : 'retry',
      target,
      startedAt: since,
      durationMs: 0,
      result: { kind: 'failed', error },
    } as const;
    await stored(() => store.deliveries.end(eventId, attempt, 0));
  }
  if (cut.length === 0) return;
  const which = cut.map(({ eventId }) => `#${eventId}`).join(', ');
  warn(
    session,
    `${which} ${cut.length === 1 ? 'was' : 'were'} on the way to the app when listen ended the last time: sent again, so the app may get ${cut.length === 1 ? 'it' : 'them'} twice`,
  );
}

/** Without `--ack` nobody delivers what an earlier run acknowledged: that is not passed over. */
export function tellUndelivered(session: Session, store: OpenedStore): void {
  const count = total(store);
  if (count === 0) return;
  const events = count === 1 ? '1 acknowledged event waits' : `${count} acknowledged events wait`;
  warn(session, `${events} for delivery since an earlier run: start listen with --ack to deliver, or replay`);
}

function tellLeftOver({ session, store, endpoints }: SpoolParts): void {
  for (const [name, count] of store.deliveries.waiting()) {
    const events = `${count} acknowledged ${count === 1 ? 'event' : 'events'}`;
    if (endpoints.some((one) => one.name === name && one.target !== null)) {
      note(session, `${events} of an earlier run ${count === 1 ? 'is' : 'are'} delivered now`);
    } else {
      warn(session, `${events} of the endpoint ${name} cannot be delivered: it has no target now`);
    }
  }
}

async function stopAll(lanes: readonly Lane[], closeForwarder: () => Promise<void>): Promise<void> {
  // What failed for good was told already.
  const ended = Promise.allSettled(lanes.map((lane) => lane.stop()));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, STOP_WITHIN_MS, 'late')));
  if ((await Promise.race([ended, late])) === 'late') for (const lane of lanes) lane.abandon();
  clearTimeout(timer);
  await closeForwarder();
  await ended;
}
