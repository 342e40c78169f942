import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** A request through a public URL. */
export interface PublicRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer;
  readonly timeoutMs: number;
}

/** Its answer, as far as we read it. */
export interface PublicAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A tunnel's reminder page is for browsers only: these headers say that we are none. */
const NO_BROWSER = [
  ['user-agent', 'webhook-cli-probe'],
  ['bypass-tunnel-reminder', 'true'],
  ['ngrok-skip-browser-warning', 'true'],
] as const;

const MOST_BYTES = 64 * 1024;

/** Asks a public URL on a connection of its own; redirects are not followed. @throws the connection's error */
export async function publicRequest({
  url,
  method = 'GET',
  headers = NO_BROWSER,
  body,
  timeoutMs,
}: PublicRequest): Promise<PublicAnswer> {
  const { Agent, request } = await import('undici');
  const dispatcher = new Agent({ autoSelectFamily: true, connect: { lookup: publicLookup }, pipelining: 0 });
  try {
    const answer = await request(url, {
      dispatcher,
      method: method as 'GET',
      headers: headers.flat(),
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = (await readSome(answer.body)).toString('latin1');
    return { status: answer.statusCode, headers: firstValues(answer.headers), text };
  } finally {
    await dispatcher.destroy();
  }
}

function firstValues(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()[0] ?? '']));
}

/** Our own answer is short: more than this is somebody else's page. */
async function readSome(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES);
}

/** Names below `localhost` are this machine (RFC 6761); not every resolver knows. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  if (!/(^|\.)localhost$/i.test(hostname)) return lookup(hostname, options, callback as never);
  if (options.all !== true) return callback(null, '127.0.0.1', 4);
  callback(null, [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]);
};

/** One sentence for an error of {@link publicRequest}. */
export function requestProblem(error: NodeJS.ErrnoException, timeoutMs: number): string {
  if (error.name === 'TimeoutError')
    return `nothing came back through the public URL within ${timeoutMs / 1000} s`;
  return `the public URL cannot be reached (${error.code ?? error.message})`;
}
