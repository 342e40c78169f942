import { valueAt } from './json-path.ts';

/**
 * Where senders write when an event happened, the most frequent first. A body that is the thing
 * itself (Shopify) tells when that was made, perhaps years ago, and when it last changed: the latter
 * comes first.
 */
const FIELDS = [
  'updated_at',
  'updatedAt',
  'created_at',
  'createdAt',
  'created',
  'timestamp',
  'event_time',
  'eventTime',
  'occurred_at',
  'occurredAt',
  'time',
];

const EARLIEST = Date.UTC(2000, 0, 1);

/**
 * When an event happened by its body: the first field that holds a time, ISO 8601 with a zone or in
 * Unix seconds or milliseconds. A guess by name, so only good for a remark.
 * @returns ms since the epoch, or undefined where there is none before `receivedAt`
 */
export function createdAt(body: unknown, receivedAt: number): number | undefined {
  for (const field of FIELDS) {
    const moment = momentOf(valueAt(body, [field]));
    if (moment !== undefined && moment > EARLIEST && moment <= receivedAt) return moment;
  }
  return undefined;
}

function momentOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value < 1e11 ? value * 1000 : value;
  if (typeof value !== 'string') return undefined;
  if (/^\d{10}$/.test(value)) return Number(value) * 1000;
  if (/^\d{13}$/.test(value)) return Number(value);
  const isIso = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/.test(value);
  const moment = isIso ? Date.parse(value) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}
