import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createBackoff } from '../../src/tunnels/backoff.ts';
import { isValidSubdomain } from '../../src/tunnels/localtunnel.ts';
import { createProbe, type Probe } from '../../src/tunnels/probe.ts';
import {
  supervise,
  type SupervisorOptions,
  type TunnelEvent,
  type TunnelTimings,
} from '../../src/tunnels/supervisor.ts';
import type { SessionEnd, TunnelProvider } from '../../src/tunnels/types.ts';

const FAST: TunnelTimings = {
  openDeadlineMs: 200,
  probeTimeoutMs: 200,
  probeEveryMs: 10,
  firstRetryMs: 1,
  longestRetryMs: 5,
  nameGraceMs: 60,
};

/** A web server that stands where a public URL leads. */
async function site(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://acme.localhost:${(server.address() as AddressInfo).port}`;
}

function ourselves(probe: Probe): RequestListener {
  return (request, response) =>
    response.end(probe.answer({ method: 'GET', path: request.url ?? '' })?.body ?? 'app');
}

/** A provider whose sessions the test ends; names are granted in the given order. */
function scripted(publicUrl: string, names: readonly (string | null)[] = [null]) {
  const asked: (string | undefined)[] = [];
  const ends: ((end: SessionEnd) => void)[] = [];
  const provider: TunnelProvider = {
    name: 'scripted',
    open: ({ name }) => {
      asked.push(name);
      const granted = names[Math.min(asked.length, names.length) - 1] as string | null;
      const ended = new Promise<SessionEnd>((resolve) => ends.push(resolve));
      return Promise.resolve({ publicUrl, name: granted, ended, close: () => Promise.resolve() });
    },
  };
  return { provider, asked, end: (reason: string) => ends.at(-1)?.({ reason }) };
}

/** Supervises, and lets the test wait for events. */
function watched(options: Pick<SupervisorOptions, 'provider' | 'probe'> & Partial<SupervisorOptions>) {
  const events: TunnelEvent[] = [];
  const waiting: (() => void)[] = [];
  const supervisor = supervise({
    port: 1,
    name: undefined,
    requireName: false,
    timings: FAST,
    emit: (event) => {
      events.push(event);
      for (const look of waiting) look();
    },
    ...options,
  });
  onTestFinished(() => supervisor.stop());
  const until = (kind: TunnelEvent['kind'], times = 1): Promise<TunnelEvent> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = events.filter((event) => event.kind === kind);
        if (found.length >= times) resolve(found[times - 1] as TunnelEvent);
      };
      waiting.push(look);
      look();
    });
  return { supervisor, events, until };
}

test('only our own answer counts: not an echo, not a page, not another process', async () => {
  const probe = createProbe();
  const other = createProbe();
  const strangers: RequestListener[] = [
    (request, response) => response.end(request.url),
    (_request, response) => response.end('<p>Welcome</p>'),
    (_request, response) => response.writeHead(204).end(),
    (_request, response) => response.writeHead(302, { Location: '/' }).end(),
    (_request, response) => response.writeHead(404).end(),
    (_request, response) => response.end('x'.repeat(1_000_000)),
    ourselves(other),
    (request) => request.socket.destroy(),
    () => undefined,
  ];
  for (const stranger of strangers) {
    expect(await probe.check(await site(stranger), 200)).toMatchObject({
      kind: 'failed',
      reason: expect.any(String),
    });
  }
  expect(await probe.check(await site(ourselves(probe)), 2000)).toMatchObject({ kind: 'ok' });
});

test('an answer of an earlier probe is worth nothing later', async () => {
  const probe = createProbe();
  let recorded: Buffer | undefined;
  const url = await site((request, response) => {
    recorded ??= probe.answer({ method: 'GET', path: request.url ?? '' })?.body;
    response.end(recorded);
  });
  expect(await probe.check(url, 2000)).toMatchObject({ kind: 'ok' });
  expect(await probe.check(url, 2000)).toMatchObject({ kind: 'failed' });
});

test('up after a probe, down when the session ends, up again with the name it had', async () => {
  const probe = createProbe();
  const { provider, asked, end } = scripted(await site(ourselves(probe)), ['granted']);
  const { supervisor, until } = watched({ provider, probe });
  await until('up');
  expect(supervisor.publicUrl()).toContain('acme.localhost');
  end('gone');
  expect(await until('down')).toMatchObject({ reason: 'gone' });
  await until('up', 2);
  expect(asked).toEqual([undefined, 'granted']);
});

test('a path that stops leading to us is noticed without any event from the provider', async () => {
  const probe = createProbe();
  let isOurs = true;
  const url = await site((request, response) =>
    isOurs ? ourselves(probe)(request, response) : void response.end('no'),
  );
  const { until } = watched({ probe, provider: scripted(url).provider });
  await until('up');
  isOurs = false;
  await until('down');
  isOurs = true;
  await until('up', 2);
});

test('a stranger at the URL is never up, and is told once', async () => {
  const url = await site((_request, response) => response.end('hello'));
  const { provider, asked } = scripted(url);
  const { events, until } = watched({ probe: createProbe(), provider });
  await until('unavailable');
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (asked.length < 5) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
  expect(events).toHaveLength(1);
});

test('after a loss the old name is waited for; only then a new URL is told as changed', async () => {
  const probe = createProbe();
  const { provider, end } = scripted(await site(ourselves(probe)), ['mine', 'other']);
  const { until, events } = watched({ probe, provider, name: 'mine' });
  await until('up');
  end('gone');
  await until('up', 2);
  expect(events.map(({ kind }) => kind)).toEqual(['up', 'down', 'unavailable', 'up']);
});

test('a name that must be had and is taken fails', async () => {
  const { provider } = scripted('http://acme.localhost:1', ['other']);
  const { until } = watched({ probe: createProbe(), provider, name: 'mine', requireName: true });
  expect(await until('failed')).toMatchObject({ reason: 'the name mine is taken' });
});

test('stop does not wait for a server that never answers', async () => {
  const provider: TunnelProvider = { name: 'hangs', open: () => new Promise(() => undefined) };
  const { supervisor } = watched({ probe: createProbe(), provider });
  await supervisor.stop();
  expect(supervisor.publicUrl()).toBeNull();
});

test('the waiting grows to its limit, and begins again', () => {
  const backoff = createBackoff({ firstMs: 100, longestMs: 300, random: () => 0 });
  expect([backoff.next(), backoff.next(), backoff.next(), backoff.next()]).toEqual([100, 200, 300, 300]);
  backoff.reset();
  expect(backoff.next()).toBe(100);
});

test.each([
  ['acme-dev', true],
  ['abcd', true],
  ['abc', false],
  ['Acme', false],
  ['-abc', false],
  ['a.b.c', false],
  ['a'.repeat(64), false],
])('the name %s: %s', (name, isValid) => expect(isValidSubdomain(name)).toBe(isValid));
