import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createPlain, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Shot } from '../../src/check/types.ts';
import { openWire, type WireOptions } from '../../src/check/wire.ts';
import { parseTarget, type Target } from '../../src/core/target.ts';
import { guardedLookup } from '../../src/http/connector.ts';
import { deliveryError } from '../../src/http/delivery-error.ts';
import { startApp } from '../support/app-server.ts';

function optionsFor(port: number, timeoutMs = 10_000): WireOptions {
  const target = parseTarget(`127.0.0.1:${port}`) as Target;
  return {
    target,
    timeoutMs,
    lookup: guardedLookup(false),
    ca: undefined,
    insecure: false,
    hostHeader: undefined,
    clock: () => performance.now(),
    explain: (error) => deliveryError(error, target.hostname),
  };
}

function shot(over: Partial<Shot> = {}): Shot {
  return { method: 'POST', path: '/a?b=%2F', headers: [], body: Buffer.from([0, 255, 13, 10]), ...over };
}

test('bytes, path, case, order and repetition of headers arrive as they were given', async () => {
  const app = await startApp();
  onTestFinished(() => app.close());
  const headers = [
    ['X-ODD-Case', '1'],
    ['x-odd-case', '2'],
    ['Empty', ''],
    ['Latin', 'é'],
  ] as const;
  const { result } = await openWire(optionsFor(app.port)).send(shot({ headers }));
  expect(result).toMatchObject({ kind: 'answered', answer: { status: 200, body: Buffer.from('ok') } });
  const [seen] = app.seen;
  expect(seen).toMatchObject({ method: 'POST', url: '/a?b=%2F', body: shot().body });
  expect(seen?.rawHeaders.slice(2, 10)).toEqual([
    'X-ODD-Case',
    '1',
    'x-odd-case',
    '2',
    'Empty',
    '',
    'Latin',
    'é',
  ]);
  expect(seen?.rawHeaders.slice(0, 2)).toEqual(['Host', `127.0.0.1:${app.port}`]);
});

test('HEAD and GET carry no body and no length', async () => {
  const app = await startApp();
  onTestFinished(() => app.close());
  const wire = openWire(optionsFor(app.port));
  for (const method of ['HEAD', 'GET']) await wire.send(shot({ method, body: Buffer.alloc(0) }));
  expect(app.seen.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  for (const { rawHeaders } of app.seen) expect(rawHeaders).not.toContain('Content-Length');
});

test('a slow body comes in pieces, and its time is not counted as that of the answer', async () => {
  let pieces = 0;
  const server = createServer((request: IncomingMessage, response) => {
    request.on('data', () => (pieces += 1));
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const wire = openWire(optionsFor((server.address() as AddressInfo).port));
  const { durationMs } = await wire.send(shot({ body: Buffer.alloc(4000, 'x'), slowlyMs: 160 }));
  expect(pieces).toBeGreaterThan(3);
  expect(durationMs).toBeLessThan(160);
});

/** Answers whatever it gets with these bytes, and closes. */
async function serverOf(bytes: string): Promise<number> {
  const server = createPlain((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test.each([
  ['no HTTP', 'SSH-2.0-nothing\r\n', 'bad-answer'],
  ['nothing at all', '', 'closed'],
  ['half an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', 'closed'],
])('%s is a result', async (_name, bytes, code) => {
  const { result } = await openWire(optionsFor(await serverOf(bytes))).send(shot());
  expect(result).toMatchObject({ kind: 'failed', error: { code } });
});

test('an answer that comes before the body was read counts', async () => {
  const server = createPlain((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.pause();
      socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const wire = openWire(optionsFor((server.address() as AddressInfo).port));
  const { result } = await wire.send(shot({ body: Buffer.alloc(8_000_000) }));
  expect(result).toMatchObject({ kind: 'answered', answer: { status: 413 } });
  wire.close();
});

test('no answer in time', async () => {
  const server = createPlain();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const wire = openWire(optionsFor((server.address() as AddressInfo).port, 50));
  const { result } = await wire.send(shot());
  expect(result).toEqual({ kind: 'failed', error: { code: 'timeout', message: 'no answer within 50 ms' } });
});

test.each([
  ['a length', 'HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno'],
  ['chunks', 'HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n'],
  ['the end of the connection', 'HTTP/1.0 401 No\r\n\r\nno'],
])('a timed line reads an answer that ends by %s, again and again', async (_name, bytes) => {
  const line = openWire(optionsFor(await serverOf(bytes))).openLine();
  for (let turn = 0; turn < 3; turn += 1) expect(await line.time(shot())).toMatchObject({ status: 401 });
  line.close();
});
