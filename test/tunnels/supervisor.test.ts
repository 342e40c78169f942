import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { PathState } from '../../src/core/public-path.ts';
import { createBackoff } from '../../src/tunnels/backoff.ts';
import { isValidSubdomain } from '../../src/tunnels/localtunnel.ts';
import { createProbe, type Probe } from '../../src/tunnels/probe.ts';
import type { SupervisorOptions } from '../../src/tunnels/supervisor-options.ts';
import { supervise } from '../../src/tunnels/supervisor.ts';
import type { TunnelTimings } from '../../src/tunnels/timings.ts';
import type { TunnelEvent } from '../../src/tunnels/tunnel-event.ts';
import { TunnelError, type SessionEnd, type TunnelProvider } from '../../src/tunnels/types.ts';

const FAST: TunnelTimings = {
  openDeadlineMs: 200,
  probeTimeoutMs: 200,
  probeEveryMs: 10,
  firstRetryMs: 1,
  longestRetryMs: 5,
  nameGraceMs: 60,
  clockJumpMs: 5000,
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
  return { provider, asked, end: (reason: string) => ends.at(-1)?.({ kind: 'lost', reason }) };
}

/** Supervises, and lets the test wait for events. */
function watched({
  provider,
  ...options
}: { provider: TunnelProvider; probe: Probe } & Partial<SupervisorOptions>) {
  const events: TunnelEvent[] = [];
  const statuses: PathState[] = [];
  const waiting: (() => void)[] = [];
  const supervisor = supervise({
    providers: [provider],
    port: 1,
    name: undefined,
    requireName: false,
    timings: FAST,
    emit: (event) => {
      if (event.kind === 'status') statuses.push(event.status.state);
      else events.push(event);
      for (const look of waiting) look();
    },
    ...options,
  });
  onTestFinished(() => supervisor.stop());
  const until = <K extends TunnelEvent['kind']>(kind: K, times = 1): Promise<TunnelEvent & { kind: K }> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = events.filter((event) => event.kind === kind);
        if (found.length >= times) resolve(found[times - 1] as TunnelEvent & { kind: K });
      };
      waiting.push(look);
      look();
    });
  return { supervisor, events, statuses, until };
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

test('after a loss another name serves for now, and the old one is asked for again', async () => {
  const probe = createProbe();
  const names = ['mine', 'other'];
  const { provider, end, asked } = scripted(await site(ourselves(probe)), names);
  const timings = { ...FAST, nameGraceMs: 60_000 };
  const { until } = watched({ probe, provider, name: 'mine', timings });
  await until('up');
  end('gone');
  await until('up', 2);
  // Given back only now: else it may come before the other name was found to work.
  names.push('mine');
  await until('up', 3);
  expect(new Set(asked)).toEqual(new Set(['mine']));
});

test('after its grace a name that must be had fails instead of changing', async () => {
  const probe = createProbe();
  const { provider, end } = scripted(await site(ourselves(probe)), ['mine', 'other']);
  const { until, events } = watched({ probe, provider, name: 'mine', requireName: true });
  await until('up');
  end('gone');
  await until('failed');
  expect(events.map(({ kind }) => kind)).toEqual(['up', 'down', 'unavailable', 'failed']);
});

test('the gap goes from the last good probe to the next', async () => {
  const probe = createProbe();
  let clock = 1000;
  const { provider, end } = scripted(await site(ourselves(probe)));
  const { until } = watched({
    probe,
    provider,
    now: () => clock,
    timings: { ...FAST, probeEveryMs: 60_000 },
  });
  expect(await until('up')).toMatchObject({ gap: null });
  clock = 9000;
  end('gone');
  expect(await until('up', 2)).toMatchObject({ gap: { from: 1000, to: 9000 } });
});

test('a clock that jumps is a machine that slept: the path is probed at once', async () => {
  const probe = createProbe();
  let clock = 0;
  let isOurs = true;
  const url = await site((request, response) =>
    isOurs ? ourselves(probe)(request, response) : void response.end('no'),
  );
  const timings = { ...FAST, probeEveryMs: 60_000, clockJumpMs: 30_000 };
  const { until } = watched({ probe, provider: scripted(url).provider, timings, now: () => clock });
  await until('up');
  isOurs = false;
  clock += 3_600_000;
  expect(await until('down')).toMatchObject({ reason: expect.stringContaining('somebody else') });
}, 10_000);

test('trouble that the provider sees is probed at once, and shown as failing', async () => {
  const probe = createProbe();
  let isOurs = true;
  const url = await site((request, response) =>
    isOurs ? ourselves(probe)(request, response) : void response.end('no'),
  );
  const { provider } = scripted(url);
  let trouble: (what: string) => void = () => undefined;
  const troubled: TunnelProvider = {
    name: 'troubled',
    open: async (options) => ({
      ...(await provider.open(options)),
      onTrouble: (listener) => void (trouble = listener),
    }),
  };
  const { until, statuses } = watched({
    probe,
    provider: troubled,
    timings: { ...FAST, probeEveryMs: 60_000 },
  });
  await until('up');
  isOurs = false;
  trouble('all connections are gone');
  await until('down');
  expect(statuses.slice(0, 4)).toEqual(['opening', 'probing', 'up', 'degraded']);
});

test('names may take a while to lead here: failing probes do not count until then', async () => {
  const probe = createProbe();
  let asked = 0;
  const url = await site((request, response) => {
    asked += 1;
    if (asked > 6) ourselves(probe)(request, response);
    else response.writeHead(530).end();
  });
  const { provider, asked: opened } = scripted(url);
  const slow: TunnelProvider = {
    name: 'slow',
    open: async (options) => ({ ...(await provider.open(options)), settleMs: 60_000 }),
  };
  const { until } = watched({ probe, provider: slow });
  await until('up');
  expect(opened).toHaveLength(1);
});

function broken(name: string, end: SessionEnd): TunnelProvider & { tries(): number } {
  let tries = 0;
  return {
    name,
    tries: () => tries,
    open: () => {
      tries += 1;
      return Promise.reject(new TunnelError(end));
    },
  };
}

test.each([
  ['rate-limited', 1],
  ['unavailable', 1],
  ['lost', 3],
] as const)('a tunnel that is %s gives way to the next after %i tries', async (kind, tries) => {
  const probe = createProbe();
  const first = broken('first', { kind, reason: 'no', retryAfterMs: 60_000 });
  const timings = { ...FAST };
  const { provider: second } = scripted(await site(ourselves(probe)));
  const end: SessionEnd =
    kind === 'lost' ? { kind, reason: 'no' } : { kind, reason: 'no', retryAfterMs: 60_000 };
  const one = kind === 'lost' ? broken('first', end) : first;
  const { until } = watched({ provider: one, probe, providers: [one, second], timings });
  expect(await until('failover')).toMatchObject({ from: 'first', to: 'scripted', reason: 'no' });
  await until('up');
  expect(one.tries()).toBe(tries);
});

test('two tunnels that are both down are not tried at full speed', async () => {
  const [one, two] = ['one', 'two'].map((name) => broken(name, { kind: 'unavailable', reason: 'no' })) as [
    ReturnType<typeof broken>,
    ReturnType<typeof broken>,
  ];
  const timings = { ...FAST, firstRetryMs: 60_000, longestRetryMs: 60_000 };
  const { until } = watched({ provider: one, probe: createProbe(), providers: [one, two], timings });
  await until('failover', 2);
  expect([one.tries(), two.tries()]).toEqual([1, 1]);
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
