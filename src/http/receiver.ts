import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { environmentError } from '../core/errors.ts';
import type { CapturedRequest } from '../core/event.ts';
import { headersFromRaw, headerValues, type HeaderList } from '../core/headers.ts';
import type { Clock } from '../core/ports.ts';
import { textReply, type Reply } from '../core/reply.ts';
import { readBody, type BodyBudget } from './read-body.ts';
import { watchConnections, type ConnectionWatch } from './connection-watch.ts';
import { writeReply } from './write-reply.ts';

/** A whole request; how it reached us is for others to say. */
export type ReceivedRequest = Omit<CapturedRequest, 'origin'>;

/** What the receiver is made from. */
export interface ReceiverOptions {
  readonly port: number;
  /** Whether the next free port will do where this one is taken. */
  readonly portMayMove: boolean;
  /** Ports of our own targets: listening there would forward to ourselves. */
  readonly avoidPorts: readonly number[];
  readonly maxBodyBytes: number;
  /** From the first byte of a request to its last, in ms. */
  readonly requestDeadlineMs?: number;
  /** Bytes of all bodies being received together. */
  readonly maxInFlightBytes?: number;
  /** Answers requests that are ours and no events (the probe). */
  control(head: { method: string; path: string }): Reply | undefined;
  handle(request: ReceivedRequest): Promise<Reply>;
  /** Something the user should know: a request that was refused before it became an event. */
  notify(message: string): void;
  readonly now: Clock;
}

/** A listening receiver. */
export interface Receiver {
  readonly port: number;
  /** Stops accepting, lets requests in flight end (bounded), then closes everything. */
  close(): Promise<void>;
}

const HOSTS = ['127.0.0.1', '::1'] as const;
const CLOSE_WITHIN_MS = 5000;

/** Starts to receive on this machine's loopback addresses only. @throws CliError (exit 3) where no port is free */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const parts: Parts = {
    options,
    deadlineMs: options.requestDeadlineMs ?? 30_000,
    budget: { left: options.maxInFlightBytes ?? 128 * 1024 * 1024 },
  };
  for (const port of portsToTry(options)) {
    const servers = await listenOn(port, parts);
    if (servers !== undefined) return receiverOf(servers);
  }
  throw environmentError(
    `port ${options.port} is already in use`,
    options.portMayMove
      ? 'Choose another one with --port <n>.'
      : 'Choose another one with --port, or leave --port out.',
  );
}

interface Parts {
  readonly options: ReceiverOptions;
  readonly deadlineMs: number;
  readonly budget: BodyBudget;
}

interface Listening {
  readonly server: Server;
  readonly watch: ConnectionWatch;
}

function portsToTry({ port, portMayMove, avoidPorts }: ReceiverOptions): number[] {
  if (port === 0 || !portMayMove) return [port];
  const ports = Array.from({ length: 50 }, (_, index) => port + index);
  return ports.filter((candidate) => candidate <= 65_535 && !avoidPorts.includes(candidate));
}

/** Both families at one port; a machine without IPv6 is served on the other alone. */
async function listenOn(port: number, parts: Parts): Promise<Listening[] | undefined> {
  const first = await listen({ host: HOSTS[0], port }, parts);
  if (first === 'taken' || first === 'no-family') return undefined;
  const address = first.server.address() as { port: number };
  const second = await listen({ host: HOSTS[1], port: address.port }, parts);
  if (second === 'taken') {
    first.server.close();
    return port === 0 ? listenOn(0, parts) : undefined;
  }
  return second === 'no-family' ? [first] : [first, second];
}

async function listen(
  where: { host: string; port: number },
  parts: Parts,
): Promise<Listening | 'taken' | 'no-family'> {
  const server = serverFor(parts);
  const watch = watchConnections(server, parts.deadlineMs);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(where, resolve);
    });
    return { server, watch };
  } catch (error) {
    watch.stop();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return 'taken';
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return 'no-family';
    throw environmentError(
      `cannot listen on port ${where.port}: ${code}`,
      'Choose another port with --port <n>.',
      error,
    );
  }
}

/**
 * Node's own time limits are off: a tunnel keeps idle connections open for hours, and each one Node
 * closes costs a webhook. Our own deadline begins with the first byte of a request.
 */
function serverFor(parts: Parts): Server {
  const server = createServer({
    headersTimeout: 0,
    requestTimeout: 0,
    keepAliveTimeout: 0,
    maxHeaderSize: 64 * 1024,
  });
  server.timeout = 0;
  server.maxConnections = 2000;
  server.on('request', (request, response) => void serve(parts, request, response));
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  return server;
}

async function serve(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { options } = parts;
  const headers = headersFromRaw(request.rawHeaders);
  const { method = 'GET', url: path = '' } = request;
  const body = await readBody(request, { ...parts, mostBytes: options.maxBodyBytes });
  try {
    if (body.kind === 'gone') return;
    const refusal = body.kind === 'read' ? malformed(path, headers) : refusals[body.kind]();
    if (refusal !== undefined || body.kind !== 'read') {
      options.notify(`${method} ${path}: refused with ${refusal?.status}, not stored`);
      return writeReply(response, { reply: refusal as Reply, method, mustClose: body.kind === 'late' });
    }
    const reply =
      options.control({ method, path }) ??
      (await options.handle({ method, path, headers, body: body.bytes, receivedAt: options.now() }));
    writeReply(response, { reply, method, mustClose: false });
  } catch (error) {
    options.notify(`${method} ${path}: answered 500: ${(error as Error).message}`);
    writeReply(response, { reply: textReply(500, 'the listener failed'), method, mustClose: false });
  } finally {
    if (body.kind === 'read') body.release();
  }
}

const refusals = {
  'too-large': () => textReply(413, 'the body is too large'),
  busy: () => textReply(503, 'too many bodies at once, try again', [['Retry-After', '5']]),
  late: () => textReply(408, 'the request took too long'),
};

/** What Node accepts and we do not: nobody could say which host or resource is meant. */
function malformed(path: string, headers: HeaderList): Reply | undefined {
  if (!path.startsWith('/')) return textReply(400, 'the request target must start with /');
  if (headerValues(headers, 'host').length > 1) return textReply(400, 'more than one Host header');
  return undefined;
}

function receiverOf(listening: readonly Listening[]): Receiver {
  const { port } = (listening[0] as Listening).server.address() as { port: number };
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all(listening.map(closeOne));
  };
  return { port, close: () => (closed ??= close()) };
}

async function closeOne({ server, watch }: Listening): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  watch.closeIdle();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
  await ended;
  clearTimeout(timer);
  watch.stop();
}
