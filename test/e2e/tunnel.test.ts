import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { NAME, postSigned as post, tunnelScene as scene } from '../support/tunnel-scene.ts';

function sha256(bytes: Buffer | undefined): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
}

const BODIES: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from([0])],
  ['all bytes', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
  ['invalid UTF-8', Buffer.from([0xc3, 0x28, 0xff])],
  ['CRLF', Buffer.from('{"a":1}\r\n')],
  ['BOM', Buffer.from('\ufeff{"a":1}')],
  ['gzip', gzipSync('{"a":1}')],
  ['20 MB', randomBytes(20 * 1024 * 1024)],
];

test('through the real client: equal bytes at the app, in the log and from show --body', async () => {
  const { app, options, publicUrl, listen } = await scene();
  const listening = await listen();
  expect(listening.lines.find(({ kind }) => kind === 'ready')).toMatchObject({ publicUrl });
  const where = '/a%2Fb/c+d?x=1&x=2&y=%20+';
  for (const [index, [name, body]] of BODIES.entries()) {
    expect(await post(`${publicUrl}${where}`, body), name).toEqual({ status: 200, text: 'ok' });
    expect(app.seen[index], name).toMatchObject({ sha256: sha256(body), url: where });
    const line = await listening.line(({ kind, id }) => kind === 'event' && id === index + 1);
    expect(line, name).toMatchObject({ bodySha256: sha256(body), path: where, origin: 'tunnel' });
    expect(line, name).toMatchObject({ signature: { status: 'valid' } });
    const shown = await runCli(['show', String(index + 1), '--body'], options);
    expect(sha256(shown.bytes), name).toBe(sha256(body));
  }
});

test('the server is killed and comes back: said both times, the same name, webhooks again', async () => {
  const { app, server, publicUrl, listen } = await scene();
  const listening = await listen();
  await server.stop();
  await listening.line(({ kind, state }) => kind === 'tunnel' && state === 'down');
  await server.start();
  expect(await listening.line(({ kind, state }) => kind === 'tunnel' && state === 'up')).toMatchObject({
    publicUrl,
  });
  expect(await post(publicUrl, Buffer.from('{}'))).toMatchObject({ status: 200 });
  expect(app.seen).toHaveLength(1);
});

test('listen is started before the server exists: ready for the local URL, then for the public one', async () => {
  const { server, publicUrl, listen } = await scene();
  await server.stop();
  const listening = await listen();
  expect(listening.lines.find(({ kind }) => kind === 'ready')).toMatchObject({ publicUrl: null });
  expect(listening.lines.find(({ kind }) => kind === 'warning')).toMatchObject({
    message: expect.stringContaining('the tunnel server cannot be reached'),
  });
  await server.start();
  expect(await listening.line(({ kind, state }) => kind === 'tunnel' && state === 'up')).toMatchObject({
    publicUrl,
  });
});

test('a burst through few connections is delivered whole, and the tunnel stays', async () => {
  const { app, publicUrl, listen } = await scene();
  const listening = await listen();
  const sending = Array.from({ length: 200 }, (_, n) => post(publicUrl, Buffer.from(String(n))));
  expect((await Promise.all(sending)).filter(({ status }) => status === 200)).toHaveLength(200);
  expect(app.seen).toHaveLength(200);
  expect(listening.lines.filter(({ kind }) => kind === 'tunnel')).toEqual([]);
});

test('--require-tunnel ends with 3 where no tunnel can be opened', async () => {
  const { server, app, options } = await scene();
  await server.stop();
  const args = ['listen', `${app.port}`, '--tunnel-host', server.url, '--require-tunnel', '--port', '0'];
  const done = await runCli(args, options);
  expect(done.code).toBe(3);
  expect(done.stderr).toContain('no public URL');
});

test('a taken name: another one is told loudly, or with --require-subdomain refused', async () => {
  const { server, app, options, listen } = await scene();
  await listen();
  const other = await listen();
  const ready = other.lines.find(({ kind }) => kind === 'ready');
  expect(ready?.['publicUrl']).toMatch(/^https:\/\/r[0-9a-f]{8}\.lt\.localhost/);
  expect(other.lines.find(({ kind }) => kind === 'warning')).toMatchObject({
    message: expect.stringContaining('taken'),
  });
  const name = ['--subdomain', NAME, '--require-subdomain', '--port', '0'];
  const refused = await runCli(['listen', `${app.port}`, '--tunnel-host', server.url, ...name], options);
  expect(refused.code).toBe(3);
});
