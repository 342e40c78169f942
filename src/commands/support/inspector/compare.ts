import { createHash } from 'node:crypto';
import type { StoredAttempt } from '../../../core/attempt.ts';
import type { StoredEvent } from '../../../core/event.ts';
import { compareEvents, type ComparedEvent } from '../../../core/event-difference.ts';
import { headerValue } from '../../../core/headers.ts';
import type { EventStore } from '../../../core/ports.ts';
import type { Compared } from '../../../inspector/source.ts';
import type { DiffJson } from '../../../inspector/wire.ts';
import { diffJson } from '../../../render/diff-page.ts';
import { utf8Text } from '../../../render/json.ts';
import { compareStored } from '../compare-stored.ts';
import type { Session } from '../session.ts';

/** What two events, or two answers to one event, do not share. */
export function compareAny(
  { session, store }: { session: Session; store: EventStore },
  compared: Compared,
): DiffJson | undefined {
  if (compared.kind === 'attempts') return compareAttempts(store, compared);
  const [a, b] = [store.find(compared.a), store.find(compared.b)];
  if (a === undefined || b === undefined) return undefined;
  return diffJson(compareStored(session, store, { a, b, reveal: false })) as unknown as DiffJson;
}

/** An answer is compared by the rules for requests: headers, and a body as finely as both can be read. */
function compareAttempts(
  store: EventStore,
  { id, a, b }: Extract<Compared, { kind: 'attempts' }>,
): DiffJson | undefined {
  const event = store.find(id);
  if (event === undefined) return undefined;
  const attempts = store.attempts(id);
  const [before, after] = [a, b].map((n) => attempts.find((one) => one.n === n));
  if (before === undefined || after === undefined) return undefined;
  const [one, other] = [answerOf(store, event, before), answerOf(store, event, after)];
  const difference = compareEvents(one, other, (name) => VOLATILE.has(name.toLowerCase()));
  const page = diffJson({ a: one.event, b: other.event, difference, reveal: false }) as unknown as DiffJson;
  const status = { field: 'status', before: statusOf(before), after: statusOf(after) };
  const request = status.before === status.after ? [] : [status];
  return { ...page, request, identical: page.identical && request.length === 0 };
}

const VOLATILE = new Set(['date', 'age', 'x-request-id', 'etag', 'keep-alive']);

function answerOf(store: EventStore, event: StoredEvent, attempt: StoredAttempt): ComparedEvent {
  const body = store.answerBody(event.id, attempt.n);
  const { responseHeaders: headers } = attempt;
  return {
    event: {
      ...event,
      headers,
      contentType: headerValue(headers, 'content-type') ?? null,
      size: body.length,
      bodySha256: createHash('sha256').update(body).digest('hex'),
    },
    text: utf8Text(body),
  };
}

function statusOf({ status, error }: StoredAttempt): string {
  return status === null ? (error?.message ?? 'no answer') : String(status);
}
