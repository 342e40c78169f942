import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { wait } from '../../src/tunnels/wait.ts';
import { emptyFolder, startListen } from '../support/cli.ts';
import { IS_REAL } from '../support/path-scene.ts';
import { postSigned, tunnelScene } from '../support/tunnel-scene.ts';

/** Seconds of processor time a process has used, where the system tells. */
function processorSeconds(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

test('a server that accepts and closes is not stormed', async () => {
  const { server, listen } = await tunnelScene();
  server.closesAtOnce = true;
  const start = performance.now();
  const listening = await listen('warning');
  const usedBefore = processorSeconds(listening.pid);
  await listening.line(({ kind }) => kind === 'ready');
  const seconds = (performance.now() - start) / 1000;
  const perSecond = server.connects() / seconds;
  const load = (processorSeconds(listening.pid) - usedBefore) / seconds;
  process.stdout.write(
    `accepts, then closes: ${perSecond.toFixed(1)} connects/s, ${(load * 100).toFixed(0)} % of a processor\n`,
  );
  expect(perSecond).toBeLessThan(5);
  expect(load).toBeLessThan(0.5);
});

test('the process is stopped, its connections are reset meanwhile, and it goes on', async () => {
  const { app, server, publicUrl, listen } = await tunnelScene();
  const listening = await listen();
  process.kill(listening.pid, 'SIGSTOP');
  server.dropSockets('rst');
  if (IS_REAL) await wait(10_000);
  process.kill(listening.pid, 'SIGCONT');
  const start = performance.now();
  // Until the tunnel stands again its server answers by itself, or nobody does; a sender tries again.
  const once = (): Promise<number> =>
    Promise.race([
      postSigned(publicUrl, Buffer.from('{}')).then(({ status }) => status),
      wait(2000).then(() => 0),
    ]).catch(() => 0);
  while ((await once()) !== 200);
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(`stopped and continued: back after ${seconds.toFixed(1)} s\n`);
  expect(seconds).toBeLessThan(40);
  expect(app.seen).toHaveLength(1);
});

test('a stranger that answers 200 at the public URL never counts as ready', async () => {
  const page = createServer((_request, response) => response.end('<h1>Welcome, please sign in</h1>'));
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    page.closeAllConnections();
    page.close();
  });
  const { port } = page.address() as AddressInfo;
  const args = ['--public-url', `http://127.0.0.1:${port}`];
  const listening = await startListen(args, { cwd: emptyFolder() });
  expect(listening.lines.find(({ kind }) => kind === 'ready')).toMatchObject({
    publicUrl: null,
    reason: 'somebody else answers at the public URL',
  });
  expect(listening.lines.filter(({ state }) => state === 'up')).toEqual([]);
});
