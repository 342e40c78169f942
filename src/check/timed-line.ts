import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { headerValue } from '../core/headers.ts';
import type { Shot } from './types.ts';
import type { WireOptions } from './wire.ts';

/** The status of an answer and the ms until its first byte; undefined where there was no whole answer. */
export type TimedAnswer = { readonly status: number; readonly ms: number } | undefined;

/** Requests over one connection, one after the other, with as little of ours between as can be. */
export interface TimedLine {
  time(shot: Shot): Promise<TimedAnswer>;
  close(): void;
}

/** Opens a line. Its connection is opened at the first request, and again where the receiver closed it. */
export function openLine(options: WireOptions): TimedLine {
  const messages = new Map<Shot, Buffer>();
  let socket: Socket | undefined;
  const ask = async (message: Buffer): Promise<TimedAnswer> => {
    socket = await opened(options);
    return socket === undefined ? undefined : asked(socket, message, options);
  };
  return {
    async time(shot) {
      const message = messages.get(shot) ?? messageOf(options, shot);
      messages.set(shot, message);
      if (socket === undefined || socket.destroyed) return ask(message);
      // A receiver may close a kept connection just when the next request is on its way.
      return (await asked(socket, message, options)) ?? ask(message);
    },
    close: () => void socket?.destroy(),
  };
}

function opened({ target, lookup, ca, insecure, timeoutMs }: WireOptions): Promise<Socket | undefined> {
  const place = { host: target.hostname, port: target.port, lookup, noDelay: true };
  const isSecure = target.protocol === 'https:';
  const trust = { ...(ca === undefined ? {} : { ca }), rejectUnauthorized: !insecure };
  return new Promise((resolve) => {
    const socket = isSecure ? connectTls({ ...place, ...trust }) : connectPlain(place);
    socket.setNoDelay(true);
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.once(isSecure ? 'secureConnect' : 'connect', () => resolve(socket));
    socket.once('close', () => resolve(undefined));
    socket.on('error', () => socket.destroy());
  });
}

/** Asks and waits until the answer is whole, so that the next one begins where this one ended. */
function asked(socket: Socket, message: Buffer, { clock }: WireOptions): Promise<TimedAnswer> {
  return new Promise((resolve) => {
    const start = clock();
    let firstByte: number | undefined;
    let text = '';
    const end = (answer: TimedAnswer): void => {
      socket.off('data', heard);
      socket.off('close', closed);
      resolve(answer);
    };
    const answer = (): TimedAnswer => {
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]);
      return Number.isNaN(status) || firstByte === undefined ? undefined : { status, ms: firstByte - start };
    };
    const heard = (chunk: Buffer): void => {
      firstByte ??= clock();
      text += chunk.toString('latin1');
      if (isWhole(text)) end(answer());
    };
    // An answer without a length ends with the connection.
    const closed = (): void => end(answer());
    socket.on('data', heard);
    socket.once('close', closed);
    socket.write(message);
  });
}

function isWhole(text: string): boolean {
  const at = text.indexOf('\r\n\r\n');
  if (at < 0) return false;
  const head = text.slice(0, at);
  const body = text.slice(at + 4);
  if (/^HTTP\/1\.[01] (204|304)/.test(head)) return true;
  if (/\r\ntransfer-encoding:\s*chunked/i.test(head)) return body.endsWith('0\r\n\r\n');
  const length = /\r\ncontent-length:\s*(\d+)/i.exec(head)?.[1];
  return length !== undefined && body.length >= Number(length);
}

function messageOf({ target, hostHeader }: WireOptions, { method, path, headers, body }: Shot): Buffer {
  const host =
    headerValue(headers, 'host') === undefined ? [['Host', hostHeader ?? new URL(target.origin).host]] : [];
  const lines = [...host, ...headers].map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${path} HTTP/1.1`, ...lines, `Content-Length: ${body.length}`, '', ''];
  return Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), body]);
}
