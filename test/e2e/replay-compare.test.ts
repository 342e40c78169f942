import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App, type SeenRequest } from '../support/app-server.ts';
import { emptyFolder, runCli, runHere, type Finished } from '../support/cli.ts';

interface Scene {
  readonly app: App;
  run(...args: string[]): Promise<Finished>;
}

/** Ten events, each answered 200 with the number of the event; number 9 was refused with 400. */
async function scene(): Promise<Scene> {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cwd = emptyFolder();
  const run = (...args: string[]): Promise<Finished> =>
    (args[0] === 'replay' ? runCli : runHere)(args, { cwd });
  answering(app, { 9: [400, 'no'] });
  await run('trigger', 'order.created', '--count', '10', '--seed', '1', '--to', `${app.port}`);
  return { app, run };
}

type Answers = Readonly<Record<number, readonly [status: number, body: string]>>;

/** Answers as planted for an event, and well for any other. Events are known by their body. */
function answering(app: App, planted: Answers): void {
  const numbers = new Map(app.seen.map(({ sha256 }, index) => [sha256, index + 1]));
  app.respond((request: SeenRequest, response) => {
    const known = numbers.get(request.sha256) ?? numbers.size + 1;
    numbers.set(request.sha256, known);
    const [status, body] = planted[known] ?? [200, `{"done":${known},"by":"app"}`];
    response.writeHead(status).end(body);
  });
}

function linesOf({ stdout }: Finished): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('--compare finds the planted regressions and no others: by status, then by body', async () => {
  const { app, run } = await scene();
  answering(app, {
    2: [500, 'oops'],
    4: [200, '{"done":0,"by":"app"}'],
    6: [404, 'gone'],
    7: [200, '{ "by": "app", "done": 7 }'],
    8: [200, ''],
  });
  const done = await run('replay', '--all', '--compare', '--json', '--concurrency', '3');
  expect(done.code).toBe(1);
  const found = linesOf(done)
    .filter(({ verdict }) => verdict !== undefined && verdict !== 'same')
    .map(({ eventId, verdict, because, statusBefore }) => [eventId, verdict, because, statusBefore])
    .toSorted(([a], [b]) => Number(a) - Number(b));
  expect(found).toEqual([
    [2, 'regressed', 'status', 200],
    [4, 'regressed', 'body', 200],
    [6, 'regressed', 'status', 200],
    [8, 'regressed', 'body', 200],
    [9, 'fixed', 'status', 400],
  ]);
  expect(linesOf(done).at(-1)).toMatchObject({
    kind: 'summary',
    events: 10,
    sent: 10,
    delivered: 8,
    failed: 2,
    byStatus: { 200: 8, 404: 1, 500: 1 },
    verdicts: { same: 5, fixed: 1, regressed: 4, new: 0 },
  });
});

test('without a regression it ends with 0, also where an app still says no', async () => {
  const { app, run } = await scene();
  answering(app, { 9: [400, 'still no'] });
  const done = await run('replay', '--all', '--compare');
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toContain('Compared:  same: 10, fixed: 0, regressed: 0');
  expect(done.stdout).toContain('By answer: 200: 9, 400: 1');
  expect(done.stdout).not.toContain('\x1b');
});

test('it compares with the last answer before: a regression that stays is one only once', async () => {
  const { app, run } = await scene();
  answering(app, { 3: [500, 'oops'] });
  const first = await run('replay', '3', '--compare');
  expect(first.code).toBe(1);
  expect(first.stdout).toMatch(/500 .*regressed: was 200/);
  expect(await run('replay', '3', '--compare')).toMatchObject({ code: 0 });
  answering(app, {});
  expect((await run('replay', '3', '--compare')).stdout).toMatch(/fixed: was 500/);
  await app.close();
  const gone = await run('replay', '3', '--compare', '--json');
  expect(gone.code).toBe(1);
  expect(linesOf(gone)[0]).toMatchObject({ verdict: 'regressed', because: 'status', status: null });
});
