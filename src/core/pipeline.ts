import { isDelivered, resultFields, type AttemptDraft, type Sent, type StoredAttempt } from './attempt.ts';
import { endpointAt, type Endpoint } from './endpoint.ts';
import type { CapturedRequest, EventDraft, EventIdentity, Outcome, StoredEvent } from './event.ts';
import type { HeaderList } from './headers.ts';
import { matchesAnyGlob } from './glob.ts';
import { StorageError, type EventStore } from './ports.ts';
import { textReply, type Reply } from './reply.ts';
import type { PipelineSignal } from './signal.ts';
import type { Target } from './target.ts';
import type { Verdict } from './verdict.ts';

/** What the pipeline is made from. */
export interface PipelineParts {
  readonly endpoints: readonly Endpoint[];
  readonly store: EventStore;
  verify(endpoint: Endpoint, request: CapturedRequest): Verdict;
  identify(endpoint: Endpoint, request: CapturedRequest): EventIdentity;
  /** Sends, and tells every request that was made: the first one's answer is the sender's. Never rejects. */
  deliver(request: CapturedRequest, target: Target): Promise<readonly [Sent, ...Sent[]]>;
  /** `--ack`: takes over what is stored and acknowledged; null where the sender waits for the app. */
  readonly spool: { take(event: StoredEvent): void } | null;
  /** The answer that stands for the app's: relayed headers, the app's status and body. */
  relay(answer: Reply): Reply;
  emit(signal: PipelineSignal): void;
  /** `--forward-invalid`: pass on what does not verify. */
  readonly forwardInvalid: boolean;
  /** The provider's first contact before any event, and its answer; undefined for an event. */
  handshake(endpoint: Endpoint, request: CapturedRequest): Handshaken | undefined;
  /** `--forward-handshakes`: the app answers them itself. */
  readonly forwardHandshakes: boolean;
}

/** A handshake as the pipeline needs it. */
export interface Handshaken {
  readonly name: string;
  readonly signed: boolean;
  readonly reply: Reply;
  readonly notice: string | null;
  /** A header whose value must not be stored, lower case. */
  readonly secretHeader: string | null;
}

/** A stored event with the answer its sender gets. */
export interface Handled {
  readonly reply: Reply;
  /** Null where nothing could be stored. */
  readonly eventId: number | null;
}

/** The way of one webhook: verify, store durably, and only then forward or answer. */
export type Pipeline = (request: CapturedRequest) => Promise<Handled>;

type Plan =
  | { readonly kind: 'forward'; readonly target: Target }
  | { readonly kind: 'spool' }
  | { readonly kind: 'answer'; readonly outcome: Outcome; readonly reply: Reply };

/** Builds the pipeline of `listen`. */
export function createPipeline(parts: PipelineParts): Pipeline {
  return async (request) => {
    const endpoint = endpointAt(parts.endpoints, request.path);
    const shaken = endpoint === undefined ? undefined : parts.handshake(endpoint, request);
    const draft =
      endpoint === undefined ? strayDraft(request) : describe(parts, { endpoint, request, shaken });
    const plan = endpoint === undefined ? stray() : planFor(parts, { endpoint, draft, shaken });
    const event = await storeEvent(parts, { ...draft, outcome: outcomeOf(plan) }, plan);
    if (event === undefined) return { reply: notStored(), eventId: null };
    parts.emit({ kind: 'stored', event });
    if (plan.kind === 'forward') return forward(parts, { event, request, target: plan.target });
    if (plan.kind === 'spool') return spooled(parts, event);
    parts.emit({ kind: 'settled', event, attempt: null, answered: plan.reply.status });
    if (event.outcome === 'handshake' && shaken?.notice) {
      parts.emit({ kind: 'warning', message: `#${event.id} ${shaken.name}: ${shaken.notice}` });
    }
    return { reply: plan.reply, eventId: event.id };
  };
}

interface Known {
  readonly endpoint: Endpoint;
  readonly request: CapturedRequest;
  readonly shaken: Handshaken | undefined;
}

function describe(parts: PipelineParts, { endpoint, request, shaken }: Known): EventDraft {
  const identity = parts.identify(endpoint, request);
  return {
    ...request,
    ...identity,
    type: shaken === undefined ? identity.type : shaken.name,
    headers: withoutSecret(request.headers, shaken?.secretHeader ?? null),
    endpoint: endpoint.name,
    provider: endpoint.provider.name,
    signature: shaken?.signed === false ? UNSIGNED_HANDSHAKE : parts.verify(endpoint, request),
    outcome: 'pending',
  };
}

const UNSIGNED_HANDSHAKE: Verdict = {
  status: 'unchecked',
  reason: 'handshake',
  explanation: 'a handshake comes before any event and is not signed',
};

function withoutSecret(headers: HeaderList, name: string | null): HeaderList {
  if (name === null) return headers;
  return headers.map(([key, value]) => [key, key.toLowerCase() === name ? '(secret, not stored)' : value]);
}

/** A request at a path nobody configured is kept as well: a wrong URL must not lose an event. */
function strayDraft(request: CapturedRequest): EventDraft {
  return {
    ...request,
    type: null,
    providerEventId: null,
    endpoint: '-',
    provider: '-',
    signature: {
      status: 'unchecked',
      reason: 'no-endpoint',
      explanation: 'no endpoint is configured at this path',
    },
    outcome: 'rejected',
  };
}

function stray(): Plan {
  return { kind: 'answer', outcome: 'rejected', reply: textReply(404, 'no endpoint at this path') };
}

function planFor(
  parts: PipelineParts,
  { endpoint, draft, shaken }: Omit<Known, 'request'> & { draft: EventDraft },
): Plan {
  const { status } = draft.signature;
  if ((status === 'invalid' || status === 'missing') && !parts.forwardInvalid) {
    return { kind: 'answer', outcome: 'rejected', reply: textReply(401, 'signature not accepted') };
  }
  if (shaken !== undefined && !parts.forwardHandshakes) {
    return { kind: 'answer', outcome: 'handshake', reply: shaken.reply };
  }
  if (shaken === undefined && endpoint.events !== null && !matchesAnyGlob(endpoint.events, draft.type)) {
    return { kind: 'answer', outcome: 'filtered', reply: textReply(200, 'received, not forwarded') };
  }
  if (endpoint.target === null) {
    return { kind: 'answer', outcome: 'captured', reply: textReply(200, 'received') };
  }
  // What a handshake is answered is the app's own affair.
  if (parts.spool !== null && shaken === undefined) return { kind: 'spool' };
  return { kind: 'forward', target: endpoint.target };
}

function outcomeOf(plan: Plan): Outcome {
  return plan.kind === 'answer' ? plan.outcome : 'pending';
}

async function storeEvent(
  parts: PipelineParts,
  draft: EventDraft,
  { kind }: Plan,
): Promise<StoredEvent | undefined> {
  try {
    return await (kind === 'spool' ? parts.store.append(draft, 'later') : parts.store.append(draft));
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    parts.emit({
      kind: 'warning',
      message: `not stored, the sender was told to try again: ${error.message}`,
    });
    return undefined;
  }
}

function notStored(): Reply {
  return textReply(503, 'not stored, try again', [['Retry-After', '5']]);
}

interface Delivery {
  readonly event: StoredEvent;
  readonly request: CapturedRequest;
  readonly target: Target;
}

function spooled(parts: PipelineParts, event: StoredEvent): Handled {
  parts.spool?.take(event);
  return { reply: textReply(202, 'stored, to be delivered'), eventId: event.id };
}

async function forward(parts: PipelineParts, delivery: Delivery): Promise<Handled> {
  const { event } = delivery;
  const [sent, ...repeats] = await parts.deliver(delivery.request, delivery.target);
  const attempt = await recordAttempt(parts, event.id, { ...sent, cause: 'forward' });
  const outcome = isDelivered(sent.result) ? 'delivered' : 'failed';
  const reply = replyFor(parts, sent.result);
  parts.emit({ kind: 'settled', event: { ...event, outcome }, attempt, answered: reply.status });
  for (const repeat of repeats) {
    const again = await recordAttempt(parts, event.id, { ...repeat, cause: 'forward' });
    parts.emit({ kind: 'repeated', event, attempt: again });
  }
  return { reply, eventId: event.id };
}

/** The delivery happened: that it could not be noted changes nothing for the sender. */
async function recordAttempt(
  parts: PipelineParts,
  eventId: number,
  draft: AttemptDraft,
): Promise<StoredAttempt> {
  try {
    const attempt = await parts.store.recordAttempt(eventId, draft);
    parts.emit({ kind: 'attempt', eventId, attempt });
    return attempt;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    const message = `#${eventId} was sent, but the attempt could not be stored: ${error.message}`;
    parts.emit({ kind: 'warning', message });
    return unstoredAttempt(draft);
  }
}

function unstoredAttempt(draft: AttemptDraft): StoredAttempt {
  const { result, ...known } = draft;
  return { n: 0, ...known, ...resultFields(result) };
}

function replyFor(parts: PipelineParts, result: AttemptDraft['result']): Reply {
  if (result.kind === 'answered') return parts.relay(result.answer);
  if (result.error.code === 'dropped') return textReply(504, 'dropped by --chaos');
  return result.error.code === 'timeout'
    ? textReply(504, 'the app did not answer in time')
    : textReply(502, 'the app could not be reached');
}
