import type { StoredAttempt } from '../core/attempt.ts';
import type { RetryPlan } from '../core/delivery-lane.ts';
import type { Diagnosis } from '../core/diagnosis.ts';
import type { StoredEvent } from '../core/event.ts';
import type { QueuedDelivery } from '../core/delivery-queue.ts';
import { safe, safeShort } from './safe.ts';
import type { Style } from './style.ts';

/** What one line tells: an event, its latest attempt, and what the sender was answered. */
export interface EventLineInput {
  readonly event: StoredEvent;
  readonly attempt: StoredAttempt | null;
  /** Status the sender got, or null where nobody waits for one (trigger, list). */
  readonly answered: number | null;
  /** Why the signature was refused, where that was found out. */
  readonly diagnosis?: Diagnosis;
  /** Of a delivery that failed: when it is tried again, where it is. */
  readonly again?: RetryPlan | null;
  /** Its place among those that `listen --ack` still has to deliver. */
  readonly queued?: QueuedDelivery | undefined;
  /** What `--chaos` did on the way here; else what it did to the attempt is told. */
  readonly faults?: readonly string[] | undefined;
}

const WIDTH = { type: 15, verdict: 11, duration: 6 } as const;

/** The line of one event once its outcome is known. */
export function eventLine(input: EventLineInput, style: Style): string {
  const { event, attempt } = input;
  return [
    ...lead(event, style),
    statusText(input, style),
    durationText(attempt).padStart(WIDTH.duration),
    noteText(input, style),
  ]
    .join('  ')
    .trimEnd();
}

/** The line shown on a terminal while an answer takes long. */
export function pendingLine(event: StoredEvent, style: Style): string {
  const { ellipsis } = style.symbols;
  return [...lead(event, style), style.faint(`${ellipsis}  waiting for the app`)].join('  ');
}

function lead(event: StoredEvent, style: Style): string[] {
  return [
    style.faint(clockText(event.receivedAt)),
    style.strong(`#${event.id}`),
    safeShort(event.type ?? `${event.method} ${event.path.split('?')[0]}`, 40).padEnd(WIDTH.type),
    verdictText(event, style),
  ];
}

/** `14:03:22`, local time. */
export function clockText(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** The signature's state in one padded, coloured word. */
export function verdictText(event: StoredEvent, style: Style): string {
  const { good, bad, unknown } = style.symbols;
  switch (event.signature.status) {
    case 'valid':
      return style.good(`${good} verified`.padEnd(WIDTH.verdict));
    case 'invalid':
      return style.bad(`${bad} signature`.padEnd(WIDTH.verdict));
    case 'missing':
      return style.bad(`${bad} unsigned`.padEnd(WIDTH.verdict));
    case 'unchecked':
      return style.warn(`${unknown} unchecked`.padEnd(WIDTH.verdict));
  }
}

function statusText({ attempt, answered }: EventLineInput, style: Style): string {
  const status = attempt === null ? answered : (attempt.status ?? answered);
  if (status === null) return style.bad('---');
  return status >= 200 && status < 300 ? style.good(String(status)) : style.bad(String(status));
}

/** `38 ms`, `12.3 s`; nothing where the app never answered. */
function durationText(attempt: StoredAttempt | null): string {
  if (attempt === null || attempt.status === null) return '';
  return formatDuration(attempt.durationMs);
}

/** A duration for people. */
export function formatDuration(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function noteText(input: EventLineInput, style: Style): string {
  const { event, attempt } = input;
  const main = attempt === null ? withoutAttempt(input, style) : withAttempt(input, attempt, style);
  const duplicate = event.duplicateOf === null ? [] : [style.warn(`duplicate of #${event.duplicateOf}`)];
  const words = [...(input.faults ?? []), ...(attempt?.faults ?? [])].join(', ');
  const faults = words === '' ? [] : [style.warn(`chaos: ${words}`)];
  return [...main, ...duplicate, ...faults].join(` ${style.symbols.dot} `);
}

function withAttempt(
  { event, again, queued }: EventLineInput,
  attempt: StoredAttempt,
  style: Style,
): string[] {
  const where = `${style.symbols.arrow} ${safeShort(attempt.target.replace(/^http:\/\//, ''), 80)}`;
  const later = queued === undefined ? `kept, replay ${event.id}` : `again at ${clockText(queued.dueAt)}`;
  const kept = again ? `request ${again.number} of ${again.of} at ${clockText(again.at)}` : later;
  if (attempt.error !== null) return [safe(attempt.error.message), kept];
  const isGood = attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
  return isGood ? [where] : [where, kept];
}

function withoutAttempt({ event, diagnosis, queued }: EventLineInput, style: Style): string[] {
  if (event.signature.status !== 'valid' && event.outcome === 'rejected') {
    const why = diagnosis === undefined ? '' : ` (why ${event.id})`;
    return [`${safe(diagnosis?.sentence ?? event.signature.explanation)}${why}`];
  }
  if (event.outcome === 'filtered') return [style.faint('not forwarded: not one of --events')];
  if (event.outcome === 'handshake') return [style.faint('handshake, answered')];
  if (event.outcome === 'captured') return [style.faint('captured: no target')];
  if (queued !== undefined) return [style.warn('waits for its delivery')];
  if (event.outcome === 'pending') return [style.warn(`no answer recorded, replay ${event.id}`)];
  return [];
}
