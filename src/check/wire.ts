import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { AppAnswer, DeliveryError, DeliveryResult } from '../core/attempt.ts';
import { headersFromRaw, headersToRaw, headerValue } from '../core/headers.ts';
import type { Target } from '../core/target.ts';
import { readCertificate } from './certificate.ts';
import { openLine } from './timed-line.ts';
import type { Exchange, Shot, Wire } from './types.ts';

/** How requests are sent. What other rooms know is handed in. */
export interface WireOptions {
  readonly target: Target;
  /** For connecting, sending and the whole answer together, in ms. */
  readonly timeoutMs: number;
  readonly lookup: LookupFunction;
  readonly ca: string | undefined;
  readonly insecure: boolean;
  readonly hostHeader: string | undefined;
  /** ms on a clock that only goes forward. */
  readonly clock: () => number;
  /** What an error of the network means. */
  readonly explain: (error: unknown) => DeliveryError;
}

/** So much of an answer is looked at. */
const MOST_BYTES = 1024 * 1024;
const PIECES = 8;

/**
 * Opens a wire to a target. It sends by `node:http` with a list of headers, which keeps their case,
 * their order and those that stand twice; the forwarder would tidy them up.
 */
export function openWire(options: WireOptions): Wire {
  const running = new Set<ClientRequest>();
  return {
    send: (shot) => exchange({ ...options, running }, shot),
    openLine: () => openLine(options),
    certificate: () => readCertificate(options),
    close() {
      for (const one of running) one.destroy();
    },
  };
}

interface Sending extends WireOptions {
  readonly running: Set<ClientRequest>;
}

async function exchange(sending: Sending, shot: Shot): Promise<Exchange> {
  const { clock, timeoutMs, running, explain } = sending;
  const start = clock();
  const request = open(sending, shot);
  running.add(request);
  const wait = timeoutMs + (shot.slowlyMs ?? 0);
  const late = { code: 'timeout', message: `no answer within ${secondsOf(timeoutMs)}` } as const;
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<DeliveryResult>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'failed', error: late }), wait);
  });
  const answered = answerOf(request).catch((error: unknown): DeliveryResult => {
    return { kind: 'failed', error: explain(error) };
  });
  write(request, shot);
  const result = await Promise.race([answered, expired]);
  const durationMs = Math.max(0, clock() - start - (shot.slowlyMs ?? 0));
  clearTimeout(timer);
  running.delete(request);
  request.destroy();
  return { shot, durationMs, result };
}

function secondsOf(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

function open({ target, lookup, ca, insecure, hostHeader }: Sending, shot: Shot): ClientRequest {
  const hasBody = shot.body.length > 0 || shot.method === 'POST' || shot.method === 'PUT';
  const headers = [
    ...(headerValue(shot.headers, 'host') === undefined
      ? ['Host', hostHeader ?? new URL(target.origin).host]
      : []),
    ...headersToRaw(shot.headers),
    ...(hasBody ? ['Content-Length', String(shot.body.length)] : []),
  ];
  const options = {
    host: target.hostname,
    port: target.port,
    method: shot.method,
    path: shot.path,
    headers: headers as unknown as Record<string, string>,
    agent: false,
    lookup,
    setHost: false,
  };
  if (target.protocol === 'http:') return httpRequest(options);
  return httpsRequest({ ...options, ...(ca === undefined ? {} : { ca }), rejectUnauthorized: !insecure });
}

function write(request: ClientRequest, { body, slowlyMs }: Shot): void {
  if (slowlyMs === undefined) return void request.end(body.length === 0 ? undefined : body);
  const size = Math.ceil(body.length / PIECES);
  const pieces = Array.from({ length: PIECES }, (_, index) =>
    body.subarray(index * size, (index + 1) * size),
  );
  const next = (): void => {
    const piece = pieces.shift();
    if (piece === undefined || request.destroyed) return void request.end();
    request.write(piece);
    setTimeout(next, slowlyMs / PIECES);
  };
  next();
}

/** The whole answer. What breaks once it began (a body nobody wanted to read to its end) does not count. */
function answerOf(request: ClientRequest): Promise<DeliveryResult> {
  return new Promise((resolve, reject) => {
    let hasBegun = false;
    const failed = (error: unknown): void => {
      if (!hasBegun) reject(error);
    };
    request.on('error', failed);
    request.once('close', () => failed(closed()));
    request.once('response', (response) => {
      hasBegun = true;
      readAll(response).then(
        (body) => resolve({ kind: 'answered', answer: { ...headOf(response), body } }),
        reject,
      );
    });
  });
}

function headOf({ statusCode, rawHeaders }: IncomingMessage): Pick<AppAnswer, 'status' | 'headers'> {
  return { status: statusCode ?? 0, headers: headersFromRaw(rawHeaders) };
}

function closed(): Error {
  return Object.assign(new Error('closed'), { code: 'ECONNRESET' });
}

async function readAll(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES);
}
