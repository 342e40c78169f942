import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { textReply, type Reply } from '../core/reply.ts';

/** What a probe found. */
export type ProbeResult =
  | { readonly kind: 'ok'; readonly latencyMs: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** Proves that a public URL leads to this very process. */
export interface Probe {
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
    answer({ path: requested }) {
      const [base, query = ''] = requested.split('?');
      return base === path ? textReply(200, respond(query), [['Cache-Control', 'no-store']]) : undefined;
    },
    async check(publicUrl, timeoutMs) {
      const challenge = randomBytes(16).toString('hex');
      const start = performance.now();
      try {
        const body = await fetchText(`${publicUrl}${path}?${challenge}`, timeoutMs);
        if (!isSame(body.text.trim(), respond(challenge)))
          return { kind: 'failed', reason: stranger(body.status) };
        return { kind: 'ok', latencyMs: performance.now() - start };
      } catch (error) {
        return { kind: 'failed', reason: sentence(error as NodeJS.ErrnoException, timeoutMs) };
      }
    },
  };
}

/** A tunnel's reminder page is for browsers only: these headers say that we are none. */
const HEADERS = {
  'user-agent': 'webhook-cli-probe',
  'bypass-tunnel-reminder': 'true',
  'ngrok-skip-browser-warning': 'true',
};

async function fetchText(url: string, timeoutMs: number): Promise<{ status: number; text: string }> {
  const { Agent, request } = await import('undici');
  const dispatcher = new Agent({ autoSelectFamily: true, connect: { lookup: probeLookup }, pipelining: 0 });
  try {
    const options = { dispatcher, headers: HEADERS, signal: AbortSignal.timeout(timeoutMs) };
    const { statusCode, body } = await request(url, options);
    return { status: statusCode, text: (await readSome(body)).toString('latin1') };
  } finally {
    await dispatcher.destroy();
  }
}

/** Our own answer is short: more than this is somebody else's page. */
async function readSome(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
    if (chunk.length > 1024 || chunks.length > 64) break;
  }
  return Buffer.concat(chunks).subarray(0, 1024);
}

/** Names below `localhost` are this machine (RFC 6761); not every resolver knows. */
const probeLookup: LookupFunction = (hostname, options, callback) => {
  if (!/(^|\.)localhost$/i.test(hostname)) return lookup(hostname, options, callback as never);
  if (options.all !== true) return callback(null, '127.0.0.1', 4);
  callback(null, [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]);
};

function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHmac('sha256', 'probe').update(text).digest());
  return timingSafeEqual(left as Buffer, right as Buffer);
}

function stranger(status: number): string {
  return status === 200
    ? 'somebody else answers at the public URL'
    : `the public URL answers ${status} without reaching us`;
}

function sentence(error: NodeJS.ErrnoException, timeoutMs: number): string {
  if (error.name === 'TimeoutError')
    return `nothing came back through the public URL within ${timeoutMs / 1000} s`;
  return `the public URL cannot be reached (${error.code ?? error.message})`;
}
