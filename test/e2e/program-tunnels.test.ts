import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, runCli, startListen, type RunOptions } from '../support/cli.ts';
import { testCertificate } from '../support/test-ca.ts';
import { tunnelServer } from '../support/tunnel-server.ts';

const SECRET = 's3cret';
const certificate = await testCertificate();

const toLoopback = new Agent({
  connect: {
    ca: certificate.cert,
    lookup: (_name, { all }, done) =>
      all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
  },
});

interface Scene {
  readonly app: App;
  readonly options: RunOptions & { env: Record<string, string> };
  /** The stand-in's process, once it runs. */
  pid(): number;
}

/** A PATH on which the stand-ins are found under the programs' names. */
async function scene(mode = 'ok'): Promise<Scene> {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cwd = emptyFolder();
  const bin = emptyFolder();
  for (const name of ['cloudflared', 'ngrok']) {
    const script = fileURLToPath(new URL(`../support/stand-ins/${name}.js`, import.meta.url));
    const text = `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`;
    writeFileSync(path.join(bin, name), text, { mode: 0o755 });
  }
  const pem = path.join(cwd, 'edge.pem');
  writeFileSync(pem, certificate.key + certificate.cert);
  const pidFile = path.join(cwd, 'pid');
  const env = {
    PATH: `${bin}${path.delimiter}${process.env['PATH']}`,
    WEBHOOK_SECRET: SECRET,
    NODE_EXTRA_CA_CERTS: pem,
    STAND_IN_PEM: pem,
    STAND_IN_PID: pidFile,
    STAND_IN_MODE: mode,
    TUNNEL_URL: 'http://elsewhere.example',
  };
  return { app, options: { cwd, env }, pid: () => Number(readFileSync(pidFile, 'utf8')) };
}

async function post(url: string): Promise<number> {
  const body = Buffer.from('{"type":"order.created"}');
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const headers = { 'X-Webhook-Signature': signature };
  const answer = await request(url, { dispatcher: toLoopback, method: 'POST', headers, body });
  await answer.body.dump();
  return answer.statusCode;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const isOpen = (line: Record<string, unknown>): boolean =>
  (line['kind'] === 'ready' && line['publicUrl'] !== null) || line['state'] === 'up';

test.each(['cloudflared', 'ngrok'])('%s carries webhooks, and is gone after Ctrl-C', async (name) => {
  const { app, options, pid } = await scene();
  const listening = await startListen([`${app.port}`, '--tunnel', name], options);
  const open = await listening.line(isOpen);
  expect(open['publicUrl']).toMatch(/^https:\/\/quick\.lt\.localhost:\d+$/);
  expect(await post(String(open['publicUrl']))).toBe(200);
  expect(await listening.line(({ kind }) => kind === 'event')).toMatchObject({ origin: 'tunnel' });
  expect(await listening.stop('SIGINT')).toBe(0);
  expect(isAlive(pid())).toBe(false);
});

test.each(['cloudflared', 'ngrok'])('%s is left over by nothing where listen is killed', async (name) => {
  const { app, options, pid } = await scene();
  const listening = await startListen([`${app.port}`, '--tunnel', name], options);
  await listening.line(isOpen);
  expect(isAlive(pid())).toBe(true);
  await listening.stop('SIGKILL');
  await vi.waitFor(() => expect(isAlive(pid())).toBe(false), { timeout: 5000 });
});

test.each(['cloudflared', 'ngrok'])('%s that dies is said and started again', async (name) => {
  const { app, options, pid } = await scene();
  const listening = await startListen([`${app.port}`, '--tunnel', name], options);
  await listening.line(isOpen);
  process.kill(pid(), 'SIGKILL');
  expect(await listening.line(({ state }) => state === 'down')).toMatchObject({
    detail: expect.stringContaining(`${name} ended`),
  });
  const up = await listening.line(({ kind, state }) => kind === 'tunnel' && state === 'up');
  expect(await post(String(up['publicUrl']))).toBe(200);
  expect(up).toMatchObject({
    downFrom: expect.any(String),
    downTo: expect.any(String),
    advice:
      'Store tries again 5 min, 30 min, 2 h and 24 h after a failure: what it sent meanwhile comes by itself.',
  });
});

test.each([
  ['cloudflared', 'rate-limited', 'rate limited'],
  ['ngrok', 'no-account', 'ngrok config add-authtoken'],
])('%s that is %s says so and is not restarted in a loop', async (name, mode, says) => {
  const { app, options } = await scene(mode);
  const listening = await startListen([`${app.port}`, '--tunnel', name], options, 'warning');
  const warning = listening.lines.find(({ kind }) => kind === 'warning');
  expect(warning).toMatchObject({ message: expect.stringContaining(says) });
  expect(existsSync(path.join(options.cwd, 'pid'))).toBe(false);
});

test('a program that is not here is named with the command that installs it', async () => {
  const { app, options } = await scene();
  const env = { ...options.env, PATH: '/nowhere' };
  const listening = await startListen(
    [`${app.port}`, '--tunnel', 'cloudflared'],
    { ...options, env },
    'warning',
  );
  expect(listening.lines.find(({ kind }) => kind === 'warning')).toMatchObject({
    message: expect.stringMatching(/cloudflared is not here; install it: brew install cloudflared/),
  });
});

test('a tunnel that is rate limited gives way to the next', async () => {
  const { app, options } = await scene('rate-limited');
  const server = await tunnelServer(certificate);
  onTestFinished(() => server.stop());
  const args = [`${app.port}`, '--tunnel', 'cloudflared,localtunnel', '--tunnel-host', server.url];
  const listening = await startListen(args, options, 'warning');
  const open = await listening.line(isOpen);
  expect(listening.lines.find(({ message }) => String(message).includes('instead'))).toMatchObject({
    message: expect.stringContaining('trying localtunnel instead'),
  });
  expect(await post(String(open['publicUrl']))).toBe(200);
});

test('tunnels says what is here and what is not', async () => {
  const { options } = await scene();
  const shown = await runCli(['tunnels'], options);
  expect(shown.stdout).toMatch(/cloudflared +here, version 2026\.10\.0/);
  expect(shown.stdout).toMatch(/NOT encrypted between its server and this machine/);
  const rows = JSON.parse((await runCli(['tunnels', '--json'], options)).stdout) as Record<string, unknown>[];
  expect(rows.map(({ name }) => name)).toEqual(['localtunnel', 'cloudflared', 'ngrok', 'ssh', 'url']);
  const missing = await runCli(['tunnels'], { ...options, env: { PATH: '/nowhere' } });
  expect(missing.stdout).toContain('ngrok        not here; install it');
});
