import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, runCli, startListen, type Listening } from '../support/cli.ts';

const SECRET = 's3cret';
const env = { WEBHOOK_SECRET: SECRET };
const BODY = Buffer.from('{"id":"evt_1","type":"order.created","data":{}}');

function hmac(body: Buffer, secret = SECRET): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

async function app(): Promise<App> {
  const started = await startApp();
  onTestFinished(() => started.close());
  return started;
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly headers: readonly string[];
}

interface Sending {
  readonly path?: string;
  readonly method?: string;
  readonly body?: Buffer;
  /** Flat name, value list. */
  readonly headers?: readonly string[];
}

/** Sends raw bytes to a path, byte for byte as given. */
function send(
  url: string,
  { path = '/', method = 'POST', body = BODY, headers = [] }: Sending = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = ['Content-Length', String(body.length)];
    const { port } = new URL(url);
    const sent = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: ['Host', `127.0.0.1:${port}`, ...headers, ...length],
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks),
            headers: response.rawHeaders,
          }),
        );
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

function signed(body: Buffer): string[] {
  return ['X-Webhook-Signature', hmac(body)];
}

function eventIds(listening: Listening): number[] {
  return listening.lines.filter(({ kind }) => kind === 'event').map(({ id }) => Number(id));
}

const BODIES: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from([0])],
  ['all bytes', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
  ['invalid UTF-8', Buffer.from([0xc3, 0x28, 0xff])],
  ['CRLF', Buffer.from('{"a":1}\r\n')],
  ['BOM', Buffer.from('\ufeff{"a":1}')],
  ['gzip', gzipSync('{"a":1}')],
  ['1 MB', randomBytes(1024 * 1024)],
];

test('bodies and paths arrive byte for byte at the app, in the log and from show --body', async () => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  const listening = await startListen([`${port}`, '--tunnel', 'none'], { cwd, env });
  const path = '/a%2Fb/c+d?x=1&x=2&y=%20+';
  for (const [, body] of BODIES) {
    expect((await send(listening.localUrl, { path, body, headers: signed(body) })).status).toBe(200);
  }
  const ids = eventIds(listening);
  for (const [index, [name, body]] of BODIES.entries()) {
    const sha256 = createHash('sha256').update(body).digest('hex');
    expect(seen[index], name).toMatchObject({ sha256, url: path });
    expect(listening.lines.find(({ id }) => id === ids[index])).toMatchObject({ bodySha256: sha256, path });
    const shown = await runCli(['show', String(ids[index]), '--body'], { cwd, env });
    expect(createHash('sha256').update(shown.bytes).digest('hex'), name).toBe(sha256);
  }
});

const right = hmac(BODY);
const BAD: readonly (readonly [string, string[]])[] = [
  ['missing', []],
  ['empty', ['X-Webhook-Signature', '']],
  ['tampered', ['X-Webhook-Signature', hmac(Buffer.from('other'))]],
  ['wrong secret', ['X-Webhook-Signature', hmac(BODY, 'other')]],
  ['truncated', ['X-Webhook-Signature', right.slice(0, 63)]],
  ['upper case', ['X-Webhook-Signature', right.toUpperCase()]],
  ['twice in one', ['X-Webhook-Signature', `${right}, ${right}`]],
  ['twice', ['X-Webhook-Signature', right, 'X-Webhook-Signature', right]],
  ['10 kB', ['X-Webhook-Signature', 'a'.repeat(10_000)]],
];

test('a signature that is wrong in any way: stored, 401, not forwarded', async () => {
  const { port, seen } = await app();
  const listening = await startListen([`${port}`, '--tunnel', 'none'], { cwd: emptyFolder(), env });
  for (const [index, [name, headers]] of BAD.entries()) {
    const answer = await send(listening.localUrl, { headers });
    expect(answer.status, name).toBe(401);
    expect(String(answer.body), name).not.toContain(right.slice(0, 8));
    expect((await send(listening.localUrl, { headers: signed(BODY) })).status, name).toBe(200);
    expect(seen, name).toHaveLength(index + 1);
    const events = listening.lines.filter(({ kind }) => kind === 'event');
    expect(events.at(-2), name).toMatchObject({ outcome: 'rejected' });
  }
});

test('--forward-invalid passes them on', async () => {
  const { port, seen } = await app();
  const listening = await startListen([`${port}`, '--tunnel', 'none', '--forward-invalid'], {
    cwd: emptyFolder(),
    env,
  });
  for (const [, headers] of BAD) expect((await send(listening.localUrl, { headers })).status).toBe(200);
  expect(seen).toHaveLength(BAD.length);
});

test("the sender gets the app's own answer, without its cookies", async () => {
  const started = await app();
  started.respond((_request, response) => {
    response.writeHead(418, ['X-One', 'a', 'x-one', 'b', 'Set-Cookie', 'sid=1', 'Content-Type', 'x/y']);
    response.end(Buffer.from([0, 255]));
  });
  const listening = await startListen([`${started.port}`, '--tunnel', 'none'], { cwd: emptyFolder(), env });
  const answer = await send(listening.localUrl, { headers: signed(BODY) });
  expect(answer).toMatchObject({ status: 418, body: Buffer.from([0, 255]) });
  expect(answer.headers.join(' ')).toContain('X-One a x-one b Content-Type x/y');
  expect(answer.headers.join(' ')).not.toContain('sid=1');
});

type Fault = readonly [name: string, status: 502 | 504 | 'in time', behave: Parameters<App['respond']>[0]];
const FAULTS: readonly Fault[] = [
  ['hangs', 504, () => undefined],
  ['drips', 504, (_request, response) => drip(response.socket as NodeJS.WritableStream)],
  ['resets', 502, (_request, response) => response.socket?.resetAndDestroy()],
  [
    'resets in the middle',
    502,
    (_request, response) => {
      response.write('half');
      response.socket?.resetAndDestroy();
    },
  ],
  ['answers no HTTP', 502, (_request, response) => response.socket?.end('nonsense\r\n\r\n')],
  [
    'answers 99,999 headers',
    502,
    (_request, response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      for (let n = 0; n < 99_999; n += 1) response.socket?.write(`X-${n}: y\r\n`);
      response.socket?.end('\r\n');
    },
  ],
  ['answers without end', 'in time', (_request, response) => flood(response)],
  [
    'answers 999',
    502,
    (_request, response) => response.socket?.end('HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'),
  ],
];

function drip(socket: NodeJS.WritableStream): void {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n');
  const timer = setInterval(() => socket.write('x'), 20);
  socket.once('close', () => clearInterval(timer));
}

/** A gigabyte, as fast as it is taken. */
function flood(response: NodeJS.WritableStream): void {
  const piece = Buffer.alloc(1024 * 1024);
  let left = 1024;
  const more = (): void => {
    while (left > 0) {
      left -= 1;
      if (!response.write(piece)) return void response.once('drain', more);
    }
    response.end();
  };
  more();
}

/** The most memory a process has used so far, where the system tells. */
function peakMemoryMb(pid: number): number {
  const file = `/proc/${pid}/status`;
  const peak = existsSync(file) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8')) : null;
  return peak === null ? 0 : Number(peak[1]) / 1024;
}

test.each(FAULTS)(
  'an app that %s: the event is kept, the sender gets %s, the next one is served',
  async (...fault) => {
    const [, status, behave] = fault;
    const started = await app();
    started.respond(behave);
    const args = [`${started.port}`, '--tunnel', 'none', '--timeout', '500ms'];
    const listening = await startListen(args, { cwd: emptyFolder(), env });
    const answered = (await send(listening.localUrl, { headers: signed(BODY) })).status;
    // Which limit a flood meets first, size or time, is the machine's speed.
    expect(status === 'in time' ? [502, 504] : [status]).toContain(answered);
    started.respond((_request, response) => response.end('fine'));
    expect((await send(listening.localUrl, { headers: signed(BODY) })).status).toBe(200);
    expect(listening.lines.filter(({ kind }) => kind === 'attempt')).toMatchObject([
      { eventId: 1, status: null, error: expect.any(String) },
      { eventId: 2, status: 200, error: null },
    ]);
    expect(peakMemoryMb(listening.pid)).toBeLessThan(400);
  },
);

test('an app that is down: 502, kept; up again: replay delivers it', async () => {
  const first = await startApp();
  await first.close();
  const cwd = emptyFolder();
  const listening = await startListen([`${first.port}`, '--tunnel', 'none'], { cwd, env });
  expect((await send(listening.localUrl, { headers: signed(BODY) })).status).toBe(502);
  expect(listening.lines.at(-1)).toMatchObject({ error: 'app refused the connection on ::1 and 127.0.0.1' });
  const again = await startApp({ port: first.port });
  onTestFinished(() => again.close());
  expect(await runCli(['replay', 'last'], { cwd, env })).toMatchObject({ code: 0 });
  expect(again.seen).toMatchObject([{ body: BODY, method: 'POST', url: '/' }]);
  const shown = JSON.parse((await runCli(['show', '1', '--json'], { cwd, env })).stdout) as object;
  expect(shown).toMatchObject({
    outcome: 'delivered',
    attempts: [
      { n: 1, cause: 'forward' },
      { n: 2, cause: 'replay' },
    ],
  });
});

test('too large a body is refused only after it was read, and is no event', async () => {
  const { port } = await app();
  const listening = await startListen([`${port}`, '--tunnel', 'none', '--max-body', '1kb'], {
    cwd: emptyFolder(),
    env,
  });
  expect((await send(listening.localUrl, { body: Buffer.alloc(100_000) })).status).toBe(413);
  expect(eventIds(listening)).toEqual([]);
});

test('--events stores the others without forwarding them', async () => {
  const { port, seen } = await app();
  const listening = await startListen([`${port}`, '--tunnel', 'none', '--events', 'product.*'], {
    cwd: emptyFolder(),
    env,
  });
  expect((await send(listening.localUrl, { headers: signed(BODY) })).status).toBe(200);
  expect(seen).toEqual([]);
  expect(listening.lines.at(-1)).toMatchObject({ kind: 'event', outcome: 'filtered' });
});

test('trigger goes in at the running listener and is known by it', async () => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  const listening = await startListen([`${port}/hooks`, '--tunnel', 'none'], { cwd, env });
  const done = await runCli(['trigger', 'order.created', '--json'], { cwd, env });
  expect(done.code).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({
    origin: 'trigger',
    outcome: 'delivered',
    attempts: [{ status: 200 }],
  });
  expect(seen.map(({ url }) => url)).toEqual(['/hooks']);
  expect(seen[0]?.rawHeaders.join().toLowerCase()).not.toContain('x-webhook-cli');
  expect(await listening.stop()).toBe(0);
});

test('a request at a path nobody configured is kept and answered 404', async () => {
  const { port } = await app();
  const args = [`${port}`, '--tunnel', 'none', '--endpoint-path', '/hooks'];
  const listening = await startListen(args, { cwd: emptyFolder(), env });
  expect((await send(listening.localUrl, { path: '/other' })).status).toBe(404);
  expect((await send(listening.localUrl, { path: '/hooks?a=1', headers: signed(BODY) })).status).toBe(200);
  expect(eventIds(listening)).toEqual([1, 2]);
});
