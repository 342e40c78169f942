import type { StoredAttempt } from '../../../core/attempt.ts';
import { answeredBy, type StoredEvent } from '../../../core/event.ts';
import type { HeaderList } from '../../../core/headers.ts';
import type { EventStore } from '../../../core/ports.ts';
import type {
  AttemptJson,
  AttemptDetailJson,
  DetailJson,
  HeaderJson,
  PreviewJson,
  RowJson,
} from '../../../inspector/wire.ts';
import { attemptJson, eventJson, utf8Text } from '../../../render/json.ts';
import { isSensitiveHeader } from '../../../render/mask.ts';

/** Enough for a line; the whole text stands in the event. */
const MOST_IN_ROW = 300;

/** What a page can show at once; the rest can be downloaded. */
const MOST_PREVIEWED = 512 * 1024;

/** An event as a line of the list. */
export function rowJson(store: EventStore, event: StoredEvent): RowJson {
  const attempts = store.attempts(event.id);
  const last = attempts.at(-1);
  const json = eventJson(event) as unknown as RowJson;
  return {
    ...json,
    type: shortened(json.type),
    path: shortened(json.path),
    providerEventId: shortened(json.providerEventId),
    contentType: shortened(json.contentType),
    attempts: attempts.length,
    last: last === undefined ? null : attempt(last),
    answered: last === undefined ? answeredBy(event) : null,
  };
}

function shortened<T extends string | null>(text: T): T {
  if (text === null || text.length <= MOST_IN_ROW) return text;
  return `${text.slice(0, MOST_IN_ROW)}…` as T;
}

/** Everything about one event but the rest of a long body. */
export function detailJson(store: EventStore, event: StoredEvent): DetailJson {
  return {
    ...rowJson(store, event),
    headers: maskedHeaders(event.headers),
    body: preview(store.body(event.id)),
    attempts: store.attempts(event.id).map((one) => attemptDetail(store, event, one)),
  };
}

function attemptDetail(store: EventStore, event: StoredEvent, one: StoredAttempt): AttemptDetailJson {
  const answer = store.answerBody(event.id, one.n);
  return {
    ...attempt(one),
    responseHeaders: maskedHeaders(one.responseHeaders),
    answer: { ...preview(answer), size: one.responseSize, isCut: one.responseSize > MOST_PREVIEWED },
  };
}

function attempt(one: StoredAttempt): AttemptJson {
  return attemptJson(one) as unknown as AttemptJson;
}

/** Headers without what lets others act as their owner. */
export function maskedHeaders(headers: HeaderList): HeaderJson[] {
  return headers.map(([name, value]) => {
    const isMasked = isSensitiveHeader(name);
    return { name, value: isMasked ? `${value.length} characters` : value, isMasked };
  });
}

/** Headers as they stand on the wire. */
export function plainHeaders(headers: HeaderList): HeaderJson[] {
  return headers.map(([name, value]) => ({ name, value, isMasked: false }));
}

function preview(body: Buffer): PreviewJson {
  const size = body.length;
  const isCut = size > MOST_PREVIEWED;
  const shown = isCut ? body.subarray(0, MOST_PREVIEWED) : body;
  const text = utf8Text(isCut ? wholeCharacters(shown) : shown);
  if (text !== undefined) return { encoding: 'utf8', data: text, size, isCut };
  return { encoding: 'base64', data: shown.toString('base64'), size, isCut };
}

/** Without the bytes of a character that the cut went through. */
function wholeCharacters(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && end > bytes.length - 4 && ((bytes[end - 1] as number) & 0xc0) === 0x80) end -= 1;
  return (bytes[end - 1] as number) >= 0xc0 ? bytes.subarray(0, end - 1) : bytes;
}
