import type { Dispatcher } from 'undici';
// The whole of it (fetch, WebSocket, caches) takes longer to load than all of a command: only what
// sends. These paths are not promised, so its version is an exact one.
import requestWith from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { AppAnswer, AttemptDraft, DeliveryResult } from '../core/attempt.ts';
import { headersFromRaw, headersToRaw, type HeaderList } from '../core/headers.ts';
import type { Clock } from '../core/ports.ts';
import { deliveryPath, deliveryTarget, type Target } from '../core/target.ts';
import { guardedLookup, refuseForbiddenLiteral } from './connector.ts';
import { deliveryError, DeliveryFailure } from './delivery-error.ts';
import { forwardHeaders } from './header-rules.ts';

/** How deliveries are sent. */
export interface ForwarderOptions {
  /** For connecting, sending and the whole answer together, in ms; 0 waits for ever. */
  readonly timeoutMs: number;
  /** PEM of further trusted certificate authorities. */
  readonly ca?: string | undefined;
  /** Accepts any certificate. */
  readonly insecure?: boolean | undefined;
  readonly extraHeaders?: HeaderList | undefined;
  readonly hostHeader?: string | undefined;
  readonly allowRemote: boolean;
  /** Largest answer body kept, in bytes. */
  readonly maxAnswerBytes?: number;
  readonly now: Clock;
}

/** A request to deliver. */
export interface OutgoingDelivery {
  readonly method: string;
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** Sends events to apps. */
export interface Forwarder {
  /** Sends once, never twice, and never rejects: whatever happens is a result. */
  send(request: OutgoingDelivery, target: Target): Promise<Omit<AttemptDraft, 'cause'>>;
  close(): Promise<void>;
}

const MAX_ANSWER_BYTES = 25 * 1024 * 1024;

/** Builds a forwarder. Redirects are not followed and nothing is decompressed. */
export function createForwarder(options: ForwarderOptions): Forwarder {
  const agent = new Agent({
    // A kept connection that the app closes meanwhile would fail a delivery that was never sent.
    pipelining: 0,
    keepAliveTimeout: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    connections: 64,
    autoSelectFamily: true,
    connect: {
      timeout: 0,
      lookup: guardedLookup(options.allowRemote),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      ...(options.insecure === true ? { rejectUnauthorized: false } : {}),
    },
  });
  return {
    async send(request, target) {
      const startedAt = options.now();
      const start = performance.now();
      const result = await deliver({ agent, options, request, target });
      const durationMs = performance.now() - start;
      return { target: deliveryTarget(target, request.path), startedAt, durationMs, result };
    },
    close: () => agent.destroy(),
  };
}

interface Delivery {
  readonly agent: Agent;
  readonly options: ForwarderOptions;
  readonly request: OutgoingDelivery;
  readonly target: Target;
}

async function deliver(delivery: Delivery): Promise<DeliveryResult> {
  const { options, target } = delivery;
  const deadline = new AbortController();
  const expire = (): void =>
    deadline.abort(new DeliveryFailure('timeout', timeoutMessage(options.timeoutMs)));
  const timer = options.timeoutMs === 0 ? undefined : setTimeout(expire, options.timeoutMs);
  try {
    refuseForbiddenLiteral(target.hostname, options.allowRemote);
    const response = await requestWith.call(delivery.agent, requestOptions(delivery, deadline.signal));
    return { kind: 'answered', answer: await readAnswer(response, options) };
  } catch (error) {
    return { kind: 'failed', error: deliveryError(error, target.hostname) };
  } finally {
    clearTimeout(timer);
  }
}

function timeoutMessage(timeoutMs: number): string {
  return `app did not answer within ${timeoutMs < 1000 ? `${timeoutMs} ms` : `${timeoutMs / 1000} s`}`;
}

function requestOptions(
  { options, request, target }: Delivery,
  signal: AbortSignal,
): Dispatcher.RequestOptions {
  const { hostHeader, extraHeaders } = options;
  const headers = forwardHeaders(request.headers, { target, hostHeader, extra: extraHeaders });
  return {
    origin: target.origin,
    path: deliveryPath(target, request.path),
    method: request.method,
    headers: headersToRaw(headers),
    body: request.body.length === 0 ? null : request.body,
    responseHeaders: 'raw',
    reset: true,
    signal,
  };
}

async function readAnswer(response: Dispatcher.ResponseData, options: ForwarderOptions): Promise<AppAnswer> {
  const most = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) {
      throw new DeliveryFailure('answer-too-large', `app answered with more than ${most} bytes`);
    }
    chunks.push(chunk);
  }
  const { statusCode } = response;
  if (statusCode < 200 || statusCode > 599) {
    throw new DeliveryFailure(
      'bad-answer',
      `app answered with the status ${statusCode}, which no sender understands`,
    );
  }
  const headers = headersFromRaw(response.headers as unknown as string[]);
  return { status: statusCode, headers, body: Buffer.concat(chunks) };
}
