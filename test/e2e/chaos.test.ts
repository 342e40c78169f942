import { expect, test } from 'vitest';
import { startApp } from '../support/app-server.ts';
import { jsonLines } from '../support/json-lines.ts';
import { emptyFolder, runCli, runHere, startListen } from '../support/cli.ts';

const SPEC = 'dup=30%,drop=20%,corrupt=20%,delay=0-20ms';
const COUNT = 40;

interface Run {
  /** What was done to each event, by its number. */
  readonly faults: readonly string[];
  /** What the app got: the body as text. */
  readonly bodies: readonly string[];
  readonly statuses: readonly number[];
  readonly stderr: string;
}

async function run(seed: readonly string[], spec = SPEC): Promise<Run> {
  const cwd = emptyFolder();
  const app = await startApp();
  const listening = await startListen([String(app.port), '--tunnel', 'none', '--chaos', spec, ...seed], {
    cwd,
  });
  const statuses: number[] = [];
  for (let n = 0; n < COUNT; n += 1) {
    const response = await fetch(listening.localUrl, { method: 'POST', body: `{"id":"evt_${n}"}` });
    statuses.push(response.status);
  }
  await listening.stop();
  await app.close();
  const attempts = listening.lines.filter(({ kind }) => kind === 'attempt');
  const faults = attempts.map(({ eventId, n, faults: done }) => JSON.stringify([eventId, n, done]));
  return {
    faults,
    bodies: app.seen.map(({ body }) => body.toString()),
    statuses,
    stderr: listening.stderr(),
  };
}

test('the same seed gives the same faults, another seed others, and each is recorded and real', async () => {
  const [first, second, other] = await Promise.all([
    run(['--seed', '7']),
    run(['--seed', '7']),
    run(['--seed', '8']),
  ]);
  expect(second.faults).toEqual(first.faults);
  expect(second.bodies).toEqual(first.bodies);
  expect(second.statuses).toEqual(first.statuses);
  expect(other.faults).not.toEqual(first.faults);
  expect(first.stderr).toContain('--seed 7');
  const recorded = (words: string): number => first.faults.filter((one) => one.includes(words)).length;
  expect(first.statuses.filter((status) => status === 504)).toHaveLength(recorded('dropped'));
  expect(first.bodies.length).toBe(COUNT - recorded('dropped') + recorded('sent twice') / 2);
  const intact = first.bodies.filter((body) => /^\{"id":"evt_\d+"\}$/.test(body));
  expect(intact.length).toBeLessThan(first.bodies.length);
  expect(recorded('changed')).toBeGreaterThan(0);
  expect(recorded('delayed')).toBeGreaterThan(0);
});

test('without a seed one is drawn, told, and does the same again', async () => {
  const first = await run([]);
  const seed = /--seed (\d+)/.exec(first.stderr)?.[1] as string;
  expect((await run(['--seed', seed])).faults).toEqual(first.faults);
});

test('reordered events overtake each other, the faults stand at the line and with show', async () => {
  const cwd = emptyFolder();
  const app = await startApp();
  const listening = await startListen(
    [String(app.port), '--tunnel', 'none', '--chaos', 'reorder=3', '--seed', '1'],
    { cwd },
  );
  const sent = Array.from({ length: 12 }, (_, n) =>
    fetch(listening.localUrl, { method: 'POST', body: `{"id":"evt_${n}"}` }),
  );
  await Promise.all(sent);
  await listening.stop();
  const order = app.seen.map(({ body }) => body.toString());
  expect(new Set(order).size).toBe(12);
  const stored = (await runHere(['list', '--json', '--limit', '12'], { cwd })).stdout;
  const ids = (JSON.parse(stored) as { providerEventId: string }[]).map(
    ({ providerEventId }) => providerEventId,
  );
  expect(order).not.toEqual(ids.toReversed().map((id) => `{"id":"${id}"}`));
  expect((await runHere(['list'], { cwd })).stdout).toMatch(/chaos: held for [123] later/);
  await app.close();
});

test('what was stored stays as it came: only the delivery is changed', async () => {
  const cwd = emptyFolder();
  const app = await startApp();
  const listening = await startListen(
    [String(app.port), '--tunnel', 'none', '--chaos', 'corrupt=100%', '--seed', '1'],
    { cwd },
  );
  await fetch(listening.localUrl, { method: 'POST', body: '{"id":"evt_1"}' });
  await listening.stop();
  expect(app.seen[0]?.body.toString()).not.toBe('{"id":"evt_1"}');
  expect((await runHere(['show', '1', '--body'], { cwd })).stdout).toBe('{"id":"evt_1"}');
  const why = await runHere(['why', '1'], { cwd });
  expect(why.stdout).toMatch(/on purpose, by --chaos: byte \d+ changed/);
  await app.close();
});

interface Triggered {
  readonly type: string;
  readonly faults?: readonly string[];
  readonly attempts: { readonly faults?: readonly string[]; readonly errorCode: string | null }[];
}

async function triggerRun(args: readonly string[], cwd = emptyFolder()) {
  const app = await startApp();
  const done = await runCli(['trigger', ...args, '--to', `${app.port}`, '--json'], { cwd });
  await app.close();
  const lines = jsonLines(done) as unknown as (Triggered & { kind: string })[];
  return { done, app, lines, events: lines.filter(({ kind }) => kind === 'event') };
}

test('trigger with chaos: the same seed gives the same faults and bytes; each stands on its attempt', async () => {
  const spec = ['--chaos', 'dup=30%,drop=20%,corrupt=20%,delay=0-9ms,reorder=3'];
  const args = ['order.created', '--count', '30', ...spec];
  const [first, second, other] = await Promise.all([
    triggerRun([...args, '--seed', '7']),
    triggerRun([...args, '--seed', '7']),
    triggerRun([...args, '--seed', '8']),
  ]);
  const faultsOf = ({ events }: typeof first): string =>
    JSON.stringify(events.map(({ attempts }) => attempts.map(({ faults }) => faults)));
  expect(faultsOf(second)).toBe(faultsOf(first));
  expect(faultsOf(other)).not.toBe(faultsOf(first));
  const sha = ({ app }: typeof first): string[] => app.seen.map(({ sha256 }) => sha256);
  expect(sha(second)).toEqual(sha(first));
  const words = first.events.flatMap(({ attempts }) => attempts.flatMap(({ faults }) => faults ?? []));
  for (const word of ['sent twice', 'dropped', 'changed', 'held for']) expect(words.join()).toContain(word);
  expect(first.lines.at(-1)).toMatchObject({ kind: 'summary', sent: 30 });
  expect(first.done.code).toBe(1);
});

test('the events of a story overtake each other, and one that is dropped does not end it', async () => {
  const story = ['order.created', '--then', 'order.updated', '--then', 'order.fulfilled'];
  const seeds = await Promise.all(
    [1, 2, 3, 4].map((seed) => triggerRun([...story, '--chaos', 'reorder=2', '--seed', `${seed}`])),
  );
  const typesOf = ({ app }: (typeof seeds)[number]): string[] =>
    app.seen.map(({ body }) => (JSON.parse(body.toString()) as { type: string }).type);
  const told = ['order.created', 'order.updated', 'order.fulfilled'];
  for (const one of seeds) expect(typesOf(one).toSorted()).toEqual(told.toSorted());
  expect(seeds.map(typesOf)).not.toEqual(seeds.map(() => told));
  const dropped = await triggerRun([...story, '--chaos', 'drop=100%']);
  expect(dropped.events.map(({ attempts }) => attempts[0]?.errorCode)).toEqual([
    'dropped',
    'dropped',
    'dropped',
  ]);
  expect(dropped.app.seen).toEqual([]);
});

test('through the listener: a repeat is a duplicate there, and what is dropped is told', async () => {
  const cwd = emptyFolder();
  const app = await startApp();
  await startListen([`${app.port}`, '--tunnel', 'none'], { cwd });
  const twice = await runCli(['trigger', 'order.created', '--chaos', 'dup=100%'], { cwd });
  expect(twice.code).toBe(0);
  expect(twice.stdout).toMatch(/#1 .* chaos: sent twice\n.*#2 .* duplicate of #1 .* chaos: sent twice/);
  const dropped = await runCli(['trigger', 'order.created', '--chaos', 'drop=100%'], { cwd });
  expect(dropped.code).toBe(1);
  expect(dropped.stderr).toContain('--chaos dropped one: the listener never got it');
  const changed = await runCli(['trigger', 'order.created', '--chaos', 'corrupt=100%'], { cwd });
  expect(changed.stdout).toMatch(/chaos: byte \d+ changed/);
  expect(app.seen.length).toBeGreaterThanOrEqual(2);
  await app.close();
});

test.each([
  [['--chaos', 'dup=x'], 'is not of the form dup=20%'],
  [['--chaos', 'dup=1%', '--retries'], '--chaos and --retries exclude each other'],
  [['--chaos', 'dup=1%', '--print', 'http'], '--chaos and --print exclude each other'],
])('trigger order.created %j is wrong use', async (args, says) => {
  const done = await runCli(['trigger', 'order.created', '--to', '3000', ...args], { cwd: emptyFolder() });
  expect(done.code).toBe(2);
  expect(done.stderr).toContain(says);
});
