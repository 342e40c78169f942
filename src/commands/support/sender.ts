import type { DeliveryResult, StoredAttempt } from '../../core/attempt.ts';
import { isDelivered } from '../../core/attempt.ts';
import type { QueuedDelivery } from '../../core/delivery-queue.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { environmentError } from '../../core/errors.ts';
import type { StoredEvent } from '../../core/event.ts';
import { headerValue } from '../../core/headers.ts';
import { EVENT_HEADER, TRIGGER_HEADER } from '../../core/origin.ts';
import { StorageError, type EventStore } from '../../core/ports.ts';
import type { Target } from '../../core/target.ts';
import { createForwarder, type Forwarder } from '../../http/forwarder.ts';
import { identify } from '../../providers/identify.ts';
import { eventLine } from '../../render/event-line.ts';
import { attemptJson, eventJson, jsonLine } from '../../render/json.ts';
import { pathOf, type Forged } from './forge.ts';
import { judge } from './judge.ts';
import type { SendSettings } from './listen-options.ts';
import { openLog, type Session } from './session.ts';

/** Where a forged event goes. */
export type Destination =
  | { readonly kind: 'direct'; readonly target: Target }
  /** In at the running listener's door, like a real one. */
  | { readonly kind: 'listener'; readonly door: Target; readonly token: string };

/** What came of one send. */
export interface Sent {
  readonly result: DeliveryResult;
  /** Something to tell besides the line of the event. */
  readonly notice: string | null;
}

/** Sends forged events, and shows and records what came of them. */
export interface Sender {
  trigger(input: { endpoint: Endpoint; destination: Destination; forged: Forged }): Promise<Sent>;
  close(): Promise<void>;
}

/** Opens the log and a forwarder for `trigger`. */
export async function openSender(session: Session, settings: SendSettings): Promise<Sender> {
  const store = await openLog(session);
  const forwarder = createForwarder({ ...settings, now: session.io.now });
  // The listener has a limit of its own for the app; this one must not end before it.
  const atDoor = createForwarder({ ...settings, timeoutMs: 0, now: session.io.now });
  const parts: Parts = { session, store, forwarder, atDoor };
  return {
    trigger: ({ endpoint, destination, forged }) =>
      destination.kind === 'direct'
        ? sendDirectly(parts, { endpoint, forged, target: destination.target })
        : sendThrough(parts, { endpoint, forged, destination }),
    async close() {
      await forwarder.close();
      await atDoor.close();
      await store.close();
    },
  };
}

interface Parts {
  readonly session: Session;
  readonly store: EventStore;
  readonly forwarder: Forwarder;
  readonly atDoor: Forwarder;
}

async function sendDirectly(
  parts: Parts,
  { endpoint, forged, target }: { endpoint: Endpoint; forged: Forged; target: Target },
): Promise<Sent> {
  const { store, session } = parts;
  const request = { ...forged, path: pathOf(forged, target.path ?? endpoint.path) };
  const now = session.io.now();
  const event = await stored(() =>
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
  // The path stands in the event already: the target must not add it once more.
  const sent = await parts.forwarder.send(request, { ...target, path: null });
  const attempt = await stored(() => store.recordAttempt(event.id, { ...sent, cause: 'trigger' }));
  showSent(session, { event: settled(event, sent.result), attempt, answered: null });
  return { result: sent.result, notice: null };
}

async function sendThrough(
  parts: Parts,
  input: { endpoint: Endpoint; forged: Forged; destination: Extract<Destination, { kind: 'listener' }> },
): Promise<Sent> {
  const { forged, destination, endpoint } = input;
  const headers = [...forged.headers, [TRIGGER_HEADER, destination.token] as const];
  const path = pathOf(forged, endpoint.path);
  const { result } = await parts.atDoor.send({ ...forged, headers, path }, destination.door);
  if (result.kind === 'failed') {
    const hint = 'Start it again with webhook-cli listen, or send straight to your app with --to.';
    throw environmentError(`the running listener cannot be reached: ${result.error.message}`, hint);
  }
  const id = Number(headerValue(result.answer.headers, EVENT_HEADER));
  const event = Number.isInteger(id) && id > 0 ? parts.store.find(id) : undefined;
  if (event === undefined)
    return { result, notice: `the listener answered ${result.answer.status} without storing the event` };
  const attempt = parts.store.attempts(event.id).at(-1) ?? null;
  const queued = parts.store.queued(event.id);
  showSent(parts.session, { event, attempt, answered: result.answer.status, queued });
  return { result, notice: secretNotice(event) };
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

interface Shown {
  readonly event: StoredEvent;
  readonly attempt: StoredAttempt | null;
  readonly answered: number | null;
  readonly queued?: QueuedDelivery | undefined;
}

function showSent(session: Session, shown: Shown): void {
  const { stdout } = session.io;
  const attempts = shown.attempt === null ? [] : [attemptJson(shown.attempt)];
  if (session.json) stdout.write(jsonLine({ kind: 'event', ...eventJson(shown.event), attempts }));
  else stdout.write(`${eventLine(shown, session.style)}\n`);
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
