import type { Endpoint } from '../core/endpoint.ts';
import { EXIT, type ExitCode } from '../core/errors.ts';
import type { StoredEvent } from '../core/event.ts';
import type { CommandContext } from '../core/io.ts';
import type { EventStore } from '../core/ports.ts';
import type { Provider } from '../core/provider.ts';
import { why, type SignatureFinding } from '../core/why.ts';
import { jsonDocument } from '../render/json.ts';
import { whyJson, whyPage, type WhyPageInput } from '../render/why-page.ts';
import { diagnoseAt } from './support/diagnose-at.ts';
import { deliveryHistory } from './support/delivery-history.ts';
import { projectEndpoints } from './support/endpoint-choice.ts';
import { eventAge } from './support/event-age.ts';
import { findEvent } from './support/find-events.ts';
import { ownSecrets } from './support/known-secrets.ts';
import { openExistingLog, openSession, sessionProvider, type Session } from './support/session.ts';

/** `why`: one verdict over what came in and what the app did with it. */
export async function run(context: CommandContext<object>, reference: string): Promise<ExitCode> {
  const session = await openSession(context);
  const store = await openExistingLog(session);
  try {
    const event = findEvent(store, reference);
    const page = await explain(session, store as EventStore, event);
    session.io.stdout.write(session.json ? jsonDocument(whyJson(page)) : whyPage(page, session.style));
    return page.why.ok ? EXIT.done : EXIT.no;
  } finally {
    await store?.close();
  }
}

async function explain(session: Session, store: EventStore, event: StoredEvent): Promise<WhyPageInput> {
  const provider = sessionProvider(session, event.provider) ?? null;
  const endpoints = await projectEndpoints(session);
  const endpoint = endpoints.find(({ name }) => name === event.endpoint);
  const attempts = store.attempts(event.id);
  const last = attempts.at(-1);
  const answer = last === undefined ? Buffer.alloc(0) : store.answerBody(event.id, last.n);
  const signature =
    provider === null || endpoint === undefined
      ? ({ kind: 'as-stored' } as const)
      : await reconsider(session, store, { event, provider, endpoint, endpoints });
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
  session: Session,
  store: EventStore,
  { event, provider, endpoint, endpoints }: Reconsidered,
): Promise<SignatureFinding> {
  const { status } = event.signature;
  if (status !== 'invalid' && status !== 'missing') return { kind: 'as-stored' };
  const diagnosis = await diagnoseAt(session, {
    endpoint: { ...endpoint, provider },
    endpoints,
    request: { ...event, body: store.body(event.id) },
    url: undefined,
    now: event.receivedAt,
    history: deliveryHistory(store, event, provider.scheme),
  });
  return diagnosis === null ? { kind: 'verifies-now' } : { kind: 'diagnosed', diagnosis };
}

function matchedBy({ signature }: StoredEvent, endpoint: Endpoint | undefined): string | null {
  if (signature.status !== 'valid' || endpoint === undefined) return null;
  return ownSecrets(endpoint)[signature.secret]?.name ?? null;
}
