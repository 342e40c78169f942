// Measures what a diagnosis costs: its own time for a body of 1 MB that nothing matches, against one
// HMAC of the same body; and what it does to the answers of others: requests are sent in turn while
// nothing else happens and while such bodies are diagnosed. node bench/diagnosis.js [runs]
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findProvider, providers } from '../dist/providers/index.js';
import { diagnose } from '../dist/signatures/diagnosis/diagnose.js';

const bin = fileURLToPath(new URL('../bin/webhook-cli.js', import.meta.url));
const runs = Number(process.argv[2] ?? 9);
const secret = 's3cret';
const large = bodyOf(1024 * 1024);
const small = Buffer.from('{"id":"evt_1","type":"order.created"}');
const agent = new Agent({ keepAlive: true });

console.log(`node ${process.version}, ${runs} runs, a JSON body of ${large.length} bytes\n`);
await measureDiagnosis();
await measureAnswers();

async function measureDiagnosis() {
  const pairs = [];
  for (let run = 0; run <= runs; run += 1) {
    const ours = timed(() => diagnose(unmatched(), context()));
    const bare = timed(() => createHmac('sha256', secret).update(large).digest());
    if (run > 0) pairs.push({ ours, bare, ratio: ours / bare });
  }
  console.log('| diagnosis that finds nothing, ms | one HMAC, ms | ratio (median of pairs) |');
  console.log('| --- | --- | --- |');
  console.log(
    `| ${cells([pairs.map(({ ours }) => ours), pairs.map(({ bare }) => bare), pairs.map(({ ratio }) => ratio)])} |\n`,
  );
}

function unmatched() {
  return { method: 'POST', path: '/', headers: [['X-Webhook-Signature', '0'.repeat(64)]], body: large };
}

function context() {
  const provider = findProvider('store');
  if (provider === undefined) throw new Error('no store');
  const secrets = [{ role: 'own', value: secret, name: 'WEBHOOK_SECRET' }];
  return { provider, providers, secrets, now: Date.now(), budgetBytes: 64 * 1024 * 1024 };
}

async function measureAnswers() {
  const cwd = mkdtempSync(path.join(tmpdir(), 'webhook-cli-bench-'));
  const env = { ...process.env, WEBHOOK_SECRET: secret };
  const child = spawn(process.execPath, [bin, 'listen', '--tunnel', 'none', '--port', '0', '--json'], {
    cwd,
    env,
  });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ready = JSON.parse((await lines.next()).value);
    const port = Number(new URL(ready.localUrl).port);
    await send(port, small, sign(small));
    // The thread is started by the first wrong signature.
    await send(port, large, '0'.repeat(64));
    for (let line = await lines.next(); !line.value.includes('"diagnosis"');) line = await lines.next();
    await compareAnswers(port);
  } finally {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    rmSync(cwd, { recursive: true, force: true });
    agent.destroy();
  }
}

/**
 * A large body costs the listener something by itself (it is read, hashed and stored), so the right
 * signature of the same body is the measure for the wrong one.
 * @param {number} port
 */
async function compareAnswers(port) {
  const right = [];
  const wrong = [];
  for (let run = 0; run < runs * 4; run += 1) {
    right.push(await slowestAfter(port, sign(large)));
    wrong.push(await slowestAfter(port, '0'.repeat(64)));
  }
  console.log('| slowest of 20 answers after 1 MB | median ms | 95 % ms |');
  console.log('| --- | --- | --- |');
  console.log(
    `| right signature: no diagnosis | ${at(right, 0.5).toFixed(1)} | ${at(right, 0.95).toFixed(1)} |`,
  );
  console.log(
    `| wrong signature: diagnosed meanwhile | ${at(wrong, 0.5).toFixed(1)} | ${at(wrong, 0.95).toFixed(1)} |`,
  );
  console.log(
    `| ratio | ${(at(wrong, 0.5) / at(right, 0.5)).toFixed(2)} | ${(at(wrong, 0.95) / at(right, 0.95)).toFixed(2)} |`,
  );
}

/**
 * @param {number} port
 * @param {string} signature
 */
async function slowestAfter(port, signature) {
  await send(port, large, signature);
  let slowest = 0;
  for (let n = 0; n < 20; n += 1) slowest = Math.max(slowest, await send(port, small, sign(small)));
  return slowest;
}

/**
 * Sends a body and gives the milliseconds until its answer.
 * @param {number} port
 * @param {Buffer} body
 * @param {string} signature
 * @returns {Promise<number>}
 */
function send(port, body, signature) {
  const start = performance.now();
  const headers = { 'X-Webhook-Signature': signature, 'Content-Length': body.length };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - start));
    });
    sent.once('error', reject).end(body);
  });
}

/** @param {number} bytes */
function bodyOf(bytes) {
  const item = { sku: 'tea/42', name: 'Zoë <b> & Söhne', price: 19.5, tags: ['a', 'b', { c: null }] };
  const count = Math.ceil(bytes / (JSON.stringify(item).length + 14));
  return Buffer.from(JSON.stringify({ items: Array.from({ length: count }, (_, id) => ({ id, ...item })) }));
}

/** @param {Buffer} body */
function sign(body) {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** @param {() => unknown} work */
function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/**
 * @param {number[]} values
 * @param {number} share
 */
function at(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** @param {number[][]} columns */
function cells(columns) {
  return columns.map((values) => at(values, 0.5).toFixed(1)).join(' | ');
}
