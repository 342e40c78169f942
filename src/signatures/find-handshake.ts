import type { Handshake, RequestValue } from '../core/handshake.ts';
import { headerValue, type HeaderList } from '../core/headers.ts';
import { parseJsonPath, valueAt } from '../core/json-path.ts';
import { jsonOf } from './json-body.ts';

/** The request that may be a handshake. */
export interface HandshakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** Longer than any provider's challenge: nobody gets more than that echoed. */
const LONGEST_VALUE = 4096;

/** The handshake a request is, or undefined for an event. */
export function findHandshake(
  handshakes: readonly Handshake[],
  request: HandshakeRequest,
): Handshake | undefined {
  return handshakes.find(({ method, match }) => {
    const value = method === request.method ? requestValue(request, match.value) : undefined;
    return value !== undefined && (match.equals === undefined || match.equals === value);
  });
}

/** The text at a place of a request; undefined where there is none, or one too long. */
export function requestValue(request: HandshakeRequest, where: RequestValue): string | undefined {
  const found = valueIn(request, where);
  const text = typeof found === 'number' ? String(found) : found;
  return typeof text === 'string' && text !== '' && text.length <= LONGEST_VALUE ? text : undefined;
}

function valueIn({ path, headers, body }: HandshakeRequest, where: RequestValue): unknown {
  switch (where.kind) {
    case 'header':
      return headerValue(headers, where.name);
    case 'query':
      return new URLSearchParams(path.split('?').slice(1).join('?')).get(where.name) ?? undefined;
    case 'json':
      return valueAt(jsonOf(body), parseJsonPath(where.path) ?? []);
  }
}
