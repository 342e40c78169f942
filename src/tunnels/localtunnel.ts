import { Worker } from 'node:worker_threads';
import type { WorkerInput, WorkerMessage } from './localtunnel-worker.ts';
import type { PoolTimings } from './localtunnel-pool.ts';
import { preflight } from './preflight.ts';
import {
  TunnelError,
  type TunnelKind,
  type SessionEnd,
  type TunnelProvider,
  type TunnelSession,
} from './types.ts';

/** The public service's address: its tunnels are at *.loca.lt, the client's own default is its old name. */
const PUBLIC_HOST = 'https://localtunnel.me';

/** Names both known servers accept (their source): anything else is refused, or retried for ever. */
export function isValidSubdomain(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{2,61})[a-z0-9]$/.test(name);
}

/** The public service, or one's own server of the same protocol. */
export const localtunnelKind: TunnelKind = {
  name: 'localtunnel',
  traits: {
    needs: 'nothing',
    url: '--subdomain, while nobody else has it',
    headers: 'normalised',
    encryptedLeg: false,
  },
  detect: () => Promise.resolve({ kind: 'ready', version: null }),
  make: ({ host }) => localtunnel({ host: host ?? PUBLIC_HOST }),
};

/** How to reach a localtunnel server. */
export interface LocaltunnelOptions {
  readonly host: string;
  /** The compiled worker. */
  readonly workerUrl?: URL;
  readonly pool?: PoolTimings;
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
      const { port, name: subdomain } = open;
      return startWorker(workerUrl, { host, port, subdomain, deadlineMs, pool: options.pool });
    },
  };
}

function startWorker(url: URL, input: WorkerInput): Promise<TunnelSession> {
  const worker = new Worker(url, { workerData: input });
  const close = async (): Promise<void> => {
    await worker.terminate();
  };
  const lost = (reason: string, retryAfterMs = 0): SessionEnd => ({ kind: 'lost', reason, retryAfterMs });
  const ended = new Promise<SessionEnd>((resolve) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'lost') resolve(lost(message.reason, message.retryAfterMs));
    });
    worker.once('error', (error: Error) => resolve(lost(`the tunnel client failed: ${error.message}`)));
    worker.once('exit', () => resolve(lost('the tunnel client ended')));
  });
  const onTrouble = (listener: (what: string) => void): void => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'trouble') listener(message.what);
    });
  };
  const opened = new Promise<TunnelSession>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('the tunnel server gave no URL in time')),
      input.deadlineMs,
    );
    worker.on('message', (message: WorkerMessage) => {
      clearTimeout(timer);
      if (message.kind === 'refused') reject(new Error(message.reason));
      if (message.kind === 'open')
        resolve({ publicUrl: message.url, name: message.name, ended, onTrouble, close });
    });
    void ended.then((end) => {
      clearTimeout(timer);
      reject(new TunnelError(end));
    });
  });
  return opened.catch(async (error: unknown) => {
    await close();
    throw error;
  });
}
