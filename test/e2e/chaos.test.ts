import { expect, test } from 'vitest';
import { startApp } from '../support/app-server.ts';
import { emptyFolder, runCli, startListen } from '../support/cli.ts';

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
  const stored = (await runCli(['list', '--json', '--limit', '12'], { cwd })).stdout;
  const ids = (JSON.parse(stored) as { providerEventId: string }[]).map(
    ({ providerEventId }) => providerEventId,
  );
  expect(order).not.toEqual(ids.toReversed().map((id) => `{"id":"${id}"}`));
  expect((await runCli(['list'], { cwd })).stdout).toMatch(/chaos: held for [123] later/);
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
  expect((await runCli(['show', '1', '--body'], { cwd })).stdout).toBe('{"id":"evt_1"}');
  const why = await runCli(['why', '1'], { cwd });
  expect(why.stdout).toMatch(/on purpose, by --chaos: byte \d+ changed/);
  await app.close();
});
