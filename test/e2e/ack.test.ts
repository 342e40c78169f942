import { writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, runCli, runHere, startListen, type Listening } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';

const ACK = ['--tunnel', 'none', '--ack'];

async function send(localUrl: string, id: string, to = '/'): Promise<number> {
  const body = JSON.stringify({ id, type: 'order.created' });
  const response = await fetch(new URL(to, localUrl), { method: 'POST', body });
  await response.arrayBuffer();
  return response.status;
}

const idsOf = (app: App): string[] =>
  app.seen.map(({ body }) => (JSON.parse(body.toString()) as { id: string }).id);

const isDown = (line: Record<string, unknown>): boolean => line['kind'] === 'app' && line['state'] === 'down';
const isUp = (line: Record<string, unknown>): boolean => line['kind'] === 'app' && line['state'] === 'up';

function attemptsIn(listening: Listening, count: number): Promise<unknown> {
  return listening.line(
    () =>
      listening.lines.filter((line) => line['kind'] === 'attempt' && line['status'] === 200).length >= count,
  );
}

test('the app is down for 200 events and listen is killed twice: all arrive, once each, in order', async () => {
  const cwd = emptyFolder();
  const port = await freePort();
  const ids = Array.from({ length: 200 }, (_, index) => `evt_${index}`);
  const rounds = [ids.slice(0, 70), ids.slice(70, 140), ids.slice(140)];
  let listening: Listening | undefined;
  for (const [index, round] of rounds.entries()) {
    listening = await startListen([String(port), ...ACK], { cwd });
    for (const id of round) expect(await send(listening.localUrl, id)).toBe(202);
    await listening.line(isDown);
    if (index < 2) await listening.stop('SIGKILL');
  }
  const app = await startApp({ port });
  await app.waitFor(200);
  await listening?.line(isUp);
  await attemptsIn(listening as Listening, 200);
  expect(idsOf(app)).toEqual(ids);
  expect(await listening?.stop()).toBe(0);
  expect(listening?.stderr()).toContain('140 acknowledged events of an earlier run are delivered now');
  expect(listening?.stderr()).not.toContain('twice');
  await app.close();
}, 60_000);

test('killed in the middle of delivering, over and over: none is missing, order holds, every repeat is named', async () => {
  const cwd = emptyFolder();
  const port = await freePort();
  const ids = Array.from({ length: 60 }, (_, index) => `evt_${index}`);
  const first = await startListen([String(port), ...ACK], { cwd });
  for (const id of ids) await send(first.localUrl, id);
  await first.stop('SIGKILL');
  const app = await startApp({ port });
  for (const upTo of [9, 20, 31, 42]) {
    const listening = await startListen([String(port), ...ACK], { cwd });
    await app.waitFor(upTo);
    await listening.stop('SIGKILL');
  }
  const last = await startListen([String(port), ...ACK], { cwd });
  await last.line(({ kind, eventId, status }) => kind === 'attempt' && eventId === 60 && status === 200);
  await last.stop();
  const seen = idsOf(app);
  expect(seen.filter((id, index) => id !== seen[index - 1])).toEqual(ids);
  const db = new Database(path.join(cwd, '.webhook-cli', 'events.db'), { readonly: true });
  const interrupted = db
    .prepare("SELECT event_id FROM attempts WHERE error_code = 'interrupted'")
    .pluck()
    .all() as number[];
  db.close();
  const repeated = seen.filter((id, index) => id === seen[index - 1]);
  expect(interrupted.map((id) => `evt_${id - 1}`)).toEqual(expect.arrayContaining(repeated));
  expect(interrupted.length).toBeLessThanOrEqual(4);
  await app.close();
}, 60_000);

test('a kill between answer and note: sent again, and that is said and recorded', async () => {
  const cwd = emptyFolder();
  const app = await startApp();
  const first = await startListen([String(app.port), ...ACK], { cwd });
  app.respond(() => undefined);
  await send(first.localUrl, 'evt_1');
  await app.waitFor(1);
  await first.stop('SIGKILL');
  app.respond((_request, response) => response.end('ok'));
  const second = await startListen([String(app.port), ...ACK], { cwd });
  await app.waitFor(2);
  await attemptsIn(second, 1);
  await second.stop();
  expect(second.stderr()).toMatch(/#1 was on the way .* sent again, so the app may get it twice/);
  const { stdout } = await runHere(['show', '1', '--json'], { cwd });
  const attempts = [
    { n: 1, cause: 'forward', status: null, errorCode: 'interrupted' },
    { n: 2, cause: 'retry', status: 200 },
  ];
  expect(JSON.parse(stdout)).toMatchObject({ attempts });
  await app.close();
});

test('Ctrl-C while the app is at it ends soon, and the next start says what may come twice', async () => {
  const cwd = emptyFolder();
  const app = await startApp();
  app.respond(() => undefined);
  const listening = await startListen([String(app.port), ...ACK], { cwd });
  await send(listening.localUrl, 'evt_1');
  await app.waitFor(1);
  expect(await listening.stop('SIGINT')).toBe(0);
  const { stdout } = await runHere(['why', '1', '--json'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({ verdict: { kind: 'queued' } });
  await app.close();
});

test('endpoints do not wait for each other, and each has its order', async () => {
  const cwd = emptyFolder();
  const [slow, quick] = [await startApp(), await startApp()];
  const held: (() => void)[] = [];
  slow.respond((_request, response) => held.push(() => response.end('ok')));
  const endpoints = [
    { name: 'slow', path: '/slow', forward: `http://localhost:${slow.port}`, provider: 'store' },
    { name: 'quick', path: '/quick', forward: `http://localhost:${quick.port}`, provider: 'store' },
  ];
  writeFileSync(path.join(cwd, 'webhook.config.json'), JSON.stringify({ endpoints }));
  const listening = await startListen(ACK, { cwd });
  for (const id of ['a', 'b', 'c']) {
    expect(await send(listening.localUrl, id, '/slow')).toBe(202);
    expect(await send(listening.localUrl, id, '/quick')).toBe(202);
  }
  await quick.waitFor(3);
  expect(idsOf(quick)).toEqual(['a', 'b', 'c']);
  expect(idsOf(slow)).toEqual(['a']);
  for (let seen = 1; seen <= 3; seen += 1) {
    await slow.waitFor(seen);
    await expect.poll(() => held.length).toBe(seen);
    held[seen - 1]?.();
  }
  await attemptsIn(listening, 6);
  expect(idsOf(slow)).toEqual(['a', 'b', 'c']);
  await listening.stop();
  await Promise.all([slow.close(), quick.close()]);
});

test('an answer outside 2xx is tried again on the schedule, and said to be; then given up', async () => {
  const cwd = emptyFolder();
  const app = await startApp();
  app.respond((_request, response) => response.writeHead(500).end());
  const listening = await startListen([String(app.port), ...ACK, '--retries', '50ms,100ms'], { cwd });
  await send(listening.localUrl, 'evt_1');
  const third = await listening.line(({ kind, n }) => kind === 'attempt' && n === 3);
  expect(third).toMatchObject({ cause: 'retry', status: 500 });
  expect(await listening.stop()).toBe(0);
  const attempts = listening.lines.filter(({ kind }) => kind === 'attempt');
  const gaps = attempts.slice(1).map((one, index) => {
    const before = attempts[index] as { startedAt: string; durationMs: number };
    return Date.parse(one['startedAt'] as string) - Date.parse(before.startedAt);
  });
  expect(gaps[0]).toBeGreaterThanOrEqual(50);
  expect(gaps[1]).toBeGreaterThanOrEqual(100);
  expect(app.seen).toHaveLength(3);
  await app.close();
});

test('when a retry of a provider is due is stored and shown before anybody waits for it', async () => {
  const cwd = emptyFolder();
  const app = await startApp();
  app.respond((_request, response) => response.writeHead(500).end());
  const listening = await startListen([String(app.port), ...ACK], { cwd });
  await send(listening.localUrl, 'evt_1');
  const attempt = await listening.line(({ kind }) => kind === 'attempt');
  await listening.stop('SIGKILL');
  const shown = JSON.parse((await runHere(['show', '1', '--json'], { cwd })).stdout) as {
    queued: { tries: number; dueAt: string };
  };
  const ended = Date.parse(attempt['startedAt'] as string) + (attempt['durationMs'] as number);
  // The store's own schedule begins with 5 minutes.
  expect(Math.abs(Date.parse(shown.queued.dueAt) - ended - 300_000)).toBeLessThan(5);
  expect((await runHere(['show', '1'], { cwd })).stdout).toContain(`again at ${shown.queued.dueAt}`);
  expect((await runHere(['list'], { cwd })).stdout).toMatch(/again at \d\d:\d\d:\d\d/);
  await app.close();
});

test('two of them would deliver everything twice: the second is refused, a plain one is not', async () => {
  const cwd = emptyFolder();
  const app = await startApp();
  const listening = await startListen([String(app.port), ...ACK], { cwd });
  const second = await runCli(['listen', String(app.port), ...ACK, '--port', '0'], { cwd });
  expect(second.code).toBe(3);
  expect(second.stderr).toContain('another listen --ack of this project is running');
  const plain = await startListen([String(app.port), '--tunnel', 'none'], { cwd });
  await plain.stop();
  await listening.stop();
  await app.close();
});

test('trigger and list say that an event waits, and replay takes it out of the queue', async () => {
  const cwd = emptyFolder();
  const port = await freePort();
  const listening = await startListen([String(port), ...ACK], { cwd });
  const triggered = await runHere(['trigger', 'order.created'], { cwd });
  expect(triggered.code).toBe(0);
  expect(triggered.stdout).toContain('waits for its delivery');
  await listening.line(isDown);
  await listening.stop();
  expect((await runHere(['list'], { cwd })).stdout).toContain('waits for its delivery');
  const shown = await runHere(['show', '1', '--json'], { cwd });
  expect(JSON.parse(shown.stdout)).toMatchObject({ queued: { tries: 0, dueAt: null } });
  const plain = await startListen([String(port), '--tunnel', 'none'], { cwd });
  await plain.stop();
  expect(plain.stderr()).toContain('1 acknowledged event waits for delivery since an earlier run');
  const app = await startApp({ port });
  expect((await runHere(['replay', '1', '--to', String(port)], { cwd })).code).toBe(0);
  const again = await startListen([String(port), ...ACK], { cwd });
  await send(again.localUrl, 'evt_2');
  await attemptsIn(again, 1);
  await again.stop();
  expect(app.seen).toHaveLength(2);
  await app.close();
});

test('events of an endpoint without a target now are told and kept', async () => {
  const cwd = emptyFolder();
  const port = await freePort();
  const listening = await startListen([String(port), ...ACK], { cwd });
  await send(listening.localUrl, 'evt_1');
  await listening.stop();
  const db = new Database(path.join(cwd, '.webhook-cli', 'events.db'));
  db.exec("UPDATE deliveries SET endpoint = 'gone'");
  db.close();
  const again = await startListen([String(port), ...ACK], { cwd });
  await again.stop();
  expect(again.stderr()).toContain('1 acknowledged event of the endpoint gone cannot be delivered');
});

test.each([
  [['--retries', '5s'], '--retries needs --ack'],
  [['--ack', '--retries', 'soon'], '--retries soon: neither provider, none nor a list of waits'],
  [['--seed', '7'], '--seed needs --chaos'],
  [['--chaos', 'dup=2'], '"dup=2" is not of the form dup=20%'],
  [['--chaos', 'dup=2%', '--seed', '-1'], '--seed -1: must be a whole number'],
  [['--ack', '--chaos', 'reorder=2'], '--ack delivers in order'],
])('listen 3000 %s is wrong use', async (args, says) => {
  const { code, stderr } = await runHere(['listen', '3000', '--tunnel', 'none', ...args], {
    cwd: emptyFolder(),
  });
  expect(code).toBe(2);
  expect(stderr).toContain(says);
});

test('--ack without a target is wrong use', async () => {
  const { code, stderr } = await runHere(['listen', '--tunnel', 'none', '--ack'], { cwd: emptyFolder() });
  expect(code).toBe(2);
  expect(stderr).toContain('no target to deliver to');
});
