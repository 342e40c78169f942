import type { StoredAttempt } from '../core/attempt.ts';
import type { QueuedDelivery } from '../core/delivery-queue.ts';
import type { StoredEvent } from '../core/event.ts';

/** An event as every `--json` shows it: the contract of the command line. */
export function eventJson(event: StoredEvent): Record<string, unknown> {
  return {
    id: event.id,
    receivedAt: new Date(event.receivedAt).toISOString(),
    endpoint: event.endpoint,
    provider: event.provider,
    method: event.method,
    path: event.path,
    type: event.type,
    providerEventId: event.providerEventId,
    contentType: event.contentType,
    size: event.size,
    bodySha256: event.bodySha256,
    signature: signatureJson(event),
    duplicateOf: event.duplicateOf,
    origin: event.origin,
    outcome: event.outcome,
  };
}

function signatureJson({ signature }: StoredEvent): Record<string, unknown> {
  return signature.status === 'valid'
    ? { status: 'valid', reason: null }
    : { status: signature.status, reason: signature.reason, explanation: signature.explanation };
}

/** A delivery attempt as every `--json` shows it. */
export function attemptJson(attempt: StoredAttempt): Record<string, unknown> {
  return {
    n: attempt.n,
    cause: attempt.cause,
    target: attempt.target,
    startedAt: new Date(attempt.startedAt).toISOString(),
    durationMs: Math.round(attempt.durationMs * 10) / 10,
    status: attempt.status,
    error: attempt.error?.message ?? null,
    errorCode: attempt.error?.code ?? null,
    responseSize: attempt.responseSize,
    ...(attempt.faults === undefined ? {} : { faults: attempt.faults }),
  };
}

/** Where `listen --ack` still has to deliver an event: requests until now, and when the next is due (null: at once). */
export function queuedJson(queued: QueuedDelivery | undefined): object | null {
  if (queued === undefined) return null;
  const { tries, dueAt } = queued;
  return { tries, dueAt: tries === 0 ? null : new Date(dueAt).toISOString() };
}

/** A body as JSON can carry it: text where the bytes are valid UTF-8, else base64. */
export function bodyJson(body: Buffer): { encoding: 'utf8' | 'base64'; data: string } {
  const text = utf8Text(body);
  return text === undefined
    ? { encoding: 'base64', data: body.toString('base64') }
    : { encoding: 'utf8', data: text };
}

/** The text of bytes that are valid UTF-8 (a BOM is kept), or undefined. */
export function utf8Text(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** One record of a JSON stream. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** One JSON document, indented for people who look at it. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
