import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, interruptCli, runCli } from '../support/cli.ts';
import { jsonLines } from '../support/json-lines.ts';
import { headersOf } from '../support/seen-headers.ts';

interface StoreEvent {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly data: { id: string; created_at: string; customer: { id: string }; line_items: { id: string }[] };
}

async function app(): Promise<App> {
  const started = await startApp();
  onTestFinished(() => started.close());
  return started;
}

function eventsOf({ seen }: App): StoreEvent[] {
  return seen.map(({ body }) => JSON.parse(String(body)) as StoreEvent);
}

const STORY = ['order.created', '--then', 'order.updated', '--then', 'order.fulfilled'];

test('--then tells one story: the same order, events of their own, and time goes on', async () => {
  const shop = await app();
  const cwd = emptyFolder();
  const done = await runCli(['trigger', ...STORY, '--to', `${shop.port}`], { cwd });
  expect(done).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('3 answered 2xx.\n') });
  const events = eventsOf(shop);
  expect(events.map(({ type }) => type)).toEqual(['order.created', 'order.updated', 'order.fulfilled']);
  const about = events.map(({ data }) => [
    data.id,
    data.created_at,
    data.customer.id,
    data.line_items.map(({ id }) => id),
  ]);
  expect(about).toEqual([about[0], about[0], about[0]]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(3);
  const times = events.map(({ created_at }) => Date.parse(created_at));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(times).size).toBe(3);
  expect(times[2]).toBeLessThanOrEqual(Date.now());
  const stored = JSON.parse((await runCli(['list', '--json'], { cwd })).stdout) as object[];
  expect(stored).toMatchObject(Array.from({ length: 3 }, () => ({ origin: 'trigger', duplicateOf: null })));
});

test('a delivery id in a header is each event’s own, too', async () => {
  const { port, seen } = await app();
  const args = ['trigger', 'github:issues.opened', '--then', 'github:issue_comment.created'];
  await runCli([...args, '--to', `${port}`], { cwd: emptyFolder() });
  const [opened, commented] = seen.map(({ body }) => JSON.parse(String(body)) as { issue: { id: number } });
  expect(opened?.issue.id).toBeTypeOf('number');
  expect(commented?.issue.id).toBe(opened?.issue.id);
  const read = (name: string): string[] => seen.map((request) => headersOf(request)(name));
  expect(new Set(read('x-github-delivery')).size).toBe(2);
  expect(new Set(read('x-github-hook-id')).size).toBe(1);
});

test('a story ends with the event that is refused; the next one begins', async () => {
  const shop = await app();
  shop.respond(({ body }, response) =>
    response.writeHead(String(body).includes('"type":"order.updated"') ? 500 : 200).end(),
  );
  const args = ['trigger', ...STORY, '--count', '2', '--to', `${shop.port}`];
  const done = await runCli(args, { cwd: emptyFolder() });
  expect(done.code).toBe(1);
  const said = 'order.updated was not taken: the story ends here, without order.fulfilled.\n';
  expect(done.stderr).toBe(`${said}${said}`);
  const events = eventsOf(shop);
  expect(events.map(({ type }) => type)).toEqual(
    [...Array(2)].flatMap(() => STORY.slice(0, 3).filter((word) => word !== '--then')),
  );
  expect(new Set(events.map(({ data }) => data.id)).size).toBe(2);
});

test('what cannot be forged in a story is said before anything is sent', async () => {
  const shop = await app();
  const trigger = (...args: string[]) =>
    runCli(['trigger', 'order.created', '--to', `${shop.port}`, ...args], { cwd: emptyFolder() });
  expect(await trigger('--then', 'order.paid')).toMatchObject({ code: 2, stdout: '' });
  const other = await trigger('--then', 'product.created', '--set', 'data.customer.id=cus_1');
  expect(other).toMatchObject({ code: 2, stdout: '' });
  expect(shop.seen).toEqual([]);
});

test('--count with --concurrency and --rate: events of their own, in time, and a sum', async () => {
  const shop = await app();
  const cwd = emptyFolder();
  let under = 0;
  let most = 0;
  shop.respond((_request, response) => {
    most = Math.max(most, ++under);
    setImmediate(() => {
      under -= 1;
      response.writeHead(shop.seen.length % 2 === 0 ? 503 : 200).end();
    });
  });
  const args = ['trigger', 'order.created', '--count', '6', '--rate', '50/s', '--concurrency', '3'];
  const done = await runCli([...args, '--to', `${shop.port}`, '--json'], { cwd });
  expect(done).toMatchObject({ code: 1, stderr: '' });
  const lines = jsonLines(done);
  expect(lines.map(({ kind }) => kind)).toEqual([...Array.from({ length: 6 }, () => 'event'), 'summary']);
  const sum = lines.at(-1) as { delivered: number; byStatus: Record<string, number>; durationMs: number };
  expect(sum).toMatchObject({ sent: 6, delivered: sum.byStatus['200'], failed: sum.byStatus['503'] });
  expect(sum.durationMs).toBeGreaterThanOrEqual(100);
  expect(most).toBeLessThanOrEqual(3);
  expect(new Set(eventsOf(shop).map(({ data }) => data.id)).size).toBe(6);
});

test('the copies of --duplicate may be under way at the same time', async () => {
  const shop = await app();
  const waiting: (() => void)[] = [];
  shop.respond((_request, response) => {
    waiting.push(() => response.end());
    if (waiting.length === 3) for (const answer of waiting) answer();
  });
  const args = ['trigger', 'order.created', '--duplicate', '2', '--concurrency', '3', '--to', `${shop.port}`];
  expect(await runCli(args, { cwd: emptyFolder() })).toMatchObject({ code: 0 });
  expect(new Set(shop.seen.map(({ sha256 }) => sha256)).size).toBe(1);
});

test('a body from stdin is read once, however many are sent', async () => {
  const shop = await app();
  const args = ['trigger', 'order.created', '--data', '-', '--count', '2', '--to', `${shop.port}`];
  await runCli(args, { cwd: emptyFolder(), input: '{"id":"evt_1"}' });
  expect(shop.seen.map(({ body }) => String(body))).toEqual(['{"id":"evt_1"}', '{"id":"evt_1"}']);
});

test('Ctrl-C ends many with what was done', async () => {
  const shop = await app();
  const args = ['trigger', 'order.created', '--count', '3', '--rate', '1/h', '--to', `${shop.port}`];
  const done = await interruptCli(args, { cwd: emptyFolder() }, '#1 ');
  expect(done).toMatchObject({
    code: 1,
    stderr: 'Stopped: 1 of 3 sent.\n',
    stdout: expect.stringMatching(/\n1 sent in .*, 1 answered 2xx\.\nBy answer: 200: 1\n$/),
  });
  expect(shop.seen).toHaveLength(1);
});
