// Opens the inspector over a log of many events in a real Chromium and measures what somebody who
// looks at it waits for: node bench/inspector.js [events]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { openStore } from '../dist/store/open-store.js';

const bin = fileURLToPath(new URL('../bin/webhook-cli.js', import.meta.url));
const count = Number(process.argv[2] ?? 100_000);
const RUNS = 11;
const SCROLL_MS = 4000;
const cwd = mkdtempSync(path.join(tmpdir(), 'webhook-cli-bench-'));

const filled = timed(() => fill());
console.log(`${count} events stored in ${(await filled).toFixed(0)} ms; node ${process.version}\n`);
const inspecting = await inspect();
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(watchFirstRow);
  await page.goto(inspecting.url);
  await page.locator('.dot.live').waitFor();
  console.log('| what | figure |\n| --- | --- |');
  console.log(`| from navigation to the first row, median of ${RUNS} | ${await openings(page)} |`);
  console.log(`| scrolling for ${SCROLL_MS / 1000} s | ${await frames(page)} |`);
  console.log(`| a type is chosen, until its rows are there | ${await untilRows(page, chooseType)} |`);
  console.log(`| search for text that one old event has | ${await untilRows(page, searchOldest)} |`);
} finally {
  await browser.close();
  inspecting.child.kill('SIGINT');
  rmSync(cwd, { recursive: true, force: true });
}

async function fill() {
  const folder = path.join(cwd, '.webhook-cli');
  mkdirSync(folder, { mode: 0o700 });
  const store = openStore({ file: path.join(folder, 'events.db') });
  const types = ['order.created', 'order.updated', 'order.fulfilled', 'customer.created'];
  for (let at = 0; at < count; at += 500) {
    const batch = Array.from({ length: Math.min(500, count - at) }, (_, index) => at + index);
    await Promise.all(batch.map((n) => storeOne(store, n, types[n % types.length])));
  }
  await store.close();
}

/**
 * @param {import('../dist/store/open-store.js').OpenedStore} store
 * @param {number} n
 * @param {string | undefined} type
 */
async function storeOne(store, n, type = '') {
  const data = { n, text: n === 10 ? 'the-needle' : 'x'.repeat(600) };
  const event = await store.append({
    method: 'POST',
    path: '/webhooks/store',
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(JSON.stringify({ id: `evt_${n}`, type, data })),
    receivedAt: Date.now() - (count - n) * 1000,
    origin: 'tunnel',
    type,
    providerEventId: `evt_${n}`,
    endpoint: 'default',
    provider: 'store',
    signature: { status: 'valid', secret: 0 },
    outcome: 'pending',
  });
  const answer = { status: 200, headers: [], body: Buffer.from('ok') };
  await store.recordAttempt(event.id, {
    cause: 'forward',
    target: 'http://localhost:3000/webhooks',
    startedAt: event.receivedAt,
    durationMs: 12,
    result: { kind: 'answered', answer },
  });
}

/** @returns {Promise<{ url: string, child: import('node:child_process').ChildProcess }>} */
async function inspect() {
  const child = spawn(process.execPath, [bin, 'inspect', '--json', '--inspector-port', '0'], { cwd });
  const [line] = await new Promise((resolve) => {
    createInterface({ input: child.stdout }).once('line', (text) => resolve([text]));
  });
  return { url: JSON.parse(line).inspectorUrl, child };
}

/** Runs in the page, before anything of it. */
function watchFirstRow() {
  const look = new MutationObserver(() => {
    if (document.querySelector('.row') === null) return;
    look.disconnect();
    // After the frame that shows it.
    requestAnimationFrame(() => setTimeout(() => (globalThis.firstRow = performance.now())));
  });
  look.observe(document, { childList: true, subtree: true });
}

/** @param {import('playwright-core').Page} page */
async function openings(page) {
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    await page.reload();
    await page.waitForFunction(() => globalThis.firstRow !== undefined);
    times.push(await page.evaluate(() => globalThis.firstRow));
  }
  const sorted = times.toSorted((a, b) => a - b);
  return `${sorted[RUNS >> 1].toFixed(0)} ms (${sorted[0].toFixed(0)} to ${sorted.at(-1).toFixed(0)})`;
}

/** @param {import('playwright-core').Page} page */
async function frames(page) {
  const seen = await page.evaluate(scroll, SCROLL_MS);
  const slow = seen.gaps.filter((gap) => gap > 20).length;
  const rate = (seen.gaps.length / SCROLL_MS) * 1000;
  return `${rate.toFixed(0)} frames a second over ${seen.rows} rows, ${slow} of ${seen.gaps.length} took more than 20 ms`;
}

/** Runs in the page: turns the wheel without a pause, while new pages are loaded. */
async function scroll(ms) {
  const box = document.querySelector('.list');
  const gaps = [];
  const start = performance.now();
  let last = start;
  while (last - start < ms) {
    const now = await new Promise((resolve) => requestAnimationFrame(resolve));
    gaps.push(now - last);
    last = now;
    box.scrollTop += 90;
  }
  return { gaps, rows: Math.round(box.scrollTop / 32) };
}

/** @param {import('playwright-core').Page} page */
async function chooseType(page) {
  await page.getByRole('combobox', { name: 'Type' }).first().selectOption('customer.created');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.row .type')].every((row) => row.textContent === 'customer.created'),
  );
}

/** @param {import('playwright-core').Page} page */
async function searchOldest(page) {
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByLabel('Search').fill('the-needle');
  await page.locator('#event-11').waitFor({ timeout: 120_000 });
}

/**
 * @param {import('playwright-core').Page} page
 * @param {(page: import('playwright-core').Page) => Promise<void>} act
 */
async function untilRows(page, act) {
  return `${(await timed(() => act(page))).toFixed(0)} ms`;
}

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
