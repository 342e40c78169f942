import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { textReply, type Reply } from '../core/reply.ts';
import { publicRequest, requestProblem } from './public-request.ts';

/** What a probe found. */
export type ProbeResult =
  | { readonly kind: 'ok'; readonly latencyMs: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** What of a request our own process can tell back to its sender. */
export interface MirroredRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Proves that a public URL leads to this very process. */
export interface Probe {
  /** The secret path of this process's probes. */
  readonly path: string;
  /** For a POST to that path: what arrived, as JSON; undefined for any other request. */
  mirror(request: MirroredRequest): Reply | undefined;
  /** The answer to one of our own probes, or undefined for any other request. */
  answer(head: { method: string; path: string }): Reply | undefined;
  /** Sends a request through a public URL and looks whether it came back. Never rejects. */
  check(publicUrl: string, timeoutMs: number): Promise<ProbeResult>;
}

/**
 * Makes the probe of one process. The path is secret, and the answer is a keyed digest of a fresh
 * challenge: neither an echo of the request nor a page that answers 200 can pass for us.
 */
export function createProbe(): Probe {
  const path = `/.webhook-cli/${randomBytes(16).toString('hex')}`;
  const key = randomBytes(32);
  const respond = (challenge: string): string => createHmac('sha256', key).update(challenge).digest('hex');
  return {
    path,
    answer({ method, path: requested }) {
      const [base, query = ''] = requested.split('?');
      if (base !== path || method !== 'GET') return undefined;
      return textReply(200, respond(query), [['Cache-Control', 'no-store']]);
    },
    mirror({ method, path: requested, headers, body }) {
      if (requested !== path || method !== 'POST') return undefined;
      const sha256 = createHash('sha256').update(body).digest('hex');
      return textReply(200, JSON.stringify({ size: body.length, sha256, headers }));
    },
    async check(publicUrl, timeoutMs) {
      const challenge = randomBytes(16).toString('hex');
      const start = performance.now();
      try {
        const answer = await publicRequest({ url: `${publicUrl}${path}?${challenge}`, timeoutMs });
        if (!isSame(answer.text.trim(), respond(challenge)))
          return { kind: 'failed', reason: stranger(answer.status) };
        return { kind: 'ok', latencyMs: performance.now() - start };
      } catch (error) {
        return { kind: 'failed', reason: requestProblem(error as NodeJS.ErrnoException, timeoutMs) };
      }
    },
  };
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHmac('sha256', 'probe').update(text).digest());
  return timingSafeEqual(left as Buffer, right as Buffer);
}

function stranger(status: number): string {
  return status === 200
    ? 'somebody else answers at the public URL'
    : `the public URL answers ${status} without reaching us`;
}
