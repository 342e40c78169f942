import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../support/app-server.ts';
import { emptyFolder, runCli, runHere, startListen } from '../support/cli.ts';

const BIN = fileURLToPath(new URL('../../bin/webhook-cli.js', import.meta.url));

/** What a sender may try on a terminal or a log. */
const HOSTILE = [
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u001b]8;;http://x\u001b\\link',
  '\u009b31m',
  'over\rwritten',
  'back\b\b\b',
  'bell\u0007',
  'nul\0',
  'a\n14:00:00  #9  order.created  ✓ verified  200',
  'para\u2029line\u2028',
  'bidi\u202egnp.exe',
  'iso\u2066late\u2069',
  'zero\u200bwidth\ufeff',
  'del\u007f',
  '\u001bP1;2|dcs\u001b\\',
  '\u001b_apc\u001b\\',
  'lone\ud800',
  'tag\u{e0041}',
];

/** Only what we print ourselves and what a person can read; never a control or a format character. */
const HARMLESS = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]*$/u;

test('what a sender tries as type, in the path, body and answer prints escaped, on one line', async () => {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cwd = emptyFolder();
  for (const [index, text] of HOSTILE.entries()) {
    app.respond((_request, response) => response.writeHead(500, { 'X-A': 'b' }).end(text));
    const input = JSON.stringify({ type: text, id: text, data: text });
    const sent = await (index < 3 ? runCli : runHere)(
      ['trigger', 'x', '--data', '-', '--to', `${app.port}/%1b[31m`],
      { cwd, input },
    );
    const shown = await runHere(['show', `${index + 1}`], { cwd });
    for (const { stdout, stderr } of [sent, shown]) {
      for (const line of `${stdout}${stderr}`.split('\n'))
        expect(line, JSON.stringify(text)).toMatch(HARMLESS);
    }
    expect(sent.stdout.trimEnd().split('\n'), JSON.stringify(text)).toHaveLength(1);
  }
  const listed = (await runHere(['list'], { cwd })).stdout.trimEnd().split('\n');
  expect(listed).toHaveLength(HOSTILE.length);
  for (const line of listed) expect(line).toMatch(HARMLESS);
  const stored = JSON.parse((await runHere(['list', '--json'], { cwd })).stdout) as unknown[];
  expect(stored).toEqual(stored.map(() => expect.objectContaining({ outcome: 'failed' })));
}, 90_000);

test('colour where it is asked for, and nowhere else', async () => {
  const cwd = emptyFolder();
  const app = await startApp();
  onTestFinished(() => app.close());
  const trigger = ['trigger', 'order.created', '--to', `${app.port}`];
  const esc = '\u001b';
  expect((await runCli(trigger, { cwd })).stdout).not.toContain(esc);
  expect((await runCli(trigger, { cwd, env: { FORCE_COLOR: '1' } })).stdout).toContain(esc);
  expect((await runCli(trigger, { cwd, env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain(
    esc,
  );
  expect((await runCli([...trigger, '--no-color'], { cwd, env: { FORCE_COLOR: '1' } })).stdout).not.toContain(
    esc,
  );
  expect((await runCli(trigger, { cwd, env: { LC_ALL: 'C' } })).stdout).toMatch(/^[\x20-\x7e\n]*$/);
});

test('a reader that leaves is no error', async () => {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cwd = emptyFolder();
  await runCli(['trigger', 'order.created', '--count', '30', '--to', `${app.port}`], { cwd });
  const script = `"$0" "$1" list --limit 30 | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const done = spawnSync('bash', ['-c', script, process.execPath, BIN], { cwd });
  expect(String(done.stderr)).toBe('');
  expect(String(done.stdout).trimEnd().split('\n').at(-1)).toBe('0');
});

test('listen goes on when its reader leaves, and ends with 0 at SIGTERM', async () => {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cwd = emptyFolder();
  const listening = await startListen([`${app.port}`, '--tunnel', 'none'], { cwd });
  listening.leave();
  for (let n = 0; n < 3; n += 1) {
    expect((await runCli(['trigger', 'order.created'], { cwd })).code).toBe(0);
  }
  expect(app.seen).toHaveLength(3);
  expect(await listening.stop('SIGTERM')).toBe(0);
  expect(readdirSync(path.join(cwd, '.webhook-cli')).toSorted()).toEqual([
    '.gitignore',
    'events.db',
    'secret',
  ]);
});

test('files are for their owner alone, whatever the umask', () => {
  const cwd = emptyFolder();
  execFileSync(
    'sh',
    ['-c', 'umask 000; "$0" "$1" trigger order.created --to 127.0.0.1:9 || true', process.execPath, BIN],
    { cwd },
  );
  const state = path.join(cwd, '.webhook-cli');
  expect(statSync(state).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(state))
    expect(statSync(path.join(state, name)).mode & 0o777, name).toBe(0o600);
});

test('the secret appears nowhere but in secret --reveal', async () => {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cwd = emptyFolder();
  const env = { WEBHOOK_SECRET: 'sentinel-7f3a' };
  const runs = [
    ['trigger', 'order.created', '--to', `${app.port}`, '--verbose'],
    ['trigger', 'order.created', '--to', `${app.port}`, '--invalid', 'wrong-secret'],
    ['trigger', 'order.created', '--print', 'http'],
    ['show', 'last', '--json'],
    ['show', 'last', '--reveal'],
    ['secret'],
    ['replay', 'last', '--sign', 'always', '--to', `${app.port}`],
  ];
  for (const args of runs) {
    const { stdout, stderr } = await runCli(args, { cwd, env });
    expect(`${stdout}${stderr}`).not.toContain('sentinel-7f3a');
  }
  expect(readFileSync(path.join(cwd, '.webhook-cli', 'events.db'))).not.toContain('sentinel-7f3a');
  expect((await runCli(['secret', '--reveal'], { cwd, env })).stdout).toBe('sentinel-7f3a\n');
});

test('sensitive headers are masked unless revealed', async () => {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cwd = emptyFolder();
  const header = 'Authorization: Bearer abcdefghijklmnop-sentinel';
  await runCli(['trigger', 'order.created', '--to', `${app.port}`, '--header', header], { cwd });
  expect((await runCli(['show', 'last'], { cwd })).stdout).not.toContain('sentinel');
  expect((await runCli(['show', 'last', '--json'], { cwd })).stdout).not.toContain('sentinel');
  expect((await runCli(['show', 'last', '--headers', '--reveal'], { cwd })).stdout).toContain('-sentinel');
});

test('a stored secret is a real one: what does not match is invalid', async () => {
  const cwd = emptyFolder();
  const app = await startApp();
  onTestFinished(() => app.close());
  expect((await runCli(['secret', '--set'], { cwd, input: 'mine\n' })).code).toBe(0);
  const print = await runCli(['trigger', 'order.created', '--seed', '1', '--print', 'http'], { cwd });
  const body = print.bytes.subarray(print.bytes.indexOf('\r\n\r\n') + 4);
  expect(print.stdout).toContain(createHmac('sha256', 'mine').update(body).digest('hex'));
  await runCli(['trigger', 'order.created', '--invalid', 'signature', '--to', `${app.port}`], { cwd });
  const [event] = JSON.parse((await runHere(['list', '--json'], { cwd })).stdout) as object[];
  expect(event).toMatchObject({ signature: { status: 'invalid', reason: 'mismatch' } });
});
