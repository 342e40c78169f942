import type { IncomingMessage } from 'node:http';

/** Bytes that may still be taken into memory, shared by all requests. */
export interface BodyBudget {
  left: number;
}

/** What came of reading a body. */
export type ReadBody =
  | {
      readonly kind: 'read';
      readonly bytes: Buffer;
      /** Gives the memory back to the budget. */ release(): void;
    }
  | { readonly kind: 'too-large' | 'busy' | 'late' }
  /** The sender left. */
  | { readonly kind: 'gone' };

/** How much may be read, and for how long. */
export interface BodyLimits {
  readonly mostBytes: number;
  readonly deadlineMs: number;
  readonly budget: BodyBudget;
}

/**
 * Reads a body to its end even where it is refused: closing a connection with unread bytes costs
 * the tunnel one of its sockets for good. Only the deadline ends it early.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<ReadBody> {
  const { budget } = limits;
  const chunks: Buffer[] = [];
  let size = 0;
  let refused: 'too-large' | 'busy' | undefined;
  let isSettled = false;
  const release = (): void => {
    budget.left += size;
    size = 0;
    chunks.length = 0;
  };
  const take = (chunk: Buffer): void => {
    if (refused !== undefined || isSettled) return;
    if (size + chunk.length > limits.mostBytes) refused = 'too-large';
    else if (chunk.length > budget.left) refused = 'busy';
    if (refused !== undefined) return release();
    budget.left -= chunk.length;
    size += chunk.length;
    chunks.push(chunk);
  };
  return new Promise((resolve) => {
    const settle = (body: ReadBody): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      if (body.kind !== 'read') release();
      resolve(body);
    };
    const timer = setTimeout(() => settle({ kind: 'late' }), limits.deadlineMs);
    request.on('data', take);
    request.once('end', () =>
      settle(
        refused === undefined ? { kind: 'read', bytes: Buffer.concat(chunks), release } : { kind: refused },
      ),
    );
    request.once('close', () => settle({ kind: 'gone' }));
    request.once('error', () => settle({ kind: 'gone' }));
  });
}
