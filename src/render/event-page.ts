import type { StoredAttempt } from '../core/attempt.ts';
import type { QueuedDelivery } from '../core/delivery-queue.ts';
import type { StoredEvent } from '../core/event.ts';
import type { HeaderList } from '../core/headers.ts';
import { bodyView } from './body-view.ts';
import { formatDuration } from './event-line.ts';
import { maskHeaders } from './mask.ts';
import { headerText, safe } from './safe.ts';
import type { Style } from './style.ts';

/** Everything `show` knows of one event. */
export interface EventPageInput {
  readonly event: StoredEvent;
  readonly body: Buffer;
  readonly attempts: readonly StoredAttempt[];
  /** Its place among those that `listen --ack` still has to deliver. */
  readonly queued: QueuedDelivery | undefined;
  /** What the app answered last, as far as it is stored. */
  readonly answerBody: Buffer;
  readonly reveal: boolean;
}

/** One event as a page of text. */
export function eventPage(input: EventPageInput, style: Style): string {
  const { event, body, attempts } = input;
  const sections = [
    summary(input, style),
    titled('Headers', headerLines(event.headers, input.reveal), style),
    titled(`Body (${event.size} bytes)`, bodyView(body), style),
    attemptsSection(input, style),
  ];
  if (attempts.length > 0 && input.answerBody.length > 0) {
    sections.push(titled('Last answer', bodyView(input.answerBody), style));
  }
  return `${sections.join('\n\n')}\n`;
}

function summary({ event, queued }: EventPageInput, style: Style): string {
  const rows: [string, string][] = [
    ['event', `#${event.id}  ${safe(event.type ?? '(no type)')}`],
    ['received', `${new Date(event.receivedAt).toISOString()}  (${event.origin})`],
    ['endpoint', `${safe(event.endpoint)}  (provider ${safe(event.provider)})`],
    ['request', `${safe(event.method)} ${safe(event.path)}`],
    ['signature', signatureText(event)],
    ['outcome', `${event.outcome}${queued === undefined ? '' : `  (${queuedText(queued)})`}`],
  ];
  if (event.providerEventId !== null) rows.push(['id', safe(event.providerEventId)]);
  if (event.duplicateOf !== null) rows.push(['duplicate', `of #${event.duplicateOf}`]);
  rows.push(['sha-256', event.bodySha256]);
  return rows.map(([label, value]) => `${style.faint(label.padEnd(10))} ${value}`).join('\n');
}

function queuedText({ tries, dueAt }: QueuedDelivery): string {
  return tries === 0 ? 'waits for its delivery' : `again at ${new Date(dueAt).toISOString()}`;
}

function signatureText({ signature }: StoredEvent): string {
  return signature.status === 'valid' ? 'valid' : `${signature.status}: ${safe(signature.explanation)}`;
}

function titled(title: string, text: string, style: Style): string {
  return `${style.strong(title)}\n${text}`;
}

/** One header a line, escaped, sensitive values masked unless revealed. */
export function headerLines(headers: HeaderList, reveal: boolean): string {
  const shown = reveal ? headers : maskHeaders(headers);
  return shown.map(([name, value]) => `${headerText(name)}: ${maskedOrText(value)}`).join('\n');
}

/** A mask is our own text, with characters no header byte can be. */
function maskedOrText(value: string): string {
  return value.includes('…') ? value : headerText(value);
}

function attemptsSection({ attempts }: EventPageInput, style: Style): string {
  const lines = attempts.length === 0 ? 'none' : attempts.map(attemptLine).join('\n');
  return titled('Attempts', lines, style);
}

/** One attempt a line. */
export function attemptLine(attempt: StoredAttempt): string {
  const came = attempt.error === null ? String(attempt.status) : safe(attempt.error.message);
  const parts = [
    `${attempt.n}.`,
    new Date(attempt.startedAt).toISOString(),
    attempt.cause,
    safe(attempt.target),
    came,
    formatDuration(attempt.durationMs),
    `${attempt.responseSize} bytes`,
    ...(attempt.faults === undefined ? [] : [`chaos: ${attempt.faults.join(', ')}`]),
  ];
  return parts.join('  ');
}
