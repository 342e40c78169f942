import type { HeaderList } from './headers.ts';

/** What the receiver sends back. Hop-by-hop headers and Content-Length are the receiver's own business. */
export interface Reply {
  /** 200–599. */
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** A short text answer of our own. It carries no detail of a verdict: those stay on this machine. */
export function textReply(status: number, text: string, headers: HeaderList = []): Reply {
  return {
    status,
    headers: [['Content-Type', 'text/plain; charset=utf-8'], ...headers],
    body: Buffer.from(`${text}\n`),
  };
}
