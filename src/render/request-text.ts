import { gzipSync } from 'node:zlib';
import type { HeaderList } from '../core/headers.ts';
import { utf8Text } from './json.ts';

/** A request about to be sent. */
export interface OutgoingRequest {
  readonly method: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** The whole HTTP/1.1 message, body bytes exact. */
export function httpMessage(request: OutgoingRequest): Buffer {
  const host = new URL(request.origin).host;
  const head = [
    `${request.method} ${request.path} HTTP/1.1`,
    `Host: ${host}`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${request.body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), request.body]);
}

/** One `curl` line for a POSIX shell that sends exactly that request. */
export function curlLine(request: OutgoingRequest): string {
  const text = shellText(request.body);
  const headers = request.headers.flatMap(([name, value]) => ['-H', quote(curlHeader(name, value))]);
  // With -X HEAD curl would wait for a body that never comes.
  const isHead = request.method === 'HEAD';
  const body = text === undefined ? ['--data-binary', '@-'] : ['--data-raw', quote(text)];
  const line = [
    'curl -sS --globoff --path-as-is',
    ...(isHead ? ['--head'] : ['-X', quote(request.method)]),
    ...suppressed(request.headers),
    ...headers,
    ...(isHead ? [] : body),
    quote(`${request.origin}${request.path}`),
  ].join(' ');
  return text === undefined ? `${piped(request.body)} | ${line}` : line;
}

/** A body no argument can hold. One that packs well is packed: it has to be pasted. */
function piped(body: Buffer): string {
  const packed = body.length > MOST_ARGUMENT ? gzipSync(body) : body;
  if (packed.length * 2 > body.length) return `echo ${body.toString('base64')} | base64 -d`;
  return `echo ${packed.toString('base64')} | base64 -d | gunzip`;
}

/** curl adds these by itself; a header without a value tells it not to. */
function suppressed(headers: HeaderList): string[] {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  return ['Accept', 'Content-Type', 'User-Agent', 'Expect']
    .filter((name) => !given.has(name.toLowerCase()))
    .flatMap((name) => ['-H', quote(`${name}:`)]);
}

/** curl sends a header with an empty value only if it is written with a semicolon. */
function curlHeader(name: string, value: string): string {
  return value === '' ? `${name};` : `${name}: ${Buffer.from(value, 'latin1').toString('utf8')}`;
}

const MOST_ARGUMENT = 64 * 1024;

/** The body as text a shell argument can hold, or undefined. */
function shellText(body: Buffer): string | undefined {
  const text = body.length > MOST_ARGUMENT ? undefined : utf8Text(body);
  return text === undefined || text.includes('\0') ? undefined : text;
}

/** A word of a POSIX shell. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
