import { createHmac, randomBytes } from 'node:crypto';
import { request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App } from '../support/app-server.ts';
import { emptyFolder, startListen, type Listening } from '../support/cli.ts';
import { hasSshd, sshServer, type SshServer } from '../support/ssh-server.ts';

const SECRET = 's3cret';

interface Scene {
  readonly app: App;
  readonly server: SshServer;
  readonly listening: Listening;
  readonly publicUrl: string;
}

async function scene(args: readonly string[] = []): Promise<Scene> {
  const app = await startApp();
  const cwd = emptyFolder();
  const server = await sshServer(emptyFolder());
  onTestFinished(async () => {
    await Promise.all([app.close(), server.stop()]);
  });
  const host = ['--ssh-host', `127.0.0.1:${server.port}`, '--ssh-key', server.key];
  const listening = await startListen([`${app.port}`, '--tunnel', 'ssh', ...host, ...args], {
    cwd,
    env: { WEBHOOK_SECRET: SECRET },
  });
  const ready = await listening.line(
    ({ kind, publicUrl, state }) => (kind === 'ready' && publicUrl !== null) || state === 'up',
  );
  return { app, server, listening, publicUrl: String(ready['publicUrl']) };
}

async function post(url: string, body: Buffer): Promise<number> {
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const headers = ['X-Webhook-Signature', signature, 'X-Twice', 'a', 'X-Twice', 'b'];
  const answer = await request(url, { method: 'POST', headers, body });
  await answer.body.dump();
  return answer.statusCode;
}

test.runIf(hasSshd)(
  'a real SSH server: bytes and headers arrive raw, and its loss and return are told',
  async () => {
    const { app, server, listening, publicUrl } = await scene();
    expect(publicUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const body = randomBytes(300_000);
    expect(await post(`${publicUrl}/a%2Fb?x=1&x=2`, body)).toBe(200);
    expect(app.seen[0]).toMatchObject({ url: '/a%2Fb?x=1&x=2', body });
    expect(app.seen[0]?.rawHeaders.filter((name) => name === 'X-Twice')).toHaveLength(2);

    await server.stop();
    await listening.line(({ kind, state }) => kind === 'tunnel' && state === 'down');
    await server.start();
    const up = await listening.line(({ kind, state }) => kind === 'tunnel' && state === 'up');
    expect(await post(String(up['publicUrl']), body)).toBe(200);
  },
);

test.runIf(hasSshd)('a key that is not accepted is said with what to do', async () => {
  const cwd = emptyFolder();
  const server = await sshServer(emptyFolder());
  const other = await sshServer(emptyFolder());
  onTestFinished(async () => {
    await Promise.all([server.stop(), other.stop()]);
  });
  const host = ['--ssh-host', `127.0.0.1:${server.port}`, '--ssh-key', other.key];
  const listening = await startListen(['--tunnel', 'ssh', ...host], { cwd }, 'warning');
  expect(listening.lines.find(({ kind }) => kind === 'warning')).toMatchObject({
    message: expect.stringContaining('does not accept your SSH key: make one with ssh-keygen'),
  });
});
