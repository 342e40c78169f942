import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { environmentError, usageError } from '../core/errors.ts';
import { headersFromRaw } from '../core/headers.ts';
import { createAccess, type Access } from './access.ts';
import { createApi } from './api.ts';
import { createChangeFeed } from './change-feed.ts';
import { refusal, type Refusal } from './guard.ts';
import { pageFiles } from './page-files.ts';
import { REPLY_HEADERS } from './reply-headers.ts';
import type { InspectorSource } from './source.ts';

/** What an inspector is made from. */
export interface InspectorOptions {
  readonly source: InspectorSource;
  /** Undefined takes 4040 or the next free one. */
  readonly port: number | undefined;
  /** Ports of the project's own targets: events would be forwarded to the inspector. */
  readonly avoidPorts: readonly number[];
}

/** A running inspector. */
export interface Inspector {
  readonly port: number;
  /** Without the ticket. */
  readonly origin: string;
  /** For the address bar: opens the page once. */
  readonly url: string;
  /** Ends every connection at once. */
  stop(): Promise<void>;
}

const DEFAULT_PORT = 4040;
const PORTS_TRIED = 50;

/** Serves the page and its API on 127.0.0.1 alone. @throws CliError (exit 2, 3) where it has no port */
export async function startInspector(options: InspectorOptions): Promise<Inspector> {
  const page = await pageFiles();
  const server = createServer();
  const port = await listenOnOne(server, portsToTry(options));
  const access = createAccess(port);
  const feed = createChangeFeed((since) => options.source.changes(since));
  const api = createApi({ source: options.source, access, feed, page });
  const answer = getRequestListener(api.fetch, { overrideGlobalObjects: false });
  server.on('request', (request, response) => {
    const refused = refusalOf(request, { port, access });
    if (refused === undefined) void answer(request, response);
    else refuse(response, refused);
  });
  const origin = `http://127.0.0.1:${port}`;
  return { port, origin, url: `${origin}/#${access.ticket}`, stop: () => stop(server) };
}

function portsToTry({ port, avoidPorts }: InspectorOptions): number[] {
  if (port !== undefined && avoidPorts.includes(port)) {
    throw usageError(
      `port ${port} is the target's: events would be forwarded to the inspector`,
      'Choose another --inspector-port.',
    );
  }
  if (port !== undefined) return [port];
  const ports = Array.from({ length: PORTS_TRIED }, (_, index) => DEFAULT_PORT + index);
  return ports.filter((candidate) => !avoidPorts.includes(candidate));
}

async function listenOnOne(server: Server, ports: readonly number[]): Promise<number> {
  for (const port of ports)
    if (await listens(server, port)) return (server.address() as { port: number }).port;
  throw environmentError(
    `no port for the inspector: ${ports.length === 1 ? ports[0] : `${ports[0]} to ${ports.at(-1)}`} in use`,
    'Choose another one with --inspector-port <n>.',
  );
}

async function listens(server: Server, port: number): Promise<boolean> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return false;
    throw environmentError(
      `the inspector cannot listen on port ${port}: ${code}`,
      'Choose another one with --inspector-port <n>.',
      error,
    );
  }
}

function refusalOf(request: IncomingMessage, known: { port: number; access: Access }): Refusal | undefined {
  const { method = '', url = '', rawHeaders } = request;
  return refusal({ method, url, headers: headersFromRaw(rawHeaders) }, known);
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  // What it would send is not read: the connection ends with the answer.
  response.writeHead(status, { ...REPLY_HEADERS, 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify({ error: { message, hint: '' } }));
}

async function stop(server: Server): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await ended;
}
