import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../support/app-server.ts';
import { emptyFolder, runHere } from '../support/cli.ts';

const DESCRIPTION = new URL('../support/openapi.yaml', import.meta.url);
const TEXT = readFileSync(DESCRIPTION, 'utf8');
const SECRET = 'a-secret-for-samples';
const ENV = { WEBHOOK_SECRET: SECRET };

const SCHEMA = '#/components/schemas/Order';
const BODY = '/post/requestBody/content/application~1json/schema';
/** Where the schema stands of a webhook that is itself a reference. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'order.created': SCHEMA,
  'order-created': '#/components/pathItems/Shared',
};

function escaped(name: string): string {
  return name.replaceAll('/', '~1').replaceAll(' ', '%20');
}

interface Imported {
  readonly webhooks: number;
  readonly imported: number;
  readonly samples: {
    webhook: string;
    type: string;
    file: string;
    state: string;
    from: string;
    insteadOf: string | null;
  }[];
  readonly skipped: { webhook: string; reason: string }[];
}

async function imported(
  cwd: string,
  args: readonly string[] = [],
): Promise<{ code: number | null; result: Imported }> {
  const { code, stdout } = await runHere(['samples', 'import', 'api.yaml', '--json', ...args], {
    cwd,
    env: ENV,
  });
  return { code, result: JSON.parse(stdout) as Imported };
}

test('every webhook of a description is imported, sent, and fits its schema at the app', async () => {
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'api.yaml'), TEXT);
  const { code, result } = await imported(cwd);
  expect(code).toBe(1);
  expect(result.skipped).toEqual([
    { webhook: 'lost', reason: '$ref #/components/schemas/Nope leads nowhere' },
    { webhook: 'away', reason: '$ref ./other.yaml#/X leads out of the file, where nothing is read' },
    { webhook: 'endless', reason: 'nothing can fit its schema at next' },
    { webhook: 'silent', reason: 'its request has no body' },
  ]);
  const app = await startApp();
  onTestFinished(() => app.close());
  const ajv = new Ajv2020({ strict: false, logger: false });
  formats.default(ajv);
  ajv.addSchema({ ...(parse(TEXT) as object), $id: 'api' });
  for (const { webhook, type } of result.samples) {
    const sent = await runHere(['trigger', `store:${type}`, '--to', `${app.port}`], { cwd, env: ENV });
    expect(sent, sent.stderr).toMatchObject({ code: 0 });
    const { body, rawHeaders } = app.seen.at(-1) as (typeof app.seen)[number];
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    expect(rawHeaders).toContain(signature);
    if (['form', 'plain'].includes(webhook)) continue;
    const at = `api${ELSEWHERE[webhook] ?? `#/webhooks/${escaped(webhook)}`}${ELSEWHERE[webhook] === SCHEMA ? '' : BODY}`;
    const check = ajv.compile({ $ref: at });
    expect(
      check(JSON.parse(String(body))),
      `${webhook}: ${JSON.stringify(check.errors)} ${String(body)}`,
    ).toBe(true);
  }
  const bodyOf = (type: string): string => {
    const index = result.samples.findIndex((sample) => sample.type === type);
    return String(app.seen[index]?.body);
  };
  expect(JSON.parse(bodyOf('order.created'))).toMatchObject({
    type: 'order.created',
    kind: 'gift',
    lines: [{ sku: 'A-1' }],
  });
  expect(bodyOf('order.paid')).toBe('{"id":"ord_1","at":"{{time}}"}');
  expect(bodyOf('form')).toBe('from=text&count=1');
  expect(bodyOf('plain')).toBe('<paid id="1"/>');
});

test('names stay inside the folder, and two never share a file', async () => {
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'api.yaml'), TEXT);
  const { result } = await imported(cwd, ['--provider', 'github']);
  const types = result.samples.map(({ webhook, type }) => `${webhook} → ${type}`);
  expect(types).toEqual(
    expect.arrayContaining([
      '../../../etc/evil → etc/evil',
      'Order Created → Order-Created',
      'order-created → order-created-2',
    ]),
  );
  expect(result.samples.every(({ file }) => file.startsWith(path.join('samples', 'github', path.sep)))).toBe(
    true,
  );
  expect(readdirSync(cwd).toSorted()).toEqual(
    ['.webhook-cli', 'api.yaml', 'samples'].filter((name) => readdirSync(cwd).includes(name)),
  );
  const file = path.join(cwd, 'samples', 'github', 'order.created.json');
  const before = readFileSync(file, 'utf8');

  expect(
    (await imported(cwd, ['--provider', 'github'])).result.samples.every(
      ({ state }) => state === 'unchanged',
    ),
  ).toBe(true);
  writeFileSync(file, '{"mine":1}\n');
  const kept = await imported(cwd, ['--provider', 'github']);
  expect(kept.result.skipped[0]).toEqual({
    webhook: 'order.created',
    reason: `there is already ${path.join('samples', 'github', 'order.created.json')}`,
  });
  expect(readFileSync(file, 'utf8')).toBe('{"mine":1}\n');
  await imported(cwd, ['--provider', 'github', '--overwrite']);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('people get what is out of the ordinary, and the sum', async () => {
  const cwd = emptyFolder();
  const done = await runHere(['samples', 'import', '-'], { cwd, env: ENV, input: TEXT });
  expect(done).toMatchObject({ code: 1, stderr: '' });
  expect(done.stdout)
    .toBe(`order.failed: made from its schema, which its example does not fit: /id must be string
../../../etc/evil is called etc/evil: a sample is a file
Order Created is called Order-Created: a sample is a file
order-created is called order-created-2: a sample is a file
skipped lost: $ref #/components/schemas/Nope leads nowhere
skipped away: $ref ./other.yaml#/X leads out of the file, where nothing is read
skipped endless: nothing can fit its schema at next
skipped silent: its request has no body
9 of 13 webhooks are samples of store; 3 from an example, 6 made from the schema; 4 skipped
Send one: webhook-cli trigger store:order.created
`);
});

test('a description of 3.0 says x-webhooks and nullable', async () => {
  const cwd = emptyFolder();
  const schema = {
    type: 'object',
    required: ['a'],
    properties: { a: { type: 'string', nullable: true, example: null } },
  };
  const item = { post: { requestBody: { content: { 'application/json': { schema } } } } };
  const input = JSON.stringify({ openapi: '3.0.3', 'x-webhooks': { 'thing.made': item } });
  expect(await runHere(['samples', 'import', '-'], { cwd, input })).toMatchObject({ code: 0 });
  expect(JSON.parse((await runHere(['samples', 'thing.made'], { cwd })).stdout)).toEqual({ a: 'text' });
});

test("GitHub's description says the event beside its headers", async () => {
  const cwd = emptyFolder();
  const content = { 'application/json': { example: { action: 'opened' } } };
  const post = { 'x-github': { subcategory: 'issues' }, requestBody: { content } };
  const input = JSON.stringify({ openapi: '3.1.0', webhooks: { 'issues-opened': { post } } });
  const run = (...args: string[]) => runHere(args, { cwd, input });
  expect(await run('samples', 'import', '-', '--provider', 'github')).toMatchObject({ code: 0 });
  const app = await startApp();
  onTestFinished(() => app.close());
  await run('trigger', 'issues-opened', '--to', `${app.port}`);
  const { rawHeaders } = app.seen[0] as (typeof app.seen)[number];
  expect(rawHeaders[rawHeaders.indexOf('X-GitHub-Event') + 1]).toBe('issues');
  const stats = (await run('stats', '--provider', 'github', '--json')).stdout;
  // The log calls it what GitHub does; a sample's name that no event has never "never came".
  expect(stats).toContain('issues.opened');
  expect(stats).toContain('pull_request.opened');
  expect(stats).not.toContain('issues-opened');
});

test('who sends them must be clear', async () => {
  const cwd = emptyFolder();
  const endpoints = ['store', 'github'].map((name) => ({ name, path: `/${name}`, provider: name }));
  writeFileSync(path.join(cwd, 'webhook.config.json'), JSON.stringify({ endpoints }));
  const done = await runHere(['samples', 'import', '-'], { cwd, input: TEXT });
  expect(done).toMatchObject({ code: 2, stdout: '' });
  expect(done.stderr).toMatch(/several providers\nSay who sends these: --provider store\n$/);
  const unknown = await runHere(['samples', 'import', '-', '--provider', 'shopfy'], { cwd, input: TEXT });
  expect(unknown.stderr).toMatch(/no provider called shopfy\nDid you mean shopify/);
});
