import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as an app saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sha256: string;
}

/** How an app answers; the request is read to its end before. */
export type Behaviour = (request: SeenRequest, response: ServerResponse) => void;

/** A real app on a real port that records what it gets. */
export interface App {
  readonly port: number;
  readonly seen: readonly SeenRequest[];
  /** Changes how it answers from now on. */
  respond(behaviour: Behaviour): void;
  /** Resolves once it has seen so many requests. */
  waitFor(count: number): Promise<void>;
  close(): Promise<void>;
}

const OK: Behaviour = (_request, response) => response.end('ok');

/** Starts an app on a free port. */
export async function startApp(options: { host?: string; port?: number } = {}): Promise<App> {
  const seen: SeenRequest[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let behaviour = OK;
  const server = createServer((request, response) => {
    void record(request).then((one) => {
      seen.push(one);
      for (const { count, resolve } of waiting) if (seen.length >= count) resolve();
      behaviour(one, response);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    respond: (next) => (behaviour = next),
    waitFor: (count) =>
      new Promise((resolve) => {
        if (seen.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function record(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    rawHeaders: request.rawHeaders,
    body,
    sha256: createHash('sha256').update(body).digest('hex'),
  };
}
