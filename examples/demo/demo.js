// The main job without a network: an app, a listener, one event of every sample, and a replay.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/webhook-cli.js', import.meta.url));
const folder = await mkdtemp(path.join(tmpdir(), 'webhook-cli-demo-'));
const types = [
  'order.created',
  'order.updated',
  'order.fulfilled',
  'product.created',
  'product.updated',
  'customer.created',
];

let received = 0;
const app = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    received += 1;
    response.end('ok');
  });
});
await new Promise((resolve) => app.listen(0, '127.0.0.1', resolve));
const address = app.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;

const listener = start(['listen', `${port}/webhooks`, '--tunnel', 'none', '--port', '0']);
const lines = createInterface({ input: listener.stdout });
lines.on('line', (line) => console.log(`  listen │ ${line}`));
await new Promise((resolve) => lines.once('line', resolve));

const codes = [];
for (const type of types) codes.push(await run(['trigger', type]));
codes.push(await run(['replay', 'last']));

listener.kill('SIGINT');
codes.push(await ended(listener));
app.close();
await rm(folder, { recursive: true, force: true });

const isGood = codes.every((code) => code === 0) && received === types.length + 1;
console.log(
  isGood
    ? `\n${types.length} events verified, stored and forwarded; one replayed.`
    : `\nSomething went wrong: exit codes ${codes.join(' ')}, ${received} received.`,
);
process.exitCode = isGood ? 0 : 1;

/** @param {string[]} args */
function start(args) {
  return spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** @param {string[]} args */
async function run(args) {
  console.log(`$ webhook-cli ${args.join(' ')}`);
  const child = start(args);
  child.stdout.on('data', (text) => process.stdout.write(text));
  return ended(child);
}

/** @param {import('node:child_process').ChildProcess} child */
function ended(child) {
  return new Promise((resolve) => child.once('close', resolve));
}
