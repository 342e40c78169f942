import { readListenState } from '../config/listen-state.ts';
import { requireTarget } from '../config/endpoints.ts';
import { isDelivered } from '../core/attempt.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { EXIT, usageError, type ExitCode } from '../core/errors.ts';
import type { StoredEvent } from '../core/event.ts';
import type { CommandContext } from '../core/io.ts';
import type { EventStore } from '../core/ports.ts';
import { deliveryPath, deliveryTarget, parseTarget, type Target } from '../core/target.ts';
import { createForwarder, type Forwarder } from '../http/forwarder.ts';
import { eventLine } from '../render/event-line.ts';
import { attemptJson, jsonLine } from '../render/json.ts';
import { safe } from '../render/safe.ts';
import { findEvents } from './support/find-events.ts';
import { sendSettings, type SendOptions } from './support/listen-options.ts';
import { guardTarget } from './support/remote-guard.ts';
import { resign, SIGN_MODES, type Resigned, type SignMode } from './support/resign.ts';
import {
  isSelecting,
  selectionFrom,
  wholeNumber,
  type SelectionOptions,
} from './support/selection-options.ts';
import { settled, stored } from './support/sender.ts';
import {
  note,
  openExistingLog,
  openSession,
  sessionEndpoints,
  sessionProvider,
  type Session,
} from './support/session.ts';

export interface ReplayOptions extends SendOptions, SelectionOptions {
  readonly all?: boolean;
  readonly to?: string;
  readonly sign?: string;
  readonly times?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const MOST_WITHOUT_YES = 20;

/** `replay`: sends stored events again; new attempts are recorded on the same event. */
export async function run(context: CommandContext<ReplayOptions>, references: string[]): Promise<ExitCode> {
  const session = await openSession(context);
  const { options, io } = context;
  const mode = signMode(options.sign);
  const times = wholeNumber('--times', options.times ?? '1', 1);
  const settings = await sendSettings(options, io.cwd);
  const store = await openExistingLog(session);
  const forwarder = createForwarder({ ...settings, now: io.now });
  try {
    const events = choose(store, { references, options, now: io.now() });
    refuseMany(events.length * times, options);
    const plans = await plan(session, { events, store: store as EventStore, options, mode });
    if (options.dryRun === true) return showPlans(session, plans, times);
    return await sendAll({ session, store: store as EventStore, forwarder, plans, times });
  } finally {
    await forwarder.close();
    await store?.close();
  }
}

interface Plan {
  readonly event: StoredEvent;
  readonly target: Target;
  readonly resigned: Resigned;
}

function signMode(text: string | undefined): SignMode {
  const mode = SIGN_MODES.find((known) => known === (text ?? 'auto'));
  if (mode === undefined) throw usageError(`--sign ${text}: not known`, `Use ${SIGN_MODES.join(', ')}.`);
  return mode;
}

function choose(
  store: EventStore | undefined,
  { references, options, now }: { references: string[]; options: ReplayOptions; now: number },
): StoredEvent[] {
  const isSet = options.all === true || isSelecting(options);
  if (references.length === 0 && !isSet) {
    throw usageError(
      'which event?',
      'Name one (42, last, 40..44), or use --all or a selection such as --outcome failed.',
    );
  }
  if (references.length > 0 && isSet) {
    throw usageError('references and a selection exclude each other', 'Use one of them.');
  }
  if (references.length > 0) return references.flatMap((reference) => findEvents(store, reference));
  const { limit, ...selection } = selectionFrom(options, now);
  const newest = limit === undefined ? undefined : { ...selection, limit };
  const events = newest
    ? [...(store?.select(newest, 'newest') ?? [])].toReversed()
    : [...(store?.select(selection, 'oldest') ?? [])];
  if (events.length === 0)
    throw usageError('no stored event matches', 'See what is stored: webhook-cli list');
  return events;
}

function refuseMany(count: number, options: ReplayOptions): void {
  if (count <= MOST_WITHOUT_YES || options.yes === true || options.dryRun === true) return;
  throw usageError(`this would send ${count} requests`, 'Look first with --dry-run, then add --yes.');
}

async function plan(
  session: Session,
  input: { events: StoredEvent[]; store: EventStore; options: ReplayOptions; mode: SignMode },
): Promise<Plan[]> {
  const { events, store, options, mode } = input;
  const endpoints = await sessionEndpoints(session);
  const listener = await readListenState(session.project);
  const asked = options.to === undefined ? undefined : requireTarget(options.to);
  const guarded = new Set<string>();
  const plans: Plan[] = [];
  for (const event of events) {
    const endpoint = endpointOf(session, endpoints, event);
    const served = listener?.endpoints.find(({ name }) => name === event.endpoint)?.target ?? undefined;
    const target = asked ?? targetOf(served) ?? endpoint.target ?? targetOf(lastTarget(store, event));
    if (target === undefined) {
      throw usageError(`event ${event.id} was never sent anywhere`, 'Name a target: --to 3000');
    }
    if (!guarded.has(target.origin)) await guardTarget(target, options, session.io);
    guarded.add(target.origin);
    const body = mode === 'never' ? Buffer.alloc(0) : store.body(event.id);
    plans.push({ event, target, resigned: resign({ event, body, endpoint, mode, now: session.io.now() }) });
  }
  return plans;
}

/**
 * An endpoint that is gone from the settings is replayed with the first one's secret. The provider
 * stays the event's own: flags may have named it, and another's signature would be none.
 */
function endpointOf(session: Session, endpoints: readonly Endpoint[], event: StoredEvent): Endpoint {
  const named = endpoints.find(({ name }) => name === event.endpoint);
  const endpoint: Endpoint = named ?? (endpoints[0] as Endpoint);
  return { ...endpoint, provider: sessionProvider(session, event.provider) ?? endpoint.provider };
}

function targetOf(text: string | undefined): Target | undefined {
  return text === undefined ? undefined : parseTarget(text);
}

function lastTarget(store: EventStore, event: StoredEvent): string | undefined {
  return store.attempts(event.id).at(-1)?.target;
}

function showPlans(session: Session, plans: readonly Plan[], times: number): ExitCode {
  for (const { event, target, resigned } of plans) {
    const url = deliveryTarget(target, event.path);
    if (session.json) {
      session.io.stdout.write(
        jsonLine({
          kind: 'plan',
          eventId: event.id,
          method: event.method,
          target: url,
          times,
          sign: resigned.because,
        }),
      );
    } else {
      const { arrow, dot } = session.style.symbols;
      const path = `${target.origin}${deliveryPath(target, event.path)}`;
      const notes = [
        `#${event.id}  ${safe(event.method)} ${arrow} ${safe(path)}`,
        `${event.size} bytes`,
        resigned.because ?? 'stored signature',
      ];
      session.io.stdout.write(`${notes.join(` ${dot} `)}${times > 1 ? `  × ${times}` : ''}\n`);
    }
  }
  note(session, 'Nothing was sent.');
  return EXIT.done;
}

interface Run {
  readonly session: Session;
  readonly store: EventStore;
  readonly forwarder: Forwarder;
  readonly plans: readonly Plan[];
  readonly times: number;
}

async function sendAll(job: Run): Promise<ExitCode> {
  let delivered = 0;
  let sent = 0;
  for (const one of job.plans) {
    for (let time = 0; time < job.times; time += 1) {
      sent += 1;
      if (await sendOne(job, one)) delivered += 1;
    }
  }
  if (sent > 1 && !job.session.json) note(job.session, `${sent} sent, ${delivered} answered 2xx.`);
  return delivered === sent ? EXIT.done : EXIT.no;
}

async function sendOne(
  { session, store, forwarder }: Run,
  { event, target, resigned }: Plan,
): Promise<boolean> {
  const request = {
    method: event.method,
    path: event.path,
    headers: resigned.headers,
    body: resigned.body ?? store.body(event.id),
  };
  const result = await forwarder.send(request, target);
  const attempt = await stored(() => store.recordAttempt(event.id, { ...result, cause: 'replay' }));
  const { stdout } = session.io;
  if (session.json) stdout.write(jsonLine({ kind: 'attempt', eventId: event.id, ...attemptJson(attempt) }));
  else
    stdout.write(
      `${eventLine({ event: settled(event, result.result), attempt, answered: null }, session.style)}\n`,
    );
  if (resigned.because !== null && !session.json) note(session, `         ${resigned.because}`);
  return isDelivered(result.result);
}
