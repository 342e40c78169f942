import { createServer as createTlsServer } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { headersFromRaw, type HeaderPair } from '../../src/core/headers.ts';
import { parseTarget, type Target } from '../../src/core/target.ts';
import { checkTarget, classifyAddress } from '../../src/http/address-guard.ts';
import { createForwarder, type ForwarderOptions, type OutgoingDelivery } from '../../src/http/forwarder.ts';
import { forwardHeaders, relayHeaders } from '../../src/http/header-rules.ts';
import { startApp, type App } from '../support/app-server.ts';
import { testCertificate } from '../support/test-ca.ts';

async function app(options: { host?: string } = {}): Promise<App> {
  const started = await startApp(options);
  onTestFinished(() => started.close());
  return started;
}

function target(text: string): Target {
  return parseTarget(text) as Target;
}

function deliver(
  to: string,
  change: Partial<OutgoingDelivery> = {},
  options: Partial<ForwarderOptions> = {},
) {
  const forwarder = createForwarder({ timeoutMs: 2000, allowRemote: false, now: Date.now, ...options });
  onTestFinished(() => forwarder.close());
  const request = { method: 'POST', path: '/', headers: [], body: Buffer.from('x'), ...change };
  return forwarder.send(request, target(to));
}

test.each([
  'Connection',
  'Keep-Alive',
  'Proxy-Connection',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'Expect',
  'Proxy-Authorization',
  'Content-Length',
])('the header %s of a sender cannot stop a delivery, and does not reach the app', async (name) => {
  const { port, seen } = await app();
  const headers: HeaderPair[] = [
    [name, '100-continue'],
    ['X-Kept', '1'],
  ];
  expect((await deliver(`127.0.0.1:${port}`, { headers })).result).toMatchObject({ kind: 'answered' });
  const names = headersFromRaw(seen[0]?.rawHeaders ?? []).filter(([, value]) => value === '100-continue');
  expect(names).toEqual([]);
  expect(seen[0]?.rawHeaders).toContain('X-Kept');
});

test('what Connection names is dropped as well, in both directions', () => {
  const headers: HeaderPair[] = [
    ['Connection', 'close, X-Hop'],
    ['X-Hop', '1'],
    ['X-End', '2'],
    ['Host', 'public'],
  ];
  expect(forwardHeaders(headers, { target: target('3000') })).toEqual([
    ['Host', 'localhost:3000'],
    ['X-End', '2'],
  ]);
  expect(relayHeaders([...headers.slice(0, 3), ['Set-Cookie', 'a=b'], ['Set-Cookie', 'c=d']])).toEqual([
    ['X-End', '2'],
  ]);
});

test('repeated headers, their case and bytes above 0x7f arrive as they came', async () => {
  const { port, seen } = await app();
  const headers: HeaderPair[] = [
    ['X-Sig', 'one'],
    ['x-sig', 'two'],
    ['X-SIG', 'three'],
    ['X-N', '\xe2\x82\xac'],
    ['__proto__', 'p'],
  ];
  await deliver(`127.0.0.1:${port}`, { headers });
  const got = headersFromRaw(seen[0]?.rawHeaders ?? []);
  expect(got.filter(([name]) => /^(x-sig|x-n|__proto__)$/i.test(name))).toEqual(headers);
});

test.each(['//evil.example/x', '/\\evil.example/x', '/..%2f..', '/@evil', '/?u=http://evil'])(
  'the path %s stays at the target',
  async (path) => {
    const { port, seen } = await app();
    expect((await deliver(`127.0.0.1:${port}`, { path })).result).toMatchObject({ kind: 'answered' });
    expect(seen[0]?.url).toBe(path);
  },
);

test.each(['GET', 'HEAD', 'DELETE', 'PROPFIND'])('%s is sent as it is', async (method) => {
  const { port, seen } = await app();
  await deliver(`127.0.0.1:${port}`, { method, body: Buffer.alloc(0) });
  expect(seen[0]).toMatchObject({ method, body: Buffer.alloc(0) });
});

const LOOPBACKS = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .flatMap(({ internal, address }) => (internal && /^(127\.0\.0\.1|::1)$/.test(address) ? address : []));

test.each(LOOPBACKS)('an app that listens on %s alone is found by the name localhost', async (host) => {
  const { port, seen } = await app({ host });
  expect((await deliver(`localhost:${port}`)).result).toMatchObject({ kind: 'answered' });
  expect(seen).toHaveLength(1);
});

test('nobody listening is said with the addresses tried', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const refused = {
    kind: 'failed',
    error: { code: 'refused', message: 'app refused the connection on ::1 and 127.0.0.1' },
  };
  expect((await deliver(`localhost:${port}`)).result).toEqual(refused);
  expect((await deliver(`127.0.0.1:${port}`)).result).toMatchObject({
    error: { message: 'app refused the connection on 127.0.0.1' },
  });
});

test('an answer above the limit is cut off as an error', async () => {
  const started = await app();
  started.respond((_request, response) => response.end(Buffer.alloc(2000)));
  const { result } = await deliver(`127.0.0.1:${started.port}`, {}, { maxAnswerBytes: 1999 });
  expect(result).toMatchObject({ kind: 'failed', error: { code: 'answer-too-large' } });
});

describe('HTTPS with a certificate nobody knows', async () => {
  const { key, cert } = await testCertificate();
  const secure = async (): Promise<string> => {
    const server = createTlsServer({ key, cert }, (_request, response) => response.end('secure'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return `https://localhost:${(server.address() as AddressInfo).port}`;
  };
  test('is refused, and the way out named', async () => {
    const { result } = await deliver(await secure());
    expect(result).toMatchObject({ error: { code: 'tls', message: expect.stringContaining('--insecure') } });
  });
  test('is accepted with its authority', async () => {
    expect((await deliver(await secure(), {}, { ca: cert })).result).toMatchObject({ kind: 'answered' });
  });
  test('is accepted with --insecure', async () => {
    expect((await deliver(await secure(), {}, { insecure: true })).result).toMatchObject({
      kind: 'answered',
    });
  });
});

test.each([
  ['127.0.0.1', 'local'],
  ['127.9.9.9', 'local'],
  ['0.0.0.0', 'local'],
  ['::1', 'local'],
  ['::ffff:127.0.0.1', 'local'],
  ['192.0.2.1', 'remote'],
  ['2001:db8::1', 'remote'],
  ['169.254.169.254', 'forbidden'],
  ['::ffff:a9fe:a9fe', 'forbidden'],
  ['::ffff:169.254.169.254', 'forbidden'],
  ['64:ff9b::a9fe:a9fe', 'forbidden'],
  ['2002:a9fe:a9fe::1', 'forbidden'],
  ['fe80::1', 'forbidden'],
  ['fd00:ec2::254', 'forbidden'],
  ['100.100.100.200', 'forbidden'],
])('the address %s is %s', (address, place) => expect(classifyAddress(address)).toBe(place));

test.each([
  ['http://2852039166', 'forbidden'],
  ['http://0xA9FEA9FE', 'forbidden'],
  ['http://metadata.google.internal', 'forbidden'],
  ['http://app.localhost', 'local'],
  ['3000', 'local'],
])('the target %s is %s', async (text, place) => expect(await checkTarget(target(text))).toBe(place));

test('an address that needs permission is never connected to without it', async () => {
  expect((await deliver('http://192.0.2.1')).result).toMatchObject({ error: { code: 'forbidden-address' } });
  expect((await deliver('http://169.254.169.254', {}, { allowRemote: true })).result).toMatchObject({
    error: { code: 'forbidden-address' },
  });
});
