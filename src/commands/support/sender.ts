import type { AttemptDraft, DeliveryError, DeliveryResult, StoredAttempt } from '../../core/attempt.ts';
import { isDelivered } from '../../core/attempt.ts';
import type { QueuedDelivery } from '../../core/delivery-queue.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { environmentError, type CliError } from '../../core/errors.ts';
import type { StoredEvent } from '../../core/event.ts';
import { headerValue } from '../../core/headers.ts';
import { EVENT_HEADER, TRIGGER_HEADER } from '../../core/origin.ts';
import { StorageError, type EventStore } from '../../core/ports.ts';
import { deliveryTarget, type Target } from '../../core/target.ts';
import { createForwarder, type Forwarder } from '../../http/forwarder.ts';
import { identify } from '../../providers/identify.ts';
import { droppedDelivery, withWords } from '../../core/faulty-delivery.ts';
import { pathOf, type Forged } from './forge.ts';
import { judge } from './judge.ts';
import type { SendSettings } from './listen-options.ts';
import { publicProblem } from './public-problem.ts';
import { openLog, type Session } from './session.ts';
import { triggerProof } from './trigger-proof.ts';

/** Where a forged event goes. */
export type Destination =
  | { readonly kind: 'direct'; readonly target: Target }
  /** In at the running listener's door, like a real one. */
  | { readonly kind: 'listener'; readonly door: Target; readonly token: string }
  /** The whole way: through the tunnel to the running listener. */
  | { readonly kind: 'public'; readonly door: Target; readonly token: string };

type ThroughListener = Exclude<Destination, { kind: 'direct' }>;

/** One request to send. */
export interface SendRequest {
  readonly endpoint: Endpoint;
  readonly destination: Destination;
  readonly forged: Forged;
  /** The event that is sent again. Sent directly, it is one more attempt of it; a listener stores what comes in. */
  readonly again?: { readonly event: StoredEvent; readonly cause: 'retry' | 'trigger' } | undefined;
  /** What `--chaos` did to it, in words. */
  readonly faults?: readonly string[];
  /** It is not sent: `--chaos` dropped it. */
  readonly isDropped?: boolean;
}

/** What came of one send. */
export interface Sent {
  /** What the sender got. */
  readonly result: DeliveryResult;
  /** Origin and path, without the query. */
  readonly target: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  /** On a monotonic clock. */
  readonly durationMs: number;
  /** As it is stored now; null where the listener stored nothing. */
  readonly event: StoredEvent | null;
  /** The latest one of that event; null where there is none. */
  readonly attempt: StoredAttempt | null;
  /** Its place among those that `listen --ack` still has to deliver. */
  readonly queued?: QueuedDelivery | undefined;
  /** What `--chaos` did to it, in words; absent where nothing. */
  readonly faults?: readonly string[];
  /** Something to tell besides the line of the event. */
  readonly notice: string | null;
}

/** Sends one request and records what came of it. */
export type Send = (request: SendRequest) => Promise<Sent>;

/** Sends forged events. */
export interface Sender {
  readonly send: Send;
  close(): Promise<void>;
}

/** How it is sent. */
export interface SenderSettings extends SendSettings {
  /** How long the listener may take before that counts as no answer; 0 leaves the limit to the listener. */
  readonly doorTimeoutMs?: number;
}

/** The listener's own limit for the app comes first. */
const WAY_BACK_MS = 5000;

/** Opens the log and the forwarders for `trigger`. */
export async function openSender(session: Session, settings: SenderSettings): Promise<Sender> {
  const store = await openLog(session);
  const { now } = session.io;
  const { timeoutMs, doorTimeoutMs = 0 } = settings;
  const wayMs = doorTimeoutMs > 0 ? doorTimeoutMs : timeoutMs > 0 ? timeoutMs + WAY_BACK_MS : 0;
  const forwarders = {
    direct: createForwarder({ ...settings, now }),
    // The listener has a limit of its own for the app; this one must not end before it.
    listener: createForwarder({ ...settings, timeoutMs: doorTimeoutMs, now }),
    // The tunnel is the listener's own, so it is no other machine that an event strays to.
    public: createForwarder({ timeoutMs: wayMs, allowRemote: true, now }),
  };
  const parts: Parts = { session, store, forwarders, mayTimeOut: doorTimeoutMs > 0 };
  return {
    send: (request) =>
      request.destination.kind === 'direct'
        ? sendDirectly(parts, { ...request, target: request.destination.target })
        : sendThrough(parts, { ...request, destination: request.destination }),
    async close() {
      await Promise.all(Object.values(forwarders).map((forwarder) => forwarder.close()));
      await store.close();
    },
  };
}

interface Parts {
  readonly session: Session;
  readonly store: EventStore;
  readonly forwarders: Readonly<Record<Destination['kind'], Forwarder>>;
  /** Whether a listener that takes long is an answer, too. */
  readonly mayTimeOut: boolean;
}

async function sendDirectly(
  parts: Parts,
  { endpoint, forged, target, again, isDropped, faults = [] }: SendRequest & { target: Target },
): Promise<Sent> {
  const { store } = parts;
  const request = { ...forged, path: pathOf(forged, target.path ?? endpoint.path) };
  const event = again?.event ?? (await append(parts, endpoint, request));
  // The path stands in the event already: the target must not add it once more.
  const place = { ...target, path: null };
  const sent =
    isDropped === true
      ? droppedDelivery(deliveryTarget(place, request.path), parts.session.io.now())
      : await parts.forwarders.direct.send(request, place);
  const cause = again?.cause ?? 'trigger';
  const attempt = await stored(() => store.recordAttempt(event.id, withWords({ ...sent, cause }, faults)));
  return { ...sent, event: settled(event, sent.result), attempt, notice: null };
}

function append(
  { session, store }: Parts,
  endpoint: Endpoint,
  request: Forged & { path: string },
): Promise<StoredEvent> {
  const now = session.io.now();
  return stored(() =>
    store.append({
      ...request,
      ...identify(endpoint.provider, request),
      receivedAt: now,
      origin: 'trigger',
      endpoint: endpoint.name,
      provider: endpoint.provider.name,
      signature: judge(endpoint, request, now),
      outcome: 'pending',
    }),
  );
}

async function sendThrough(
  parts: Parts,
  input: SendRequest & { destination: ThroughListener },
): Promise<Sent> {
  const { forged, destination, endpoint, faults = [] } = input;
  if (input.isDropped === true) return droppedBefore(parts, input);
  const proof = triggerProof(destination.token, forged.body);
  const headers = [...forged.headers, [TRIGGER_HEADER, proof] as const];
  const path = pathOf(forged, endpoint.path);
  const sent = await parts.forwarders[destination.kind].send({ ...forged, headers, path }, destination.door);
  const { result } = sent;
  if (result.kind === 'failed') {
    if (result.error.code !== 'timeout' || !parts.mayTimeOut) throw unreachable(destination, result.error);
    return { ...sent, event: null, attempt: null, notice: null };
  }
  const id = Number(headerValue(result.answer.headers, EVENT_HEADER));
  const event = Number.isInteger(id) && id > 0 ? parts.store.find(id) : undefined;
  if (event === undefined) return strayed(sent, destination, result.answer.status);
  const attempt = parts.store.attempts(event.id).at(-1) ?? null;
  const queued = parts.store.queued(event.id);
  return withWords({ ...sent, event, attempt, queued, notice: secretNotice(event) }, faults);
}

/** Nobody stores what never came to the listener: it can only be told. */
function droppedBefore(
  { session }: Parts,
  { destination, forged, endpoint, faults = [] }: SendRequest & { destination: ThroughListener },
): Sent {
  const { door } = destination;
  const sent = droppedDelivery(deliveryTarget(door, pathOf(forged, endpoint.path)), session.io.now());
  const notice = '--chaos dropped one: the listener never got it';
  return withWords({ ...sent, event: null, attempt: null, notice }, faults);
}

function unreachable({ kind, door }: ThroughListener, error: DeliveryError): CliError {
  if (kind === 'public')
    return environmentError(
      `${door.origin} ${publicProblem(error)}`,
      'Look whether listen still shows this URL, and at the way: webhook-cli doctor',
    );
  return environmentError(
    `the running listener cannot be reached: ${error.message}`,
    'Start it again with webhook-cli listen, or send straight to your app with --to.',
  );
}

/** Whoever answered, it was not the listener: a 2xx of somebody else delivers nothing. */
function strayed(sent: Omit<AttemptDraft, 'cause'>, { kind, door }: ThroughListener, status: number): Sent {
  const notice =
    kind === 'public'
      ? `${door.origin} answered ${status}, but not from the listener: look at the way with webhook-cli doctor`
      : `the listener answered ${status} without storing the event`;
  const error = { code: 'bad-answer', message: `${status}, but not from the listener` } as const;
  const result = isDelivered(sent.result) ? ({ kind: 'failed', error } as const) : sent.result;
  return { ...sent, result, event: null, attempt: null, notice };
}

/** The commonest surprise: the listener was started with another secret in its environment. */
function secretNotice({ signature, outcome }: StoredEvent): string | null {
  if (outcome !== 'rejected' || signature.status !== 'invalid' || signature.reason !== 'mismatch')
    return null;
  return 'If you did not spoil it on purpose: the listener has another secret than this shell.';
}

/** The event as it stands once this result counts. */
export function settled(event: StoredEvent, result: DeliveryResult): StoredEvent {
  return { ...event, outcome: isDelivered(result) ? 'delivered' : 'failed' };
}

/** Runs a write; a failed one is the environment's fault. @throws CliError (exit 3) */
export async function stored<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw environmentError(
      `the log cannot be written: ${error.message}`,
      'Free some space, or use another --dir.',
      error,
    );
  }
}
