import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, get as httpGet, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type {
  DetailJson,
  DiffJson,
  ListJson,
  RowJson,
  SentJson,
  StateJson,
  WhyJson,
} from '../../src/inspector/wire.ts';
import { startApp } from '../support/app-server.ts';
import { emptyFolder, interruptCli, runCli, startListen } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';
import { ask, enter, inspectorClient, jsonOf, type Client } from '../support/inspector-client.ts';
import { inspectorScene, isSigned } from '../support/inspector-scene.ts';

const SECRET = 's3cret-of-the-tests';

async function rows(client: Client, query = ''): Promise<readonly RowJson[]> {
  return jsonOf<ListJson>(await client.get(`/api/events?${query}`)).events;
}

test('the API shows what is stored, by the same selection as the command line, and no secret', async () => {
  const scene = await inspectorScene();
  const client = await inspectorClient(scene.url);
  const body = Buffer.from('{"id":"evt_1","type":"order.created","data":{"total":120,"note":"Néedle"}}');
  await scene.send(body, { Authorization: 'Bearer top-secret-token' });
  await scene.send('{"id":"evt_2","type":"order.updated","data":{"total":7}}');
  await scene.send('{"id":"evt_1","type":"order.created","data":{}}', {
    'x-webhook-signature': 'a'.repeat(64),
  });

  expect((await rows(client)).map(({ id }) => id)).toEqual([3, 2, 1]);
  const ids = async (query: string): Promise<number[]> => (await rows(client, query)).map(({ id }) => id);
  expect(await ids('type=order.u*')).toEqual([2]);
  expect(await ids('search=n%C3%A9edle')).toEqual([1]);
  expect(await ids('where=data.total>=100')).toEqual([1]);
  expect(await ids('signature=invalid,missing')).toEqual([3]);
  expect(await ids('outcome=delivered&limit=1')).toEqual([2]);
  expect(await ids('outcome=delivered&before=2')).toEqual([1]);
  expect(await ids('ids=1,3&signature=valid')).toEqual([1]);
  const wrong = await client.get('/api/events?outcome=nonsense');
  expect([wrong.status, jsonOf<{ error: { message: string } }>(wrong).error.message]).toEqual([
    400,
    '--outcome nonsense: not known',
  ]);

  const detail = jsonOf<DetailJson>(await client.get('/api/events/1'));
  expect(detail).toMatchObject({
    id: 1,
    outcome: 'delivered',
    body: { data: body.toString(), isCut: false },
  });
  expect(detail.attempts[0]).toMatchObject({
    n: 1,
    cause: 'forward',
    status: 200,
    answer: { encoding: 'utf8' },
  });
  const exact = await client.get('/api/events/1/body');
  expect(exact.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment; filename="event-1.body"',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  });
  expect(createHash('sha256').update(exact.body).digest('hex')).toBe(detail.bodySha256);
  expect(jsonOf<WhyJson>(await client.get('/api/events/3/why')).verdict).toMatchObject({ ok: false });
  const diff = jsonOf<DiffJson>(await client.get('/api/diff/1/2'));
  expect(diff.body.changes).toContainEqual({ kind: 'changed', path: 'data.total', before: 120, after: 7 });
  expect((await client.get('/api/events/99')).status).toBe(404);
  expect((await client.get('/api/events/1/attempts/9/body')).status).toBe(404);

  const shown = [
    '/api/state',
    '/api/events',
    '/api/events/1',
    '/api/events/1/why',
    '/api/diff/1/2',
    '/api/samples',
  ];
  const texts = await Promise.all(shown.map(async (place) => String((await client.get(place)).body)));
  expect(texts.join('')).not.toMatch(/top-secret-token|s3cret-of-the-tests/);
  const revealed = String((await client.get('/api/events/1/headers')).body);
  expect(revealed).toContain('top-secret-token');
  expect(revealed).not.toContain(SECRET);
});

test('a replay and a trigger do what the commands do, and the stored event stays as it is', async () => {
  const scene = await inspectorScene();
  const client = await inspectorClient(scene.url);
  await scene.send('{"id":"evt_1","type":"order.created"}');
  const sent = jsonOf<SentJson>(await client.post('/api/events/1/replay', {}));
  expect(sent).toMatchObject({ eventId: 1, attempt: { n: 2, cause: 'replay', status: 200 }, note: null });
  const changed = {
    method: 'put',
    path: '/other?a=1',
    headers: [
      ['X-Own', 'a'],
      ['x-webhook-signature', 'no'],
    ],
    body: 'new',
  };
  const resent = jsonOf<SentJson>(await client.post('/api/events/1/replay', changed));
  expect(resent).toMatchObject({ attempt: { status: 200 }, note: 'signed again: its body was changed' });
  const seen = scene.app.seen[2];
  expect(seen).toMatchObject({ method: 'PUT', url: '/other?a=1', body: Buffer.from('new') });
  expect(seen?.rawHeaders).toContain('X-Own');
  expect(seen !== undefined && isSigned(seen)).toBe(true);
  const spoiled = await client.post('/api/events/1/replay', { ...changed, sign: 'never' });
  expect(jsonOf<SentJson>(spoiled).attempt?.status).toBe(401);
  const detail = jsonOf<DetailJson>(await client.get('/api/events/1'));
  expect(detail).toMatchObject({ method: 'POST', body: { data: '{"id":"evt_1","type":"order.created"}' } });
  expect(detail.attempts).toHaveLength(4);

  const remote = await client.post('/api/events/1/replay', { to: 'http://192.0.2.1/' });
  expect([remote.status, String(remote.body)]).toEqual([
    400,
    expect.stringContaining('192.0.2.1 is another machine'),
  ]);
  expect(scene.app.seen).toHaveLength(4);

  const triggered = jsonOf<SentJson>(await client.post('/api/trigger', { type: 'order.updated' }));
  expect(triggered).toMatchObject({ eventId: 2, attempt: { status: 200 } });
  const own = await client.post('/api/trigger', { type: 'my.event', provider: 'store', body: '{"a":1}' });
  expect(jsonOf<SentJson>(own)).toMatchObject({ eventId: 3, attempt: { status: 200 } });
  const bad = await client.post('/api/trigger', { type: 'order.created', invalid: 'signature' });
  expect(jsonOf<SentJson>(bad)).toMatchObject({ eventId: 4, attempt: null });
  const unknown = await client.post('/api/trigger', { type: 'order.craeted' });
  expect([unknown.status, String(unknown.body)]).toEqual([400, expect.stringContaining('order.created')]);
  expect((await rows(client)).map(({ origin }) => origin)).toEqual([
    'trigger',
    'trigger',
    'trigger',
    'local',
  ]);

  expect(String((await client.get('/api/events/1/as/curl')).body)).toContain(`curl -sS`);
  expect(String((await client.get('/api/events/1/as/http')).body)).toMatch(
    /^POST \/webhooks\/store HTTP\/1\.1\r\n/,
  );
  expect(String((await client.get('/api/events/1/as/sample')).body)).toBe(
    '{\n  "id": "evt_1",\n  "type": "order.created"\n}\n',
  );
  // As `sample save` does it: what JSON would round is kept, and a signing secret is not.
  await scene.send('{"type":"order.big","total":12345678901234567890}');
  const sample = String((await client.get('/api/events/5/as/sample')).body);
  expect(JSON.parse(sample)).toMatchObject({
    body: { data: expect.stringContaining('12345678901234567890') },
  });
  await scene.send(`{"type":"order.big","key":"${SECRET}"}`);
  const refused = await client.get('/api/events/6/as/sample');
  expect([refused.status, String(refused.body)]).toEqual([400, expect.stringContaining('signing secret')]);
});

test('what other processes do is told to the page, too, and Ctrl-C ends open streams at once', async () => {
  const scene = await inspectorScene();
  const { port, cookie } = await enter(scene.url);
  const stream = await new Promise<IncomingMessage>((resolve) => {
    httpGet({ host: '127.0.0.1', port, path: '/api/stream', headers: { cookie } }, resolve);
  });
  expect(stream.headers['content-type']).toContain('text/event-stream');
  let text = '';
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.on('error', () => undefined);
  const told = (what: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (text.includes(what)) resolve();
      };
      stream.on('data', (chunk: Buffer) => {
        text += String(chunk);
        look();
      });
      look();
    });
  await told('event: open');
  const env = { WEBHOOK_SECRET: SECRET };
  await runCli(['trigger', 'order.created'], { cwd: scene.cwd, env });
  await told('data: [1]');
  text = '';
  await runCli(['replay', 'last'], { cwd: scene.cwd, env });
  await told('data: [1]');
  const started = Date.now();
  expect(await scene.listening.stop()).toBe(0);
  await closed;
  expect(Date.now() - started).toBeLessThan(3000);
});

test('nothing of it can be reached through the listener, and its ticket stands in no file', async () => {
  const scene = await inspectorScene();
  const { port, cookie } = await enter(scene.url);
  const door = Number(new URL(scene.listening.localUrl).port);
  const headers = ['Host', `127.0.0.1:${port}`, 'Cookie', cookie];
  const answer = await ask(door, '/api/state', { headers });
  // To the listener it is a request like any other: unsigned, stored, refused.
  expect(answer.status).toBe(401);
  expect(String(answer.body)).not.toContain('listener');
  const ticket = new URL(scene.url).hash.slice(1);
  const folder = path.join(scene.cwd, '.webhook-cli');
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(path.join(folder, name));
    expect([name, bytes.includes(ticket)]).toEqual([name, false]);
  }
  const state = JSON.parse(readFileSync(path.join(folder, 'listen.json'), 'utf8')) as {
    inspectorUrl: string;
  };
  expect(state.inspectorUrl).toBe(`http://127.0.0.1:${port}`);
});

test('a port that is taken does not stop the listener, and says what to do', async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const listening = await startListen(['--tunnel', 'none', '--inspector-port', `${port}`], {
    cwd: emptyFolder(),
  });
  expect(listening.inspectorUrl).toBeNull();
  expect(listening.lines).toContainEqual({
    kind: 'warning',
    message: `no inspector: no port for the inspector: ${port} in use. Choose another one with --inspector-port <n>.`,
  });
  const alone = await runCli(['inspect', '--inspector-port', `${port}`], { cwd: emptyFolder() });
  expect([alone.code, alone.stderr]).toEqual([3, expect.stringContaining('no port for the inspector')]);
  const wrong = await runCli(['inspect', '--inspector-port', '99999'], { cwd: emptyFolder() });
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringContaining('--inspector-port 99999: ports end'),
  ]);
});

test('the inspector never takes the port that events are forwarded to', async () => {
  const port = `${await freePort()}`;
  const cwd = emptyFolder();
  const done = await runCli(['listen', port, '--tunnel', 'none', '--port', '0', '--inspector-port', port], {
    cwd,
  });
  expect(done.code).toBe(2);
  expect(done.stderr).toContain(`port ${port} is the target's: events would be forwarded to the inspector`);
});

test('inspect shows the log without listening, and ends with Ctrl-C', async () => {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cwd = emptyFolder();
  await runCli(['trigger', 'order.created', '--to', `${app.port}`], { cwd });
  const done = await interruptCli(['inspect', '--json', '--inspector-port', '0'], { cwd }, 'Ctrl-C to stop');
  expect(done.code).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({
    kind: 'ready',
    inspectorUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/),
  });
  const plain = await interruptCli(
    ['inspect', '--inspector-port', '0'],
    { cwd: emptyFolder() },
    'Ctrl-C to stop',
  );
  expect(plain.stdout).toMatch(/^Inspector {2}http:\/\/127\.0\.0\.1:\d+\/#/);
});

test('without a listener the page says how things are', async () => {
  const scene = await inspectorScene();
  const client = await inspectorClient(scene.url);
  const state = jsonOf<StateJson>(await client.get('/api/state'));
  expect(state).toMatchObject({
    listener: { localUrl: scene.listening.localUrl, publicUrl: null, tunnel: null },
    endpoints: [{ name: 'default', provider: 'store' }],
    total: 0,
  });
});
