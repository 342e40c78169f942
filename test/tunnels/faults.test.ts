import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { wait } from '../../src/tunnels/wait.ts';
import { IS_REAL, pathScene, TIMINGS, type PathScene } from '../support/path-scene.ts';
import type { ApiMode, TunnelServer } from '../support/tunnel-server.ts';

const localtunnel = createRequire(import.meta.url)('localtunnel') as (
  options: object,
) => Promise<{ url: string; close(): void; on(event: 'error', listener: () => void): void }>;

/** What a path may take to carry webhooks again once the server is well. */
const WITHIN_MS = 2 * TIMINGS.probeEveryMs;

const rows: string[] = [];

/** Notes for the table what the user saw and how long the way back took. */
function note(fault: string, line: string, tookMs: number | null): void {
  const took = tookMs === null ? 'does not come back' : `${(tookMs / 1000).toFixed(1)} s`;
  rows.push(`| ${fault} | ${line.replaceAll(/localhost:\d+/g, 'localhost:…').trim()} | ${took} |`);
  if (tookMs !== null) expect(tookMs).toBeLessThanOrEqual(WITHIN_MS);
}

afterAll(() => {
  const head = `probe interval ${TIMINGS.probeEveryMs / 1000} s\n| fault | what the user sees | back after |`;
  process.stdout.write(`${head}\n| --- | --- | --- |\n${rows.join('\n')}\n`);
});

async function ready(scene: PathScene): Promise<void> {
  await scene.line('Ready');
  await scene.delivered();
}

test('the server is killed and restarted', async () => {
  const scene = await pathScene();
  await ready(scene);
  await scene.server.stop();
  const line = await scene.line('PUBLIC URL DOWN');
  await scene.server.start();
  note('server killed and restarted', line, await scene.delivered());
  expect(await scene.line('PUBLIC URL UP')).toContain('was down from');
  expect(await scene.line('Store tries again')).toContain('comes by itself');
});

test('the server is gone for good: said once per reason, and local events go on', async () => {
  const scene = await pathScene();
  await ready(scene);
  await scene.server.stop();
  await scene.line('PUBLIC URL DOWN');
  const line = await scene.line('still trying');
  note('server gone for good', line, null);
  const before = scene.app.seen.length;
  await fetch(`http://localhost:${scene.receiverPort}/`, { method: 'POST', body: 'x' });
  expect(scene.app.seen.length).toBe(before);
  expect(await scene.line('#2')).toContain('signature');
});

test.each([
  ['hang', 'did not answer within'],
  [403, 'answered 403'],
  [500, 'answered 500'],
  ['html', 'a web page answered'],
  ['late', 'connection refused'],
] as [ApiMode, string][])('the API: %s', async (api, says) => {
  const scene = await pathScene({ prepare: (server) => void (server.api = api) });
  const line = await scene.line(says);
  scene.server.api = 'ok';
  const fault = api === 'late' ? 'answer later than the grace' : `API: ${api}`;
  note(fault, line, await scene.delivered());
});

test.each(['fin', 'rst'] as const)('every connection is dropped by %s', async (how) => {
  const scene = await pathScene();
  await ready(scene);
  scene.server.dropSockets(how);
  note(
    `connections dropped by ${how.toUpperCase()}`,
    '(nothing: no webhook is lost)',
    await scene.delivered(),
  );
  expect(scene.lines.filter((line) => line.includes('PUBLIC URL'))).toEqual([]);
});

test('a server that accepts and closes', async () => {
  const scene = await pathScene({ prepare: (server) => void (server.closesAtOnce = true) });
  const line = await scene.line('closes connections at once');
  scene.server.closesAtOnce = false;
  note('accepts, then closes', line, await scene.delivered());
});

test('the name is taken', async () => {
  const scene = await pathScene({ prepare: (server) => server.hold('acme-dev') });
  const line = await scene.line('is taken, got');
  const other = await scene.line('Ready');
  const publicUrl = /http:\/\/r\w+\.lt\.localhost:\d+/.exec(other)?.[0];
  note('name taken', line, await scene.delivered(publicUrl));
});

test('the name is taken and must be had', async () => {
  const scene = await pathScene({ requireName: true, prepare: (server) => server.hold('acme-dev') });
  const { message } = await scene.failed;
  note('name taken, --require-subdomain', `error: ${message}`, null);
});

async function restartWithout(server: TunnelServer): Promise<void> {
  await server.stop();
  server.hold('acme-dev');
}

test('the name is lost after a restart', async () => {
  const scene = await pathScene();
  await ready(scene);
  await restartWithout(scene.server);
  await scene.line('PUBLIC URL DOWN');
  await scene.server.start();
  const start = performance.now();
  const line = await scene.line('for now');
  const makeshift = /is now (\S+):/.exec(line)?.[1];
  await scene.delivered(makeshift);
  note('name lost after a restart', line, performance.now() - start);
  // Later, when the server would have let go of it, the change is for good.
  expect(await scene.line('register the new one')).toContain(String(makeshift));
  await scene.delivered(makeshift);
});

test('the name is held for a while after a restart, and ours again then', async () => {
  const scene = await pathScene();
  await ready(scene);
  await restartWithout(scene.server);
  await scene.line('PUBLIC URL DOWN');
  await scene.server.start();
  const line = await scene.line('for now');
  await scene.delivered(/is now (\S+):/.exec(line)?.[1]);
  scene.server.release('acme-dev');
  const start = performance.now();
  const back = await scene.line('ours again');
  await scene.delivered();
  note('name held by the server for a while', back, performance.now() - start);
});

test('the name is lost after a restart and must be had', async () => {
  const scene = await pathScene({ requireName: true });
  await ready(scene);
  await restartWithout(scene.server);
  await scene.line('PUBLIC URL DOWN');
  await scene.server.start();
  const { message } = await scene.failed;
  note('name lost, --require-subdomain', `error: ${message}`, null);
});

test('half-open connections that carry nothing', async () => {
  const scene = await pathScene();
  await ready(scene);
  scene.server.goSilent();
  const line = await scene.line('PUBLIC URL DOWN');
  scene.server.speak();
  note('half-open, no bytes', line, await scene.delivered());
});

/** The longest silence: real, or as long as shrunk limits of Node take to break the tunnel beside ours. */
async function silence(server: TunnelServer): Promise<void> {
  if (IS_REAL) return wait(100_000);
  const limits = { headersTimeout: 100, requestTimeout: 100, connectionsCheckingInterval: 20 };
  const limited = createServer(limits, (_request, response) => response.end('never'));
  let ended = 0;
  const broken = new Promise<void>((resolve) => {
    limited.on('clientError', (_error, socket) => {
      socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      ended += 1;
      if (ended === 10) resolve();
    });
  });
  await new Promise<void>((resolve) => limited.listen(0, 'localhost', resolve));
  const { port } = limited.address() as AddressInfo;
  const client = await localtunnel({ host: server.url, port, subdomain: 'limited' });
  client.on('error', () => undefined);
  onTestFinished(() => {
    client.close();
    limited.closeAllConnections();
    limited.close();
  });
  await broken;
  const { hostname } = new URL(client.url);
  const answer = await request(server.url, { headers: { host: hostname } });
  expect(answer.statusCode).toBe(408);
}

test('silence before the first webhook', async () => {
  const scene = await pathScene();
  await scene.line('Ready');
  await silence(scene.server);
  note('100 s of silence before the first webhook', '(nothing: no webhook is lost)', await scene.delivered());
  expect(scene.lines.filter((line) => line.includes('PUBLIC URL'))).toEqual([]);
});
