import type { HeaderList } from './headers.ts';

/** What made us send: the event's arrival, the retry schedule, `replay`, or `trigger` sending directly. */
export type AttemptCause = 'forward' | 'retry' | 'replay' | 'trigger';

/** How a delivery attempt failed before a whole answer was there: stable codes for scripts. */
export type DeliveryErrorCode =
  /** Nobody listens on any address of the target. */
  | 'refused'
  /** The name of the target does not resolve. */
  | 'unresolved'
  /** The target resolves to an address that is never contacted, or needs --allow-remote. */
  | 'forbidden-address'
  /** No whole answer within the deadline. */
  | 'timeout'
  /** The connection closed or was reset before the answer was whole. */
  | 'closed'
  /** What came back is not an HTTP answer, or its head is too large. */
  | 'bad-answer'
  /** The answer's body is larger than we keep in memory. */
  | 'answer-too-large'
  /** TLS: the certificate is not trusted or the handshake failed. */
  | 'tls'
  /** Anything else the network reported. */
  | 'network'
  /** Nothing was sent: `--chaos` dropped it. */
  | 'dropped'
  /** The listener ended before the answer was noted: the app may have it already. */
  | 'interrupted';

/** A failed delivery: a code for scripts and one sentence for people. */
export interface DeliveryError {
  readonly code: DeliveryErrorCode;
  readonly message: string;
}

/** The app's answer, whole. */
export interface AppAnswer {
  /** 200–599. */
  readonly status: number;
  /** As received, duplicates kept. */
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** What came of sending once: an answer or an error, never both. */
export type DeliveryResult =
  | { readonly kind: 'answered'; readonly answer: AppAnswer }
  | { readonly kind: 'failed'; readonly error: DeliveryError };

/** One try to deliver an event, as it happened. */
export interface AttemptDraft {
  readonly cause: AttemptCause;
  /** Where it went: origin and path, without the query. */
  readonly target: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  /** Milliseconds on a monotonic clock, with fractions. */
  readonly durationMs: number;
  readonly result: DeliveryResult;
  /** What `--chaos` did to it, in words; absent where nothing. */
  readonly faults?: readonly string[];
}

/** One request to an app, and what came of it. */
export type Sent = Omit<AttemptDraft, 'cause'>;

/** A stored attempt. `n` counts from 1 per event. */
export interface StoredAttempt {
  readonly n: number;
  readonly cause: AttemptCause;
  readonly target: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: DeliveryError | null;
  readonly responseHeaders: HeaderList;
  /** Length of the app's whole body in bytes, even where less of it is stored. */
  readonly responseSize: number;
  /** What `--chaos` did to it, in words; absent where nothing. */
  readonly faults?: readonly string[];
}

/** Whether an attempt counts as delivered: the app answered 2xx. */
export function isDelivered(result: DeliveryResult): boolean {
  return result.kind === 'answered' && result.answer.status >= 200 && result.answer.status < 300;
}

/** The fields of a stored attempt that follow from what came back. */
export function resultFields(
  result: AttemptDraft['result'],
): Pick<StoredAttempt, 'status' | 'error' | 'responseHeaders' | 'responseSize'> {
  if (result.kind === 'failed') {
    return { status: null, error: result.error, responseHeaders: [], responseSize: 0 };
  }
  const { status, headers, body } = result.answer;
  return { status, error: null, responseHeaders: headers, responseSize: body.length };
}
