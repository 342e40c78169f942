import type { Diagnosis } from '../../core/diagnosis.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { StoredEvent } from '../../core/event.ts';
import type { EventStore } from '../../core/ports.ts';
import type { Provider } from '../../core/provider.ts';
import { why, type SignatureFinding } from '../../core/why.ts';
import type { WhyPageInput } from '../../render/why-page.ts';
import { deliveryHistory } from './delivery-history.ts';
import type { DiagnosedRequest } from './diagnose-at.ts';
import { projectEndpoints } from './endpoint-choice.ts';
import { eventAge } from './event-age.ts';
import { ownSecrets } from './known-secrets.ts';
import { sessionProvider, type Session } from './session.ts';

/** Says why a request does not verify: null where it does, undefined where there is no telling. */
export type Diagnose = (session: Session, at: DiagnosedRequest) => Promise<Diagnosis | null | undefined>;

/** What an explanation is made from. */
export interface ExplainParts {
  readonly session: Session;
  readonly store: EventStore;
  readonly diagnose: Diagnose;
}

/** One verdict over what came in and what the app did, and all it rests on. */
export async function explainEvent(parts: ExplainParts, event: StoredEvent): Promise<WhyPageInput> {
  const { session, store } = parts;
  const provider = sessionProvider(session, event.provider) ?? null;
  const endpoints = await projectEndpoints(session);
  const endpoint = endpoints.find(({ name }) => name === event.endpoint);
  const attempts = store.attempts(event.id);
  const last = attempts.at(-1);
  const answer = last === undefined ? Buffer.alloc(0) : store.answerBody(event.id, last.n);
  const signature =
    provider === null || endpoint === undefined
      ? ({ kind: 'as-stored' } as const)
      : await reconsider(parts, { event, provider, endpoint, endpoints });
  const ageSeconds = eventAge(event, provider, store.body(event.id));
  const queued = store.queued(event.id);
  const input = {
    event,
    attempts,
    queued,
    provider,
    signature,
    ageSeconds,
    answerText: answer.toString('utf8'),
  };
  return { ...input, matchedBy: matchedBy(event, endpoint), why: why(input) };
}

interface Reconsidered {
  readonly event: StoredEvent;
  readonly provider: Provider;
  readonly endpoint: Endpoint;
  readonly endpoints: readonly Endpoint[];
}

/** A signature that was not accepted is judged again, and diagnosed where it still is not right. */
async function reconsider(
  { session, store, diagnose }: ExplainParts,
  { event, provider, endpoint, endpoints }: Reconsidered,
): Promise<SignatureFinding> {
  const { status } = event.signature;
  if (status !== 'invalid' && status !== 'missing') return { kind: 'as-stored' };
  const diagnosis = await diagnose(session, {
    endpoint: { ...endpoint, provider },
    endpoints,
    request: { ...event, body: store.body(event.id) },
    url: undefined,
    now: event.receivedAt,
    history: deliveryHistory(store, event, provider.scheme),
  });
  if (diagnosis === undefined) return { kind: 'as-stored' };
  return diagnosis === null ? { kind: 'verifies-now' } : { kind: 'diagnosed', diagnosis };
}

function matchedBy({ signature }: StoredEvent, endpoint: Endpoint | undefined): string | null {
  if (signature.status !== 'valid' || endpoint === undefined) return null;
  return ownSecrets(endpoint)[signature.secret]?.name ?? null;
}
