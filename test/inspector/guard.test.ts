import { expect, onTestFinished, test } from 'vitest';
import { createAccess } from '../../src/inspector/access.ts';
import { createApi } from '../../src/inspector/api.ts';
import { startInspector, type Inspector } from '../../src/inspector/server.ts';
import type { InspectorSource } from '../../src/inspector/source.ts';
import { ask, enter, jsonOf } from '../support/inspector-client.ts';
import { rawStatus } from '../support/raw-client.ts';

/** Says what was asked of it, and nothing else: what is refused must not get here. */
function spySource(): { source: InspectorSource; asked: string[] } {
  const asked: string[] = [];
  const get = (_target: object, name: string) => () => {
    asked.push(name);
    return name === 'changes' ? { position: { event: 0, attempt: 0 }, ids: [] } : undefined;
  };
  return { source: new Proxy({}, { get }) as InspectorSource, asked };
}

async function inspector(): Promise<Inspector & { asked: string[] }> {
  const { source, asked } = spySource();
  const started = await startInspector({ source, port: 0, avoidPorts: [] });
  onTestFinished(() => started.stop());
  return { ...started, asked };
}

/** Every route there is, as a request for it. */
function routes(): { method: string; path: string }[] {
  const { source } = spySource();
  const feed = { follow: () => () => undefined };
  const api = createApi({ source, access: createAccess(0), feed, page: new Map() });
  const all = api.routes.filter(({ method }) => method !== 'ALL');
  return all.map(({ method, path }) => ({
    method,
    path: path.replace(':name', 'page.js').replace(':form', 'curl').replace(/:\w+/g, '1'),
  }));
}

const OPEN = ['GET /', 'GET /assets/page.js', 'POST /api/session'];
const isOpen = ({ method, path }: { method: string; path: string }): boolean =>
  OPEN.includes(`${method} ${path}`);
const JSON_TYPE = ['Content-Type', 'application/json'];

test('only the page and its way in are open, and everything else needs the cookie', async () => {
  const { port, asked } = await inspector();
  const all = routes();
  expect(all.length).toBeGreaterThan(15);
  expect(all.filter(isOpen).map(({ method, path }) => `${method} ${path}`)).toEqual(OPEN);
  for (const { method, path } of all.filter((route) => !isOpen(route))) {
    const answer = await ask(port, path, { method, headers: method === 'POST' ? JSON_TYPE : [], body: '{}' });
    expect([method, path, answer.status]).toEqual([method, path, 401]);
  }
  for (const path of [
    '/api',
    '/api/unknown',
    '/api/events/../state',
    '//api/state',
    '/assets/../index.html',
    '/x',
  ])
    expect((await ask(port, path)).status).toBe(401);
  for (const cookie of ['webhook-cli-1=x', `webhook-cli-${port}=`, `webhook-cli-${port}=${'A'.repeat(43)}`])
    expect((await ask(port, '/api/state', { headers: ['Cookie', cookie] })).status).toBe(401);
  expect(asked).toEqual([]);
});

const FOREIGN: [what: string, headers: (port: number) => string[], status: number][] = [
  ['another host', () => ['Host', 'evil.example'], 421],
  ['another host with our port', (port) => ['Host', `evil.example:${port}`], 421],
  ['a rebinding name', (port) => ['Host', `127.0.0.1.nip.io:${port}`], 421],
  ['no port', () => ['Host', '127.0.0.1'], 421],
  ['another port', () => ['Host', '127.0.0.1:1'], 421],
  ['two hosts', (port) => ['Host', `127.0.0.1:${port}`, 'Host', 'evil.example'], 421],
  ['a user in the host', (port) => ['Host', `x@127.0.0.1:${port}`], 421],
  ['another origin', () => ['Origin', 'http://evil.example'], 403],
  ['no origin at all', () => ['Origin', 'null'], 403],
  ['another port as origin', () => ['Origin', 'http://127.0.0.1:3000'], 403],
  ['https as origin', (port) => ['Origin', `https://127.0.0.1:${port}`], 403],
  ['the other name as origin', (port) => ['Origin', `http://localhost:${port}`], 403],
  ['another site', () => ['Sec-Fetch-Site', 'cross-site'], 403],
  ['another port of this site', () => ['Sec-Fetch-Site', 'same-site'], 403],
];

test.each(FOREIGN)('%s gets nothing, with the cookie, too', async (_what, headers, status) => {
  const { port, url, asked } = await inspector();
  const { cookie } = await enter(url);
  for (const { method, path } of routes()) {
    const type = method === 'POST' ? JSON_TYPE : [];
    const answer = await ask(port, path, {
      method,
      headers: ['Cookie', cookie, ...type, ...headers(port)],
      body: '{}',
    });
    expect([method, path, answer.status]).toEqual([method, path, status]);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  }
  expect(asked).toEqual([]);
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
  'what a form can send changes nothing: "%s"',
  async (type) => {
    const { port, url, asked } = await inspector();
    const { cookie } = await enter(url);
    for (const { path } of routes().filter(({ method }) => method === 'POST')) {
      const headers = ['Cookie', cookie, ...(type === '' ? [] : ['Content-Type', type])];
      expect((await ask(port, path, { method: 'POST', headers, body: '{}' })).status).toBe(415);
    }
    expect(asked).toEqual([]);
  },
);

test('other methods, preflights and upgrades are refused, and garbage breaks nothing', async () => {
  const { port, url } = await inspector();
  const { cookie } = await enter(url);
  for (const method of ['OPTIONS', 'PUT', 'DELETE', 'PATCH', 'HEAD']) {
    const answer = await ask(port, '/api/state', { method, headers: ['Cookie', cookie] });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([405, undefined]);
  }
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', `Host: 127.0.0.1:${port}`].join('\r\n');
  expect(await rawStatus(port, `GET /api/stream HTTP/1.1\r\n${upgrade}\r\n\r\n`)).toBe(401);
  expect(
    await rawStatus(port, 'GET http://evil.example/api/state HTTP/1.1\r\nHost: evil.example\r\n\r\n'),
  ).toBe(421);
  expect(await rawStatus(port, 'GET /api/state HTTP/1.0\r\n\r\n')).toBe(421);
  expect(await rawStatus(port, 'nonsense\r\n\r\n')).toBe(400);
  expect((await ask(port, '/')).status).toBe(200);
});

test('a ticket works once, and gives a cookie no script and no other site can use', async () => {
  const { url, port } = await inspector();
  const first = await enter(url);
  expect(first.answer.headers['set-cookie']?.[0]).toMatch(
    new RegExp(`^webhook-cli-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
  );
  const second = await enter(url);
  expect(second.answer.status).toBe(401);
  expect(second.answer.headers['set-cookie']).toBeUndefined();
  expect((await enter(`http://127.0.0.1:${port}/#wrong`)).answer.status).toBe(401);
});

test('who has the cookie gets in, and every answer says what a browser must not do with it', async () => {
  const { url, port, asked } = await inspector();
  const { cookie } = await enter(url);
  const headers = ['Cookie', cookie, 'Sec-Fetch-Site', 'same-origin', 'Origin', `http://127.0.0.1:${port}`];
  for (const path of ['/api/events/1', '/api/nothing', '/', '/api/events/x']) {
    const answer = await ask(port, path, { headers });
    expect([200, 400, 404]).toContain(answer.status);
    const { 'content-security-policy': policy, ...rest } = answer.headers;
    expect(policy).toMatch(/default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/);
    expect(policy).not.toContain('unsafe');
    expect(rest).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(rest).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
  }
  expect(asked).toEqual(['detail']);
  const wrong = await ask(port, '/api/events/1/replay', {
    method: 'POST',
    headers: [...headers, ...JSON_TYPE],
    body: '{"path":"http://evil.example/"}',
  });
  expect([wrong.status, jsonOf<{ error: object }>(wrong).error]).toEqual([
    400,
    { message: 'path: not in the form it must have', hint: 'Correct it and send it again.' },
  ]);
});
