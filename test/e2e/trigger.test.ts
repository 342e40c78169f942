import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startApp, type App, type SeenRequest } from '../support/app-server.ts';
import { emptyFolder, runCli, runHere } from '../support/cli.ts';

const TYPES = [
  'order.created',
  'order.updated',
  'order.fulfilled',
  'product.created',
  'product.updated',
  'customer.created',
];

/** The guide's function, word for word, over the bytes on stdin. */
const GUIDE = `
import hmac, hashlib, sys
payload = sys.stdin.buffer.read().decode()
print(hmac.new(sys.argv[1].encode(), payload.encode(), hashlib.sha256).hexdigest())
`;

async function app(): Promise<App> {
  const started = await startApp();
  onTestFinished(() => started.close());
  return started;
}

function header(request: SeenRequest | undefined, name: string): string | undefined {
  const at = request?.rawHeaders.findIndex((text) => text.toLowerCase() === name) ?? -1;
  return request?.rawHeaders[at + 1];
}

function guideSignature(body: Buffer, secret: string): string {
  const hasPython = spawnSync('python3', ['--version']).status === 0;
  if (!hasPython) return createHmac('sha256', secret).update(body).digest('hex');
  return execFileSync('python3', ['-c', GUIDE, secret], { input: body }).toString().trim();
}

test.each(TYPES)('%s reaches an app from an empty folder, signed as the guide asks', async (type) => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  const done = await (type === TYPES[0] ? runCli : runHere)(['trigger', type, '--to', `${port}/hooks`], {
    cwd,
  });
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(seen).toHaveLength(1);
  const secret = (await runHere(['secret', '--reveal'], { cwd })).stdout.trim();
  expect(header(seen[0], 'x-webhook-signature')).toBe(guideSignature(seen[0]?.body as Buffer, secret));
  expect(JSON.parse(String(seen[0]?.body))).toMatchObject({ type });
  const [event] = JSON.parse((await runHere(['list', '--json'], { cwd })).stdout) as object[];
  expect(event).toMatchObject({ origin: 'trigger', outcome: 'delivered', signature: { status: 'valid' } });
});

test('the totals of a sample order add up', async () => {
  const { stdout } = await runHere(['samples', 'order.created', '--seed', '1'], { cwd: emptyFolder() });
  const { data } = JSON.parse(stdout) as {
    data: {
      line_items: { total: number; quantity: number; unit_price: number; discount: number }[];
    } & Record<string, number>;
  };
  for (const item of data.line_items)
    expect(item.total).toBe(item.quantity * item.unit_price - item.discount);
  expect(data['subtotal']).toBe(data.line_items.reduce((sum, item) => sum + item.total, 0));
  expect(data['total']).toBe((data['subtotal'] as number) + (data['shipping_total'] as number));
});

test('a seed gives the same bytes again, another seed others', async () => {
  const cwd = emptyFolder();
  const print = async (seed: string): Promise<string> =>
    (await runHere(['trigger', 'order.created', '--seed', seed, '--print', 'http'], { cwd })).stdout;
  expect(await print('7')).toBe(await print('7'));
  expect(await print('7')).not.toBe(await print('8'));
});

test('fields are set, typed, added and removed; everything else keeps its bytes', async () => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  const input = '{ "type":"order.created", "big": 12345678901234567890, "n": 1.0, "data": {"a": "x"} }';
  const edits = ['--set', 'data.a=y', '--set', 'data.b:={"c":[1]}', '--add', '--unset', 'n'];
  const done = await runCli(['trigger', 'order.created', '--data', '-', '--to', `${port}`, ...edits], {
    cwd,
    input,
  });
  expect(done.code).toBe(0);
  const text = String(seen[0]?.body);
  expect(text).toContain('{ "type":"order.created", "big": 12345678901234567890');
  expect(JSON.parse(text)).toMatchObject({ data: { a: 'y', b: { c: [1] } } });
  expect(JSON.parse(text)).not.toHaveProperty('n');
});

test.each(['signature', 'missing', 'wrong-secret', 'body'])(
  '--invalid %s is recorded as not valid',
  async (how) => {
    const { port } = await app();
    const cwd = emptyFolder();
    const env = { WEBHOOK_SECRET: 's3cret' };
    await runHere(['trigger', 'order.created', '--to', `${port}`, '--invalid', how], { cwd, env });
    const [event] = JSON.parse((await runHere(['list', '--json'], { cwd, env })).stdout) as {
      signature: { status: string };
    }[];
    expect(event?.signature.status).toBe(how === 'missing' ? 'missing' : 'invalid');
  },
);

test('--count sends events of their own, --duplicate the same again', async () => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  await runCli(['trigger', 'order.created', '--to', `${port}`, '--count', '2', '--duplicate', '1'], { cwd });
  const ids = seen.map(({ body }) => (JSON.parse(String(body)) as { id: string }).id);
  expect(ids).toEqual([ids[0], ids[0], ids[2], ids[2]]);
  expect(ids[0]).not.toBe(ids[2]);
  const events = JSON.parse((await runHere(['list', '--json'], { cwd })).stdout) as {
    duplicateOf: number | null;
  }[];
  expect(events.map(({ duplicateOf }) => duplicateOf)).toEqual([3, null, 1, null]);
});

test('the printed curl line sends exactly what trigger would', async () => {
  const { port, seen } = await app();
  const cwd = emptyFolder();
  const args = [
    'trigger',
    'order.created',
    '--seed',
    '1',
    '--to',
    `${port}/a?b=1&c=%2F`,
    '--set',
    "data.note=it's $& `x`",
  ];
  const { stdout } = await runCli([...args, '--print', 'curl'], { cwd });
  await runCli(args, { cwd });
  const curl = spawnSync('curl', ['--version']).status === 0;
  if (curl) await promisify(execFile)('sh', ['-c', stdout]);
  expect(seen.map(({ url }) => url)).toEqual(Array.from({ length: curl ? 2 : 1 }, () => '/a?b=1&c=%2F'));
  for (const { sha256 } of seen) expect(sha256).toBe(seen[0]?.sha256);
});
