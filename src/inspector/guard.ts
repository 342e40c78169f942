import { headerValue, headerValues, type HeaderList } from '../core/headers.ts';
import type { Access } from './access.ts';

/** The head of a request, before anybody has read more of it. */
export interface Head {
  readonly method: string;
  /** As sent. */
  readonly url: string;
  readonly headers: HeaderList;
}

/** Why a request gets nothing. */
export interface Refusal {
  readonly status: 401 | 403 | 405 | 415 | 421;
  readonly message: string;
}

/** What is open to anybody on this machine: the page itself, which knows nothing, and its way in. */
const OPEN = [/^GET \/$/, /^GET \/assets\/[A-Za-z0-9_-]+\.(?:js|css|svg)$/, /^POST \/api\/session$/];

/**
 * Stands before every route, known or not, so that no route can forget it. A web page elsewhere may
 * make this machine's browser send us anything; a name it owns may point to 127.0.0.1.
 * @returns undefined where the request may pass
 */
export function refusal(head: Head, { port, access }: { port: number; access: Access }): Refusal | undefined {
  const { method, headers } = head;
  const hosts = headerValues(headers, 'host');
  const [host = ''] = hosts;
  if (hosts.length !== 1 || ![`127.0.0.1:${port}`, `localhost:${port}`].includes(host)) {
    return { status: 421, message: 'this address is not served here' };
  }
  if (headerValues(headers, 'origin').some((origin) => origin !== `http://${host}`)) {
    return { status: 403, message: 'not from another page' };
  }
  const site = headerValues(headers, 'sec-fetch-site');
  if (site.some((from) => from !== 'same-origin' && from !== 'none')) {
    return { status: 403, message: 'not from another page' };
  }
  if (!['GET', 'POST'].includes(method)) return { status: 405, message: 'only GET and POST' };
  if (method === 'POST' && !isJson(headers))
    return { status: 415, message: 'send Content-Type: application/json' };
  if (OPEN.some((open) => open.test(`${method} ${head.url}`))) return undefined;
  if (access.admits(headerValue(headers, 'cookie'))) return undefined;
  return { status: 401, message: 'open the link that the terminal shows' };
}

/** A form on another page cannot send this type without asking first, and nobody here answers that. */
function isJson(headers: HeaderList): boolean {
  const types = headerValues(headers, 'content-type');
  return types.length === 1 && /^application\/json(?:; ?charset=utf-8)?$/i.test(types[0] as string);
}
