import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { keepPool, type Cluster, type PoolTimings } from './localtunnel-pool.ts';

/** What the worker is told. */
export interface WorkerInput {
  readonly host: string;
  readonly port: number;
  readonly subdomain: string | undefined;
  /** How long the server may take to answer, in ms. */
  readonly deadlineMs: number;
  readonly pool?: PoolTimings | undefined;
}

/** What the worker tells. */
export type WorkerMessage =
  | { readonly kind: 'open'; readonly url: string; readonly name: string }
  /** The server refused or answered nonsense; the client itself would try again in silence for ever. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'trouble'; readonly what: string }
  | { readonly kind: 'lost'; readonly reason: string; readonly retryAfterMs?: number };

const MOST_CONNECTIONS = 10;
/** Set from the server's answer. */
let connections = 1;

interface Client {
  readonly url: string;
  readonly clientId: string;
  readonly tunnelCluster: Cluster;
  on(event: 'error', listener: (error: Error) => void): void;
}

const input = workerData as WorkerInput;
const require = createRequire(import.meta.url);
const clientPath = require.resolve('localtunnel');

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

/** The client hides every answer of the API but a good one, so we look at its HTTP library's answers. */
function watchApi(): void {
  const axios = createRequire(clientPath)('axios') as {
    defaults: { timeout: number };
    interceptors: {
      response: { use(ok: (response: ApiResponse) => ApiResponse, no: (error: ApiError) => never): void };
    };
  };
  axios.defaults.timeout = input.deadlineMs;
  axios.interceptors.response.use(
    (response) => {
      const problem = describeProblem(response.data);
      if (problem !== undefined) throw Object.assign(new Error(problem), { told: refuse(problem) });
      return response;
    },
    (error) => {
      refuse(describeError(error));
      throw error;
    },
  );
}

interface ApiResponse {
  readonly data: unknown;
}

interface ApiError extends Error {
  readonly code?: string;
  readonly response?: { readonly status: number; readonly data: unknown };
}

function refuse(reason: string): void {
  tell({ kind: 'refused', reason });
}

function describeProblem(data: unknown): string | undefined {
  const info = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  const { id, port, url } = info;
  if (typeof id !== 'string' || typeof url !== 'string')
    return 'the tunnel server answered with something else than a tunnel';
  if (!Number.isInteger(port) || (port as number) < 1 || (port as number) > 65_535) {
    return 'the tunnel server named no usable port';
  }
  connections = Math.max(1, Math.min(Number(info['max_conn_count']) || 1, MOST_CONNECTIONS));
  info['max_conn_count'] = connections;
  return undefined;
}

function describeError({ code, message, response }: ApiError): string {
  if (response === undefined) return `the tunnel server cannot be reached (${code ?? message})`;
  const { data } = response;
  const told =
    typeof data === 'object' && data !== null ? (data as { message?: unknown }).message : undefined;
  return `the tunnel server answered ${response.status}${typeof told === 'string' ? `: ${told}` : ''}`;
}

async function main(): Promise<void> {
  watchApi();
  const localtunnel = require(clientPath) as (options: object) => Promise<Client>;
  const { host, port, subdomain } = input;
  const client = await localtunnel({ host, port, ...(subdomain === undefined ? {} : { subdomain }) });
  client.on('error', (error) => tell({ kind: 'lost', reason: error.message.replace(/ \(check.*\)$/, '') }));
  keepPool({
    cluster: client.tunnelCluster,
    size: connections,
    timings: input.pool,
    events: {
      trouble: (what) => tell({ kind: 'trouble', what }),
      lost: (reason, retryAfterMs) =>
        tell({ kind: 'lost', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }),
    },
  });
  tell({ kind: 'open', url: client.url, name: client.clientId });
}

void main();
