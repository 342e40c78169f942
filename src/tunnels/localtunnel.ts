import { Worker } from 'node:worker_threads';
import type { WorkerInput, WorkerMessage } from './localtunnel-worker.ts';
import { preflight } from './preflight.ts';
import type { SessionEnd, TunnelProvider, TunnelSession } from './types.ts';

/** The public service's address: its tunnels are at *.loca.lt, the client's own default is its old name. */
export const PUBLIC_HOST = 'https://localtunnel.me';

/** Names both known servers accept (their source): anything else is refused, or retried for ever. */
export function isValidSubdomain(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{2,61})[a-z0-9]$/.test(name);
}

/** How to reach a localtunnel server. */
export interface LocaltunnelOptions {
  readonly host: string;
  /** The compiled worker. */
  readonly workerUrl?: URL;
}

/**
 * The localtunnel client in a thread of its own: it never reports a failed start, never recovers
 * from a server's restart, and cannot be cancelled any other way.
 */
export function localtunnel(options: LocaltunnelOptions): TunnelProvider {
  const host = options.host.replace(/\/+$/, '');
  const workerUrl = options.workerUrl ?? new URL('./localtunnel-worker.js', import.meta.url);
  return {
    name: 'localtunnel',
    async open(open) {
      const start = performance.now();
      await preflight(host, open.deadlineMs);
      const deadlineMs = open.deadlineMs - (performance.now() - start);
      return startWorker(workerUrl, { host, port: open.port, subdomain: open.name, deadlineMs });
    },
  };
}

function startWorker(url: URL, input: WorkerInput): Promise<TunnelSession> {
  const worker = new Worker(url, { workerData: input });
  const close = async (): Promise<void> => {
    await worker.terminate();
  };
  const ended = new Promise<SessionEnd>((resolve) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'lost') resolve({ reason: message.reason });
    });
    worker.once('error', (error: Error) => resolve({ reason: `the tunnel client failed: ${error.message}` }));
    worker.once('exit', () => resolve({ reason: 'the tunnel client ended' }));
  });
  const opened = new Promise<TunnelSession>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('the tunnel server gave no URL in time')),
      input.deadlineMs,
    );
    worker.on('message', (message: WorkerMessage) => {
      clearTimeout(timer);
      if (message.kind === 'refused') reject(new Error(message.reason));
      if (message.kind === 'open') resolve({ publicUrl: message.url, name: message.name, ended, close });
    });
    void ended.then(({ reason }) => {
      clearTimeout(timer);
      reject(new Error(reason));
    });
  });
  return opened.catch(async (error: unknown) => {
    await close();
    throw error;
  });
}
