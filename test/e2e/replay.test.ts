import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, runCli, runHere, type Finished } from '../support/cli.ts';
import { jsonLines } from '../support/json-lines.ts';

interface Scene {
  readonly app: App;
  readonly cwd: string;
  run(...args: string[]): Promise<Finished>;
}

/** Five stored events: three orders, two products. */
async function scene(): Promise<Scene> {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cwd = emptyFolder();
  const run = (...args: string[]): Promise<Finished> =>
    (args[0] === 'replay' ? runCli : runHere)(args, { cwd });
  await run('trigger', 'order.created', '--count', '3', '--to', `${app.port}/old?q=1`);
  await run('trigger', 'product.updated', '--count', '2', '--to', `${app.port}/old?q=1`);
  return { app, cwd, run };
}

test('one event: the same method, path, query, headers and bytes, recorded on the same event', async () => {
  const { app, run } = await scene();
  expect(await run('replay', '2')).toMatchObject({ code: 0 });
  const [original, again] = [app.seen[1], app.seen[5]];
  expect(again).toEqual(original);
  const shown = JSON.parse((await run('show', '2', '--json')).stdout) as object;
  expect(shown).toMatchObject({
    attempts: [
      { n: 1, cause: 'trigger' },
      { n: 2, cause: 'replay' },
    ],
  });
});

test.each([
  [['last'], [5]],
  [['last~4'], [1]],
  [['2..4'], [2, 3, 4]],
  [
    ['1', 'last'],
    [1, 5],
  ],
  [['--all'], [1, 2, 3, 4, 5]],
  [
    ['--type', 'product.*'],
    [4, 5],
  ],
  [
    ['--type', 'order.*', '--limit', '2'],
    [2, 3],
  ],
  [
    ['--where', 'data.total>=100'],
    [1, 2, 3],
  ],
  [
    ['--search', 'stoneware-mug'],
    [4, 5],
  ],
] as const)('replay %j sends %j', async (args, ids) => {
  const { cwd } = await scene();
  const done = await runHere(['replay', ...args, '--json'], { cwd });
  expect(done.code).toBe(0);
  const lines = jsonLines(done);
  const attempts = lines.filter(({ kind }) => kind === 'attempt');
  expect(attempts.map(({ eventId }) => eventId)).toEqual(ids);
  expect(lines.at(-1)).toMatchObject({ kind: 'summary', sent: ids.length, delivered: ids.length });
});

test('--dry-run sends and records nothing', async () => {
  const { app, run } = await scene();
  const done = await run('replay', '--all', '--dry-run', '--to', `${app.port}/new`);
  expect(done.stdout.trimEnd().split('\n')).toHaveLength(5);
  expect(app.seen).toHaveLength(5);
  expect(JSON.parse((await run('show', '1', '--json')).stdout)).toMatchObject({ attempts: [{ n: 1 }] });
});

test('--to, --header and --times', async () => {
  const { app, run } = await scene();
  await run('replay', '1', '--to', `${app.port}/new`, '--header', 'X-Replay: yes', '--times', '3');
  const again = app.seen.slice(5);
  expect(again.map(({ url }) => url)).toEqual(['/new?q=1', '/new?q=1', '/new?q=1']);
  expect(again[0]?.rawHeaders).toEqual(expect.arrayContaining(['X-Replay', 'yes']));
});

test('more than 20 need --yes; another machine needs --allow-remote and its name', async () => {
  const { app, run } = await scene();
  expect(await run('replay', '--all', '--times', '5')).toMatchObject({ code: 2, stdout: '' });
  expect(await run('replay', '1', '--to', 'http://192.0.2.1')).toMatchObject({ code: 2, stdout: '' });
  const wrong = await run(
    'replay',
    '1',
    '--to',
    'http://192.0.2.1',
    '--allow-remote',
    '--confirm-host',
    'other',
  );
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(app.seen).toHaveLength(5);
  expect(await run('replay', '--all', '--times', '5', '--yes')).toMatchObject({ code: 0 });
  expect(app.seen).toHaveLength(30);
});

test('an app that says no: exit 1, and a delivered event stays delivered', async () => {
  const { app, run } = await scene();
  app.respond((_request, response) => response.writeHead(500).end('no'));
  expect(await run('replay', '1')).toMatchObject({ code: 1 });
  expect(JSON.parse((await run('show', '1', '--json')).stdout)).toMatchObject({ outcome: 'delivered' });
});

test('a redirect is an answer, never followed', async () => {
  const { app, run } = await scene();
  const trap = await startApp();
  onTestFinished(() => trap.close());
  app.respond((_request, response) =>
    response.writeHead(302, { Location: `http://127.0.0.1:${trap.port}/` }).end(),
  );
  expect(await run('replay', '1')).toMatchObject({ code: 1 });
  expect(trap.seen).toEqual([]);
});
