import { createHash } from 'node:crypto';
import { toUSVString } from 'node:util';
import type { EventDraft, Origin, Outcome, StoredEvent } from '../core/event.ts';
import { headerValue, type HeaderList } from '../core/headers.ts';
import type { SignatureStatus, Verdict, VerdictReason } from '../core/verdict.ts';

/** One row of the table `events`. */
export interface EventRow {
  readonly id: number;
  readonly received_at: number;
  readonly endpoint: string;
  readonly provider: string;
  readonly method: string;
  readonly path: string;
  readonly type: string | null;
  readonly provider_event_id: string | null;
  /** A JSON array of pairs. */
  readonly headers: string;
  readonly size: number;
  readonly body_sha256: string;
  readonly signature_status: SignatureStatus;
  readonly signature_secret: number | null;
  readonly signature_reason: VerdictReason | null;
  readonly signature_explanation: string | null;
  readonly duplicate_of: number | null;
  readonly origin: Origin;
  readonly outcome: Outcome;
}

/** The columns that are known before the event has an id. */
export type EventColumns = Omit<EventRow, 'id' | 'duplicate_of'>;

/** Their names, for the INSERT. */
export const EVENT_COLUMNS: readonly (keyof EventColumns)[] = [
  'received_at',
  'endpoint',
  'provider',
  'method',
  'path',
  'type',
  'provider_event_id',
  'headers',
  'size',
  'body_sha256',
  'signature_status',
  'signature_secret',
  'signature_reason',
  'signature_explanation',
  'origin',
  'outcome',
];

/** The columns of an event that is about to be stored. */
export function eventColumns(draft: EventDraft): EventColumns {
  return {
    received_at: draft.receivedAt,
    endpoint: draft.endpoint,
    provider: draft.provider,
    method: draft.method,
    path: toUSVString(draft.path),
    type: storable(draft.type),
    provider_event_id: storable(draft.providerEventId),
    headers: JSON.stringify(draft.headers),
    size: draft.body.length,
    body_sha256: createHash('sha256').update(draft.body).digest('hex'),
    ...verdictColumns(draft.signature),
    origin: draft.origin,
    outcome: draft.outcome,
  };
}

/** The event of a row. */
export function eventFromRow(row: EventRow): StoredEvent {
  const headers = JSON.parse(row.headers) as HeaderList;
  return {
    id: row.id,
    receivedAt: row.received_at,
    endpoint: row.endpoint,
    provider: row.provider,
    method: row.method,
    path: row.path,
    type: row.type,
    providerEventId: row.provider_event_id,
    contentType: headerValue(headers, 'content-type') ?? null,
    headers,
    size: row.size,
    bodySha256: row.body_sha256,
    signature: verdictFromRow(row),
    duplicateOf: row.duplicate_of,
    origin: row.origin,
    outcome: row.outcome,
  };
}

/** Lone surrogates, which JSON can spell, have no UTF-8: SQLite would give back other text. */
function storable(text: string | null): string | null {
  return text === null ? null : toUSVString(text);
}

type VerdictColumn = 'signature_status' | 'signature_secret' | 'signature_reason' | 'signature_explanation';

function verdictColumns(verdict: Verdict): Pick<EventRow, VerdictColumn> {
  const isValid = verdict.status === 'valid';
  return {
    signature_status: verdict.status,
    signature_secret: isValid ? verdict.secret : null,
    signature_reason: isValid ? null : verdict.reason,
    signature_explanation: isValid ? null : verdict.explanation,
  };
}

function verdictFromRow(row: EventRow): Verdict {
  if (row.signature_status === 'valid') return { status: 'valid', secret: row.signature_secret ?? 0 };
  return {
    status: row.signature_status,
    reason: row.signature_reason as VerdictReason,
    explanation: row.signature_explanation ?? '',
  };
}
