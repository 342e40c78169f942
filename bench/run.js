// Measures whole processes against a bare `node -e 0` of the same run, in turn, so that a slow
// moment of the machine meets both. Prints medians and ratios: node bench/run.js [runs]
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/webhook-cli.js', import.meta.url));
const runs = Number(process.argv[2] ?? 21);
const cwd = mkdtempSync(path.join(tmpdir(), 'webhook-cli-bench-'));

try {
  for (let n = 0; n < 20; n += 1) once(['trigger', 'order.created', '--to', '127.0.0.1:9']);
  console.log(`node ${process.version}, ${runs} runs each, after one that is not counted\n`);
  console.log('| what | median ms | bare node ms | ratio (median of pairs) |');
  console.log('| --- | --- | --- | --- |');
  await compare('--version', () => timed(() => once(['--version'])));
  await compare('list (20 events)', () => timed(() => once(['list'])));
  await compare('listen until ready', untilReady);
} finally {
  rmSync(cwd, { recursive: true, force: true });
}

/**
 * @param {string} name
 * @param {() => number | Promise<number>} measure
 */
async function compare(name, measure) {
  const pairs = [];
  for (let run = 0; run <= runs; run += 1) {
    const ours = await measure();
    const bare = timed(() => spawnSync(process.execPath, ['-e', '0']));
    if (run > 0) pairs.push({ ours, bare, ratio: ours / bare });
  }
  const cells = [
    median(pairs.map(({ ours }) => ours)).toFixed(0),
    median(pairs.map(({ bare }) => bare)).toFixed(0),
    median(pairs.map(({ ratio }) => ratio)).toFixed(2),
  ];
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}

/** @param {string[]} args */
function once(args) {
  return spawnSync(process.execPath, [bin, ...args], { cwd });
}

/** @param {() => unknown} work */
function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

async function untilReady() {
  const start = performance.now();
  const child = spawn(process.execPath, [bin, 'listen', '--tunnel', 'none', '--port', '0', '--json'], {
    cwd,
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const took = performance.now() - start;
  child.kill('SIGINT');
  await new Promise((resolve) => child.once('close', resolve));
  return took;
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
