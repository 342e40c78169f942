import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, runHere } from '../support/cli.ts';

const WRONG: readonly (readonly [line: string, code: number, says: RegExp])[] = [
  ['nonsense', 2, /unknown command 'nonsense'/],
  ['list --nonsense', 2, /unknown option '--nonsense'/],
  ['list --outcome happy', 2, /--outcome happy: not known/],
  ['list --since yesterday', 2, /--since yesterday: not a time/],
  ['list --limit 0', 2, /--limit 0: must be a whole number/],
  ['list --where >=3', 2, /--where >=3: not a condition/],
  ['show', 2, /missing required argument/],
  ['show 42', 2, /there is no event 42/],
  ['trigger order.craeted', 2, /there is no sample of order.craeted\nDid you mean order.created/],
  ['trigger order.created', 2, /there is nowhere to send it/],
  ['trigger order.created --to nope:nope', 2, /nope:nope is not a target/],
  ['trigger order.created --to 3000 --set data.totl:=1', 2, /no such field\nDid you mean total/],
  ['trigger order.created --to 3000 --set data.total:=x', 2, /is not JSON/],
  ['trigger order.created --to 3000 --invalid stale', 2, /signs no timestamp/],
  ['trigger order.created --to 3000 --invalid rude', 2, /--invalid rude: not known/],
  ['trigger order.created --print yaml', 2, /--print yaml: not known/],
  ['trigger order.created --to 3000 --header x', 2, /not a header/],
  ['trigger order.created --to 3000 --data missing.json', 2, /there is no such file/],
  [
    'trigger order.created --to http://192.0.2.1',
    2,
    /is another machine\nIf you mean it, add --allow-remote/,
  ],
  ['trigger order.created --to http://192.0.2.1 --allow-remote', 2, /Add --confirm-host 192.0.2.1/],
  [
    'trigger order.created --to http://169.254.169.254 --allow-remote --confirm-host 169.254.169.254',
    2,
    /never contacted/,
  ],
  ['trigger order.created --to http://[::ffff:a9fe:a9fe] --allow-remote', 2, /never contacted/],
  ['trigger order.created --to http://2852039166 --allow-remote', 2, /never contacted/],
  ['trigger order.created --to http://[64:ff9b::a9fe:a9fe] --allow-remote', 2, /never contacted/],
  ['sample', 2, /which event shall be saved\?/],
  ['sample save', 2, /missing required argument/],
  ['sample save 7', 2, /there is no event 7/],
  ['samples import', 2, /missing required argument/],
  ['samples import none.yaml', 2, /none.yaml: there is no such file/],
  ['samples import -', 2, /standard input is no OpenAPI description/],
  ['replay', 2, /which event\?/],
  ['replay 1 --all', 2, /exclude each other/],
  ['replay --all', 2, /no stored event matches/],
  ['replay 7', 2, /there is no event 7/],
  ['replay 1 --sign maybe', 2, /--sign maybe: not known/],
  ['listen nope:nope', 2, /is not a target/],
  ['listen 3000 --tunnel ngork', 2, /--tunnel ngork: not known/],
  ['listen 3000 --tunnel url', 2, /needs the URL of your tunnel/],
  ['listen 3000 --subdomain A_B', 2, /not a name tunnel servers accept/],
  ['listen 3000 --max-body big', 2, /--max-body big: not a size/],
  ['listen 3000 --timeout soon', 2, /--timeout soon: not a duration/],
  ['listen 3000 --port 70000', 2, /ports end at 65535/],
  ['listen 3000 --port 3000 --tunnel none', 2, /would forward to itself/],
  ['listen 3000 --provider nobody', 2, /there is no provider called nobody/],
  ['listen 3000 --secret-env NOT_SET', 2, /NOT_SET is not set/],
  ['listen http://192.0.2.1 --tunnel none', 2, /is another machine/],
  ['providers nobody', 2, /no provider called nobody/],
  ['sign', 2, /what shall be signed/],
  ['sign --data missing.json', 2, /there is no such file/],
  ['sign --data - --timestamp soon', 2, /--timestamp soon: not a time/],
  ['sign --data - --provider square', 2, /signs the URL it has registered/],
  ['sign --data - --provider aws-sns', 2, /no JSON object/],
  ['sign --data - --secret-env NOT_SET', 2, /NOT_SET is not set/],
  ['verify', 2, /what shall be verified/],
  ['verify 42', 2, /there is no event 42/],
  ['verify 42 --data -', 2, /a stored event has its own body/],
  ['verify --data - --tolerance x', 2, /not a number of seconds/],
  ['verify --data - --header x', 2, /not a header/],
  ['secret --set --reveal', 2, /exclude each other/],
  ['secret --endpoint nobody', 2, /there is no endpoint nobody/],
];

test.each(WRONG)('%s', async (line, code, says) => {
  const done = await runHere(line.split(' '), { cwd: emptyFolder() });
  expect(done.stdout).toBe('');
  expect(done.stderr).toMatch(says);
  expect(done.stderr.trimEnd().split('\n')).toHaveLength(2);
  expect(done.stderr).not.toMatch(/\n\s+at /);
  expect(done.code).toBe(code);
});

const SETTINGS: readonly (readonly [text: string, says: RegExp])[] = [
  ['{', /line 1: not JSON/],
  ['', /line 1: not JSON/],
  ['{\n  "endpoint": []\n}', /line 2: endpoint: there is no such setting/],
  [
    '{ "endpoints": [\n{ "name": "a" },\n{ "name": "a", "path": "/b" } ] }',
    /line 3: endpoints\[1\].name: is the same/,
  ],
  ['{ "endpoints": [\n\n{ "name": "A b" } ] }', /line 3: endpoints\[0\].name: must be/],
];

test.each(SETTINGS)('webhook.config.json %j', async (text, says) => {
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'webhook.config.json'), text);
  const done = await runHere(['list'], { cwd });
  expect(done.code).toBe(2);
  expect(done.stderr).toMatch(says);
});

test('an empty secret is refused: it would make everything forgeable', async () => {
  const done = await runHere(['secret'], { cwd: emptyFolder(), env: { WEBHOOK_SECRET: '' } });
  expect(done).toMatchObject({ code: 2, stdout: '' });
  expect(done.stderr).toContain('WEBHOOK_SECRET is set but empty');
});

test('a log that is none is refused, and left alone', async () => {
  const cwd = emptyFolder();
  await runHere(['secret'], { cwd });
  writeFileSync(
    path.join(cwd, '.webhook-cli', 'events.db'),
    'not a database, and rather long for one'.repeat(50),
  );
  expect((await runHere(['list'], { cwd })).code).toBe(3);
});

test('help and version are results', async () => {
  const cwd = emptyFolder();
  expect(await runHere(['--version'], { cwd })).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
  expect(await runHere([], { cwd })).toMatchObject({ code: 0, stdout: expect.stringContaining('listen') });
  expect(await runHere(['help', 'trigger'], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('--seed'),
  });
});
