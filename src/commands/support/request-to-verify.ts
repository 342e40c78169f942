import type { Endpoint } from '../../core/endpoint.ts';
import { usageError } from '../../core/errors.ts';
import type { HeaderList } from '../../core/headers.ts';
import { findEvent } from './find-events.ts';
import { headersFrom } from './headers-option.ts';
import { readData } from './read-data.ts';
import { openExistingLog, sessionEndpoints, type Session } from './session.ts';
import { signingEndpoint, type SigningOptions } from './signing-endpoint.ts';

/** Where the request to verify comes from. */
export interface RequestOptions extends SigningOptions {
  readonly data?: string;
  readonly header?: string[];
  readonly method?: string;
}

/** A request, and the endpoint it is verified as. */
export interface RequestToVerify {
  readonly endpoint: Endpoint;
  readonly method: string;
  /** Undefined where only the URL as registered can tell it. */
  readonly path: string | undefined;
  readonly headers: HeaderList;
  readonly body: Buffer;
  /** ms since the epoch: when a stored event came in; undefined means now. */
  readonly receivedAt: number | undefined;
}

/** The request to verify: a stored event, or one put together from options. @throws CliError (exit 2) */
export async function requestToVerify(
  session: Session,
  options: RequestOptions,
  reference: string | undefined,
): Promise<RequestToVerify> {
  if (reference !== undefined) return storedRequest(session, options, reference);
  if (options.data === undefined) {
    throw usageError('what shall be verified?', 'Name a stored event, or --data <file> with --header.');
  }
  const headers = headersFrom(options.header);
  const endpoint = await signingEndpoint(session, options);
  const body = await readData(session.io, options.data);
  const method = options.method?.toUpperCase() ?? 'POST';
  return { endpoint, method, path: undefined, headers, body, receivedAt: undefined };
}

async function storedRequest(
  session: Session,
  options: RequestOptions,
  reference: string,
): Promise<RequestToVerify> {
  if (options.data !== undefined || options.header !== undefined || options.method !== undefined) {
    throw usageError(
      'a stored event has its own body, headers and method',
      'Name the event, or --data with --header, not both.',
    );
  }
  const store = await openExistingLog(session);
  try {
    const event = findEvent(store, reference);
    const endpoint = await endpointFor(session, options, event);
    const body = store?.body(event.id) ?? Buffer.alloc(0);
    const { method, path, headers, receivedAt } = event;
    return { endpoint, method, path, headers, body, receivedAt };
  } finally {
    await store?.close();
  }
}

/** The endpoint an event came in at; where it is gone, its provider, or the first one. */
async function endpointFor(
  session: Session,
  options: SigningOptions,
  event: { endpoint: string; provider: string },
): Promise<Endpoint> {
  const chosen = options.provider ?? options.secretEnv ?? options.endpoint;
  if (chosen === undefined && session.settings.endpoints !== undefined) {
    const endpoints = await sessionEndpoints(session);
    const same = endpoints.find(({ name }) => name === event.endpoint);
    if (same !== undefined) return same;
  }
  const provider = options.provider ?? (event.provider === '-' ? undefined : event.provider);
  return signingEndpoint(session, { ...options, ...(provider === undefined ? {} : { provider }) });
}
