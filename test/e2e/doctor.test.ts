import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../support/app-server.ts';
import { emptyFolder, runCli, startListen, type RunOptions } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';
import { testCertificate } from '../support/test-ca.ts';
import { tunnelServer } from '../support/tunnel-server.ts';

const certificate = await testCertificate();

async function scene() {
  const [app, server] = await Promise.all([startApp(), tunnelServer(certificate)]);
  onTestFinished(async () => {
    await Promise.all([app.close(), server.stop()]);
  });
  const cwd = emptyFolder();
  const ca = path.join(cwd, 'ca.pem');
  writeFileSync(ca, certificate.cert);
  const options: RunOptions = { cwd, env: { WEBHOOK_SECRET: 's3cret', NODE_EXTRA_CA_CERTS: ca } };
  const args = [`${app.port}`, '--tunnel-host', server.url];
  return { app, server, options, args };
}

type Findings = Record<string, { status: string; message: string; fix: string | null }>;

async function doctor(
  args: readonly string[],
  options: RunOptions,
): Promise<{ code: number | null; found: Findings }> {
  const done = await runCli(['doctor', '--json', ...args], options);
  const list = JSON.parse(done.stdout) as (Findings[string] & { check: string })[];
  return { code: done.code, found: Object.fromEntries(list.map((finding) => [finding.check, finding])) };
}

test('all is well: a path opened for the moment is looked at from end to end', async () => {
  const { options, args } = await scene();
  const { code, found } = await doctor(args, options);
  expect(found).toMatchObject({
    target: { status: 'ok', message: expect.stringContaining('on 127.0.0.1') },
    secret: { status: 'ok', message: 'default: from WEBHOOK_SECRET' },
    'public path': { message: expect.stringContaining('opened for this') },
    https: { status: 'ok', message: expect.stringContaining('valid until') },
    post: { status: 'ok', message: 'a POST arrives with equal bytes' },
    headers: { status: 'ok', message: expect.stringContaining('rewritten on the way') },
    time: { status: 'ok', message: expect.stringContaining('Store waits 30 s') },
    clock: { status: 'ok' },
    interstitial: { status: 'ok' },
  });
  expect(code).toBe(0);
});

test("the running listener's own path is looked at, and nothing of it is stored", async () => {
  const { options, args } = await scene();
  const listening = await startListen(args, options);
  await listening.line(({ kind, publicUrl }) => kind === 'ready' && publicUrl !== null);
  const { code, found } = await doctor(args, options);
  expect(found).toMatchObject({
    port: { message: expect.stringContaining('listen runs at') },
    'public path': { message: expect.stringContaining('the running listener') },
    post: { status: 'ok' },
  });
  expect(code).toBe(0);
  expect(JSON.parse((await runCli(['list', '--json'], options)).stdout)).toEqual([]);
});

test('what is wrong is named with what mends it', async () => {
  const { app, server, options, args } = await scene();
  await Promise.all([app.close(), server.stop()]);
  const env = { ...options.env, HTTPS_PROXY: 'http://proxy.example:3128', WEBHOOK_SECRET: '' };
  delete (env as Record<string, string>)['WEBHOOK_SECRET'];
  const { code, found } = await doctor(args, { ...options, env });
  expect(found).toMatchObject({
    target: { status: 'fail', fix: expect.stringContaining('Start your app') },
    secret: { status: 'warn', fix: expect.stringContaining('WEBHOOK_SECRET') },
    proxy: { status: 'warn', message: expect.stringContaining('HTTPS_PROXY') },
    'public path': { status: 'fail', message: expect.stringContaining('cannot be reached') },
  });
  expect(code).toBe(1);
});

test('a certificate nobody trusts, and plain http, are failures', async () => {
  const { options, args } = await scene();
  const listening = await startListen(args, options);
  await listening.line(({ kind, publicUrl }) => kind === 'ready' && publicUrl !== null);
  const untrusting = { ...options, env: { WEBHOOK_SECRET: 's3cret' } };
  expect((await doctor(args, untrusting)).found).toMatchObject({
    https: { status: 'fail', message: expect.stringContaining('no trusted HTTPS') },
    post: { status: 'fail' },
  });
});

test('a way that changes bytes, shows browsers a page and has another clock is seen through', async () => {
  const { app, options } = await scene();
  const cwd = emptyFolder();
  const doorPort = await freePort();
  const door = `http://localhost:${doorPort}`;
  const changing = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.headers['user-agent']?.startsWith('Mozilla')) return void response.end('<p>Wait</p>');
      const text = Buffer.concat(chunks).toString('utf8');
      void fetch(door + request.url, {
        method: request.method as string,
        ...(request.method === 'POST' ? { body: text } : {}),
      }).then(async (answer) => {
        response.writeHead(answer.status, { Date: 'Tue, 24 Nov 2020 00:00:00 GMT' });
        response.end(await answer.text());
      });
    });
  });
  await new Promise<void>((resolve) => changing.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    changing.closeAllConnections();
    changing.close();
  });
  const { port } = changing.address() as AddressInfo;
  const way = ['--port', String(doorPort), '--public-url', `http://127.0.0.1:${port}`];
  await startListen([`${app.port}`, ...way], { ...options, cwd });
  const { found, code } = await doctor([`${app.port}`], { ...options, cwd });
  expect(found).toMatchObject({
    https: { status: 'fail', message: expect.stringContaining('plain http') },
    post: { status: 'fail', message: expect.stringContaining('body is changed') },
    clock: { status: 'warn', message: expect.stringContaining('ahead') },
    interstitial: { status: 'warn', message: expect.stringContaining('browsers get a page') },
  });
  expect(code).toBe(1);
});
