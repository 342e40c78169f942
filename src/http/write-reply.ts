import { validateHeaderName, validateHeaderValue, type ServerResponse } from 'node:http';
import type { HeaderPair } from '../core/headers.ts';
import type { Reply } from '../core/reply.ts';
import { relayHeaders } from './header-rules.ts';

/** What to answer, and to what. */
export interface ReplyOptions {
  readonly reply: Reply;
  readonly method: string;
  /** Ends the connection afterwards: its request was never read to the end. */
  readonly mustClose: boolean;
}

/** Writes an answer. Headers Node would refuse are left out: an app's mistake must not cost the answer. */
export function writeReply(response: ServerResponse, { reply, method, mustClose }: ReplyOptions): void {
  if (response.headersSent || response.destroyed) return;
  const hasBody = reply.status !== 204 && reply.status !== 304;
  const headers = relayHeaders(reply.headers).filter(isWritable);
  if (hasBody) headers.push(['Content-Length', String(reply.body.length)]);
  if (mustClose) headers.push(['Connection', 'close']);
  response.writeHead(reply.status, headers.flat());
  response.end(hasBody && method !== 'HEAD' ? reply.body : undefined);
}

function isWritable([name, value]: HeaderPair): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
