import { Agent, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { textReply } from '../../src/core/reply.ts';
import {
  startReceiver,
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
} from '../../src/http/receiver.ts';
import { rawConnection, rawStatus, untilClosed } from '../support/raw-client.ts';

interface Started extends Receiver {
  readonly got: ReceivedRequest[];
  readonly notices: string[];
}

async function start(options: Partial<ReceiverOptions> = {}): Promise<Started> {
  const got: ReceivedRequest[] = [];
  const notices: string[] = [];
  const receiver = await startReceiver({
    port: 0,
    portMayMove: false,
    avoidPorts: [],
    maxBodyBytes: 1000,
    control: ({ path }) => (path === '/ours' ? textReply(200, 'ours') : undefined),
    handle: (one) => {
      got.push(one);
      return Promise.resolve(textReply(200, 'got it'));
    },
    notify: (message) => notices.push(message),
    now: Date.now,
    ...options,
  });
  onTestFinished(() => receiver.close());
  return { ...receiver, got, notices };
}

function post(
  port: number,
  body: Buffer,
  options: { agent?: Agent; isChunked?: boolean } = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = options.isChunked
      ? { 'Transfer-Encoding': 'chunked' }
      : { 'Content-Length': body.length };
    const sending = request(
      { port, host: '127.0.0.1', method: 'POST', headers, agent: options.agent },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sending.once('error', reject);
    sending.end(body);
  });
}

test.each([
  [
    'content length and chunks',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  [
    'two content lengths',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    400,
  ],
  ['two hosts', 'POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n', 400],
  ['no host', 'POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n', 400],
  [
    'an absolute target',
    'POST http://169.254.169.254/ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n',
    400,
  ],
  ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['an escape in the path', 'POST /\x1b[31m HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['a NUL in a header', 'POST / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n', 400],
  ['a bad chunk size', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00', 400],
  ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n', 0],
  ['an odd expectation', 'POST / HTTP/1.1\r\nHost: a\r\nExpect: x\r\nContent-Length: 0\r\n\r\n', 417],
])('%s is refused, and no event', async (_what, bytes, status) => {
  const { port, got } = await start();
  expect(await rawStatus(port, bytes)).toBe(status);
  expect(await post(port, Buffer.from('x'))).toBe(200);
  expect(got).toHaveLength(1);
});

test('headers are kept raw: order, case, repeats, bytes above 0x7f, __proto__', async () => {
  const { port, got } = await start();
  const lines = [
    'Host: a',
    'X-Sig: one',
    'x-sig: two',
    '__proto__: x',
    'X-N: \xe2\x82\xac',
    'Upgrade: h2c',
    'Connection: close',
  ];
  expect(
    await rawStatus(port, `PATCH /a?b HTTP/1.1\r\n${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`),
  ).toBe(200);
  expect(got[0]).toMatchObject({ method: 'PATCH', path: '/a?b' });
  expect(got[0]?.headers.map((pair) => pair.join(': '))).toEqual([...lines, 'Content-Length: 0']);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

test.each([true, false])(
  'too large a body is read to its end, and the connection stays usable (chunked: %s)',
  async (isChunked) => {
    const { port, got } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    expect(await post(port, Buffer.alloc(5_000_000), { agent, isChunked })).toBe(413);
    expect(await post(port, Buffer.from('x'), { agent })).toBe(200);
    expect(got).toHaveLength(1);
  },
);

test('bodies that together are too much for memory are asked to come again', async () => {
  const { port } = await start({ maxInFlightBytes: 500 });
  expect(await post(port, Buffer.alloc(600))).toBe(503);
  expect(await post(port, Buffer.alloc(400))).toBe(200);
  expect(await post(port, Buffer.alloc(400))).toBe(200);
});

test('connections that sent nothing outlive every deadline; half a head or body does not', async () => {
  const { port, got } = await start({ requestDeadlineMs: 100 });
  const idle = await rawConnection(port);
  const halves = ['POST / HTTP/1.1\r\nHost:', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc'];
  for (const half of halves) {
    const socket = await rawConnection(port);
    socket.write(half);
    expect(await untilClosed(socket)).toContain('HTTP/1.1 408');
  }
  expect(idle.destroyed).toBe(false);
  idle.end('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx');
  expect(await untilClosed(idle)).toContain('200 OK');
  expect(got).toHaveLength(1);
});

test('our own requests are answered and no events', async () => {
  const { port, got } = await start();
  expect(await rawStatus(port, 'GET /ours HTTP/1.1\r\nHost: a\r\n\r\n')).toBe(200);
  expect(got).toEqual([]);
});

test('a handler that fails is a 500 without detail, and a notice', async () => {
  const { port, notices } = await start({ handle: () => Promise.reject(new Error('secret detail')) });
  const socket = await rawConnection(port);
  socket.end('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n');
  const answer = await untilClosed(socket);
  expect(answer).toContain('500 Internal');
  expect(answer).not.toContain('secret detail');
  expect(notices).toEqual([expect.stringContaining('secret detail')]);
});

test('an answer Node would refuse to write loses its bad header, not itself', async () => {
  const reply = {
    status: 200,
    headers: [
      ['X-A', 'a\nb'],
      ['X-B', 'ok'],
      ['b ad', 'x'],
    ] as const,
    body: Buffer.from('y'),
  };
  const { port } = await start({ handle: () => Promise.resolve(reply) });
  const socket = await rawConnection(port);
  socket.end('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n');
  expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\nX-B: ok\r\n.*\r\n\r\ny$/s);
});

test('a taken port: the next one, or one clear error', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  await expect(start({ port })).rejects.toThrow(`port ${port} is already in use`);
  expect((await start({ port, portMayMove: true })).port).toBeGreaterThan(port);
});

test('close lets a request in flight end', async () => {
  let release = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    release = resolve;
  });
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const receiver = await start({
    handle: async () => {
      release();
      await answered;
      return textReply(200, 'late');
    },
  });
  const status = post(receiver.port, Buffer.from('x'));
  await begun;
  const closed = receiver.close();
  answer();
  expect(await status).toBe(200);
  await closed;
});
