import { requireTarget } from '../../config/endpoints.ts';
import { readListenState, type ListenState } from '../../config/listen-state.ts';
import type { StoredAttempt } from '../../core/attempt.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { usageError } from '../../core/errors.ts';
import type { StoredEvent } from '../../core/event.ts';
import type { EventStore } from '../../core/ports.ts';
import { parseTarget, type Target } from '../../core/target.ts';
import { editedBody, isEditing, type EditOptions } from './edited-body.ts';
import { projectEndpoints } from './endpoint-choice.ts';
import { guardTarget, type RemoteOptions } from './remote-guard.ts';
import { resign, type Resigned, type SignMode } from './resign.ts';
import { sessionProvider, type Session } from './session.ts';

/** One event of a replay, ready to be sent as often as asked. */
export interface ReplayPlan {
  readonly event: StoredEvent;
  readonly target: Target;
  /** The attempt before this replay; undefined where there is none. */
  readonly before: StoredAttempt | undefined;
  /** What is sent at a moment (ms since the epoch): a signature may expire while the replay runs. */
  requestAt(now: number): Resigned;
}

/** What a replay is planned from. */
export interface PlanInput {
  readonly session: Session;
  readonly store: EventStore;
  readonly events: readonly StoredEvent[];
  readonly options: EditOptions & RemoteOptions & { readonly to?: string };
  readonly mode: SignMode;
  /** Sent instead of the stored body; undefined where the options say what is changed. */
  readonly body?: Buffer;
}

/** Finds where each event goes and what is sent. @throws CliError (exit 2) before anything is sent */
export async function planReplay(input: PlanInput): Promise<ReplayPlan[]> {
  const { session, events, options } = input;
  if (options.edit === true && events.length > 1) {
    throw usageError(`--edit takes one event, not ${events.length}`, 'Name one, or change all with --set.');
  }
  const endpoints = await projectEndpoints(session);
  const listener = await readListenState(session.project);
  const asked = options.to === undefined ? undefined : requireTarget(options.to);
  const guarded = new Set<string>();
  const plans: ReplayPlan[] = [];
  for (const event of events) {
    const signer = signerOf(session, endpoints, event);
    const target = asked ?? usualTarget(input.store, { event, listener, endpoint: signer.endpoint });
    if (target === undefined) {
      throw usageError(`event ${event.id} was never sent anywhere`, 'Name a target: --to 3000');
    }
    if (!guarded.has(target.origin)) await guardTarget(target, options, session.io);
    guarded.add(target.origin);
    plans.push(await planOne(input, { event, target, signer }));
  }
  return plans;
}

interface Signer {
  readonly endpoint: Endpoint;
  readonly isProviderKnown: boolean;
}

async function planOne(
  { session, store, options, mode, body }: PlanInput,
  { event, target, signer }: { event: StoredEvent; target: Target; signer: Signer },
): Promise<ReplayPlan> {
  const edited = isEditing(options)
    ? await editedBody(session.io, { event, body: store.body(event.id), options })
    : body;
  const attempts = store.attempts(event.id);
  const first = attempts.find(({ cause }) => cause !== 'replay');
  const sending = { event, target, mode, ...signer, firstTarget: first?.target ?? null };
  return {
    event,
    target,
    before: attempts.at(-1),
    requestAt: (now) =>
      resign({ ...sending, body: edited ?? store.body(event.id), isEdited: edited !== undefined, now }),
  };
}

/**
 * An event whose endpoint is gone from the settings is signed with the secret of another one: of the
 * same provider, if there is one. The provider stays the event's own: flags may have named it, and
 * another's signature would be none.
 */
function signerOf(session: Session, endpoints: readonly Endpoint[], event: StoredEvent): Signer {
  const named = endpoints.find(({ name }) => name === event.endpoint);
  const alike = endpoints.find(({ provider }) => provider.name === event.provider);
  const endpoint: Endpoint = named ?? alike ?? (endpoints[0] as Endpoint);
  const provider = sessionProvider(session, event.provider);
  return {
    endpoint: { ...endpoint, provider: provider ?? endpoint.provider },
    isProviderKnown: provider !== undefined,
  };
}

/** The running listener's target, else the endpoint's, else where it went last. */
function usualTarget(
  store: EventStore,
  {
    event,
    listener,
    endpoint,
  }: { event: StoredEvent; listener: ListenState | undefined; endpoint: Endpoint },
): Target | undefined {
  const served = listener?.endpoints.find(({ name }) => name === event.endpoint)?.target ?? undefined;
  return targetOf(served) ?? endpoint.target ?? targetOf(store.attempts(event.id).at(-1)?.target);
}

function targetOf(text: string | undefined): Target | undefined {
  return text === undefined ? undefined : parseTarget(text);
}
