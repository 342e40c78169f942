import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startApp } from '../support/app-server.ts';
import { emptyFolder, runCli, startListen } from '../support/cli.ts';
import { tunnelScene } from '../support/tunnel-scene.ts';

test('--public goes through the tunnel, is recorded as trigger, and shows a proof but never the token', async () => {
  const { app, server, options, publicUrl, listen } = await tunnelScene();
  const listening = await listen();
  const { token } = JSON.parse(readFileSync(path.join(options.cwd, '.webhook-cli/listen.json'), 'utf8')) as {
    token: string;
  };
  server.heads.length = 0;
  const done = await runCli(['trigger', 'order.created', '--public', '--json'], options);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(done.stdout)).toMatchObject({
    origin: 'trigger',
    outcome: 'delivered',
    signature: { status: 'valid' },
    attempts: [{ status: 200 }],
  });
  const heads = server.heads.filter((head) => head.toLowerCase().includes('x-webhook-cli-trigger'));
  const proof = createHmac('sha256', token)
    .update(app.seen[0]?.body as Buffer)
    .digest('hex');
  expect(heads).toHaveLength(1);
  expect(heads[0]).toContain(proof);
  expect(server.heads.join('\n')).not.toContain(token);
  expect(app.seen[0]?.rawHeaders.join('\n').toLowerCase()).not.toContain('x-webhook-cli');
  expect((await runCli(['show', '1', '--headers', '--reveal'], options)).stdout).not.toMatch(
    /x-webhook-cli/i,
  );
  const printed = await runCli(['trigger', 'order.created', '--public', '--print', 'curl'], options);
  expect(printed.stdout).toContain(publicUrl);

  await server.stop();
  await listening.line(({ kind, state }) => kind === 'tunnel' && state === 'down');
  const gone = await runCli(['trigger', 'order.created', '--public'], options);
  expect(gone).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringMatching(
      /^error: the running listener has no public URL now \(localtunnel, .*\n.*leave out --public/,
    ),
  });
  expect(app.seen).toHaveLength(1);
});

test('without a listener, or one without a tunnel, --public says what to do', async () => {
  const cwd = emptyFolder();
  const trigger = () => runCli(['trigger', 'order.created', '--public'], { cwd });
  expect(await trigger()).toMatchObject({
    code: 2,
    stderr: 'error: --public needs the running listener\nStart it in another terminal: webhook-cli listen\n',
  });
  await startListen(['--tunnel', 'none'], { cwd });
  expect(await trigger()).toMatchObject({
    code: 2,
    stderr:
      'error: the running listener was started without a tunnel\nStart it without --tunnel none, or leave out --public.\n',
  });
});

test('a public URL that somebody else answers, or nobody, delivers nothing', async () => {
  const other = await startApp();
  const cwd = emptyFolder();
  await startListen(['--tunnel', 'none'], { cwd });
  const file = path.join(cwd, '.webhook-cli/listen.json');
  const publicUrl = `http://127.0.0.1:${other.port}`;
  const state = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...state, publicUrl }));
  expect(await runCli(['trigger', 'order.created', '--public'], { cwd })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `${publicUrl} answered 200, but not from the listener: look at the way with webhook-cli doctor\n`,
  });
  await other.close();
  expect(await runCli(['trigger', 'order.created', '--public'], { cwd })).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(`error: ${publicUrl} refuses connections\n`),
  });
});
