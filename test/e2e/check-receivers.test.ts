import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { check, CHECK_SECRET, checked, ended } from '../support/check-run.ts';
import { receiverIn, RECEIVERS, startReceiver, type ExampleReceiver } from '../support/receiver.ts';

const has = (program: string): boolean =>
  process.env['CI'] === 'true' || spawnSync(program, ['--version']).status === 0;

/** The others need their frameworks: `npm run check:receivers` installs them. */
const HERE = [receiverIn('node-http'), ...(has('python3') ? [receiverIn('python-stdlib')] : [])];

/** Runs the battery against an example, started for it. */
async function graded(receiver: ExampleReceiver, kind: 'right' | 'wrong', ...options: string[]) {
  const port = await startReceiver(receiver, { kind, secret: CHECK_SECRET });
  const count = ['--count-url', `${port}/count`];
  const { code, found } = await checked(
    `${port}/webhooks`,
    '--provider',
    receiver.provider,
    ...count,
    ...options,
  );
  const named = found.probes.flatMap(({ mistake }) => mistake ?? []);
  const summary = { fails: ended(found, 'fail'), warns: ended(found, 'warn'), named: new Set(named), code };
  return { summary, found };
}

test('right receivers, in JavaScript and in Python: nothing fails, and it takes less than 15 s', async () => {
  const [whole, ...others] = HERE;
  const runs = await Promise.all([
    ...(whole === undefined ? [] : [graded(whole, 'right')]),
    ...others.map((receiver) => graded(receiver, 'right', '--skip', 'constant-time')),
  ]);
  for (const { summary, found } of runs) {
    expect(summary).toEqual({ fails: [], warns: [], named: new Set(), code: 0 });
    expect(found).toMatchObject({ passed: true, ended: 'whole' });
    expect(found.durationMs).toBeLessThan(15_000);
  }
});

test('receivers with a planted mistake: exactly the probes that name it fail', async () => {
  const runs = HERE.map(async (receiver) => ({
    receiver,
    ...(await graded(receiver, 'wrong', '--skip', 'constant-time')),
  }));
  for (const { receiver, summary } of await Promise.all(runs)) {
    const { fails, warns, mistake } = receiver;
    expect(summary).toEqual({ fails, warns, named: new Set([mistake]), code: 1 });
  }
});

test('the count is read by a command as well as by a URL', async () => {
  const port = await startReceiver(receiverIn('node-http'), { kind: 'right', secret: CHECK_SECRET });
  const command = `"${process.execPath}" -e "fetch('http://127.0.0.1:${port}/count').then(async (r) => console.log(await r.text()))"`;
  const args = ['--provider', 'github', '--only', 'same-event-twice', '--count-command', command];
  const { found } = await checked(`${port}/webhooks`, ...args);
  expect(found.probes.at(-1)).toMatchObject({ outcome: 'pass', found: 'accepted both times, counted once' });
});

const PRINTED: readonly [probe: string, statuses: string[]][] = [
  ['event', ['200']],
  ['json-whitespace', ['200']],
  ['large-body', ['200']],
  ['empty-signature', ['401']],
  ['repeated-signature', ['401', '401']],
  ['same-event-at-once', ['200', '200']],
  ['method-head', ['405']],
  ['slow-sender', ['200']],
];

test.skipIf(!has('curl'))('what --print shows sends the probe, signed afresh', async () => {
  const port = await startReceiver(receiverIn('node-http'), { kind: 'right', secret: CHECK_SECRET });
  const sent = PRINTED.map(async ([probe]) => {
    const { stdout } = await check(`${port}/webhooks`, '--provider', 'github', '--print', probe);
    expect(stdout).not.toContain(CHECK_SECRET);
    const { stdout: told } = await promisify(execFile)('sh', ['-c', stdout]);
    return [probe, told.split('\n').filter((line) => /^\d{3}$/.test(line))];
  });
  expect(await Promise.all(sent)).toEqual(PRINTED);
});

test('docs/check.md shows the matrix the examples are held to', () => {
  const page = readFileSync(new URL('../../docs/check.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| ['))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const list = (ids: readonly string[]): string => ids.map((id) => `\`${id}\``).join(', ') || 'none';
  const expected = RECEIVERS.flatMap(({ title, stack, provider, planted, fails, warns, mistake }) => {
    const lead = ['', `[${title}](../examples/receivers/${stack})`, provider];
    return [
      [...lead, 'right', 'none', 'none', '', ''],
      [...lead, planted, list(fails), list(warns), `\`${mistake}\``, ''],
    ];
  });
  expect(rows).toEqual(expected);
});
