import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, interruptCli, runCli, startListen } from '../support/cli.ts';
import { jsonLines } from '../support/json-lines.ts';
import { headersOf } from '../support/seen-headers.ts';

/** An app whose first answers are these, and 200 after them. */
async function app(...statuses: readonly number[]): Promise<App> {
  const started = await startApp();
  onTestFinished(() => started.close());
  const left = [...statuses];
  started.respond((_request, response) => response.writeHead(left.shift() ?? 200).end('ok'));
  return started;
}

interface Try {
  readonly n: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly nextAt: string | null;
  readonly rehearsedMs: number;
}

/** The guide of the store: 5 min, 30 min, 2 h, 24 h. */
const WAITS_MS = [300_000, 1_800_000, 7_200_000, 86_400_000];

/** Each request is due when the wait after the end of the one before is over, within a second. */
function expectDueTimes(tries: readonly Try[], speed: number): void {
  for (const [index, { startedAt, durationMs, nextAt }] of tries.slice(0, -1).entries()) {
    const due = Date.parse(startedAt) + durationMs + (WAITS_MS[index] as number) / speed;
    const next = tries[index + 1] as Try;
    const late = Date.parse(next.startedAt) - due;
    expect(Math.abs(Date.parse(nextAt as string) - due)).toBeLessThan(2);
    expect(late).toBeGreaterThan(-2);
    expect(late).toBeLessThan(1000);
  }
}

interface Case {
  readonly failing: number;
  readonly speed: number;
  readonly requests: number;
  readonly code: number;
  readonly end: string;
}

// 24 h are 24 s at a speed of 3600: the two cases that wait for them go ten times faster.
const CASES: readonly Case[] = [
  { failing: 0, speed: 3600, requests: 1, code: 0, end: 'delivered' },
  { failing: 1, speed: 3600, requests: 2, code: 0, end: 'delivered' },
  { failing: 2, speed: 3600, requests: 3, code: 0, end: 'delivered' },
  { failing: 3, speed: 3600, requests: 4, code: 0, end: 'delivered' },
  { failing: 4, speed: 36_000, requests: 5, code: 0, end: 'delivered' },
  { failing: 5, speed: 36_000, requests: 5, code: 1, end: 'exhausted' },
];

/** A rehearsal against an app that fails so often; everything is read from what was recorded. */
async function rehearse({ failing, speed, requests, code, end }: Case): Promise<void> {
  const { port, seen } = await app(...Array.from({ length: failing }, () => 500));
  const cwd = emptyFolder();
  const args = ['trigger', 'order.created', '--retries', '--speed', String(speed), '--to', `${port}`];
  const done = await runCli([...args, '--json'], { cwd });
  const name = `${failing} failed answers`;
  expect(done.code, name).toBe(code);
  expect(seen, name).toHaveLength(requests);
  expect(new Set(seen.map(({ sha256 }) => sha256)).size, name).toBe(1);
  const lines = jsonLines(done);
  const tries = lines.filter(({ kind }) => kind === 'attempt') as unknown as Try[];
  expect(
    tries.map(({ n }) => n),
    name,
  ).toEqual(seen.map((_, index) => index + 1));
  expectDueTimes(tries, speed);
  const scheduled = WAITS_MS.slice(0, requests - 1).reduce((sum, wait) => sum + wait, 0);
  const answers = tries.slice(0, -1).reduce((sum, { durationMs }) => sum + durationMs, 0);
  expect(Math.abs((tries.at(-1)?.rehearsedMs ?? 0) - scheduled - answers), name).toBeLessThan(2);
  expect(lines.at(-1), name).toMatchObject({ kind: 'end', end, attempts: requests });
  const shown = JSON.parse((await runCli(['show', 'last', '--json'], { cwd })).stdout) as object;
  const attempts = seen.map((_, index) => ({ n: index + 1, cause: index === 0 ? 'trigger' : 'retry' }));
  expect(shown, name).toMatchObject({ id: 1, outcome: code === 0 ? 'delivered' : 'failed', attempts });
}

test('the store, after 0 to 5 failed answers: so many requests, each when it is due, and the right end', async () => {
  await Promise.all(CASES.map(rehearse));
});

test('the timeline, and the end in the words of the guide', async () => {
  const { port } = await app(500, 302, 404, 503, 500);
  const args = ['trigger', 'order.created', '--retries', '--speed', '1000000', '--to', `${port}/hooks`];
  const done = await runCli(args, { cwd: emptyFolder() });
  expect(done).toMatchObject({
    code: 1,
    stderr: 'Store tries again after 5 min, 30 min, 2 h, 24 h; here 1000000 times faster. Ctrl-C ends it.\n',
  });
  const lines = done.stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(7);
  expect(lines[0]).toMatch(
    /^\d\d:\d\d:\d\d  #1  attempt 1   \+0 s {10}✗ 500 .*\/hooks · next after 5 min, due \d\d:\d\d:\d\d$/,
  );
  expect(lines[3]).toMatch(/attempt 4   \+2 h 35 min   ✗ 503 .* next after 24 h, due/);
  expect(lines[4]).toMatch(/attempt 5   \+26 h 35 min  ✗ 500 .*\/hooks$/);
  expect(lines[5]).toBe('webhook disabled after 5 failed requests');
  expect(lines[6]).toMatch(/^The guide: "After 4 failed attempts.*the 4 retries after the first request\.$/);
});

test('through a listener each retry is a request of its own, signed anew, and a duplicate of the first', async () => {
  const { port, seen } = await app(500, 500);
  const [cwd, env] = [emptyFolder(), { WEBHOOK_SECRET: 's3cret' }];
  await startListen([`${port}`, '--tunnel', 'none', '--provider', 'linear'], { cwd, env });
  const args = ['trigger', 'linear:Issue.create', '--retries', '--speed', '30000'];
  const done = await runCli(args, { cwd, env });
  expect(done.code).toBe(0);
  expect(done.stdout).toContain('delivered on attempt 3 (+1 h 1 min)');
  expect(done.stdout.match(/duplicate of #1/g)).toHaveLength(2);
  const bodies = seen.map(({ body }) => JSON.parse(String(body)) as { webhookTimestamp: number });
  expect(new Set(bodies.map(({ webhookTimestamp }) => webhookTimestamp)).size).toBe(3);
  expect(new Set(bodies.map((body) => JSON.stringify({ ...body, webhookTimestamp: 0 }))).size).toBe(1);
  expect(new Set(seen.map((request) => headersOf(request)('linear-delivery'))).size).toBe(1);
  const events = JSON.parse((await runCli(['list', '--json'], { cwd, env })).stdout) as object[];
  expect(events.toReversed()).toMatchObject([
    { id: 1, duplicateOf: null, signature: { status: 'valid' }, outcome: 'failed' },
    { id: 2, duplicateOf: 1, signature: { status: 'valid' }, outcome: 'failed' },
    { id: 3, duplicateOf: 1, signature: { status: 'valid' }, outcome: 'delivered' },
  ]);
});

test('a schedule of one’s own, and providers without one: never, or not published', async () => {
  const { port, seen } = await app(500, 500, 500);
  const cwd = emptyFolder();
  const trigger = (...args: string[]) => runCli(['trigger', ...args, '--to', `${port}`], { cwd });
  const own = ['--retries', '--schedule', '10ms, 1s', '--speed', '50'];
  expect(await trigger('github:push', ...own)).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/not delivered after 3 failed requests: your schedule ends here\n$/),
  });
  expect(seen).toHaveLength(3);
  expect(await trigger('github:push', '--retries')).toMatchObject({
    code: 2,
    stderr:
      'error: github never tries a failed delivery again by itself\nRehearse a schedule of your own: --schedule 5s,1m,10m\n',
  });
  expect(await trigger('stripe:invoice.paid', '--retries')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('error: stripe does not publish when it tries a failed delivery again\n'),
  });
  expect(seen).toHaveLength(3);
});

test('what counts as received is what the provider says: another status, the end of its retries, its time', async () => {
  const slow = await app();
  slow.respond(() => undefined);
  const [wrong, gone] = await Promise.all([app(200, 204), app(410)]);
  const trigger = (type: string, port: number, ...args: string[]) =>
    runCli(['trigger', type, '--retries', '--to', `${port}`, ...args], { cwd: emptyFolder() });
  const [answered, ended, timedOut] = await Promise.all([
    trigger('discord:ENTITLEMENT_CREATE', wrong.port, '--schedule', '1ms'),
    trigger('standard-webhooks:message.sent', gone.port),
    trigger('slack:message', slow.port, '--timeout', '50ms', '--speed', '1000000'),
  ]);
  expect(answered).toMatchObject({ code: 0, stdout: expect.stringContaining('delivered on attempt 2') });
  expect(answered.stdout).toContain('answered what the provider does not count as received');
  expect(ended).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /not delivered after 1 failed request: this answer ends the retries of Standard Webhooks\n$/,
    ),
  });
  expect(timedOut.stdout.match(/app did not answer within 50 ms/g)).toHaveLength(4);
  expect(timedOut).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/not delivered after 4 failed requests\n$/),
  });
});

test('Ctrl-C while it waits: what happened so far, and exit 1', async () => {
  const { port, seen } = await app(500);
  const args = ['trigger', 'order.created', '--retries', '--to', `${port}`];
  const done = await interruptCli(args, { cwd: emptyFolder() }, 'next after 5 min');
  expect(done).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /\nstopped after 1 failed request; the next one was due 5 min after the last\n$/,
    ),
  });
  expect(seen).toHaveLength(1);
});
