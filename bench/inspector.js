// Opens the inspector over a log of many events in a real Chromium and measures what somebody who
// looks at it waits for, in turn with a bare page of one line: node bench/inspector.js [events]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:http';
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
const bareServer = await serveBare();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(watchFirstRow);
  await page.goto(inspecting.url);
  await page.locator('.dot.live').waitFor();
  const bare = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await bare.addInitScript(watchFirstRow);
  await bare.goto(`http://127.0.0.1:${bareServer.address().port}/`);
  console.log('| what | inspector | bare page |\n| --- | --- | --- |');
  const [ours, theirs] = await openings([page, bare]);
  console.log(`| from navigation to the first row, median of ${RUNS} | ${ours} | ${theirs} |`);
  const scrolled = [await frames(page), await frames(bare)].join(' | ');
  console.log(`| scrolling for ${SCROLL_MS / 1000} s | ${scrolled} |`);
  console.log(`| a type is chosen, until its rows are there | ${await untilRows(page, chooseType)} | |`);
  console.log(`| search for text that one old event has | ${await untilRows(page, searchOldest)} | |`);
} finally {
  await browser.close();
  bareServer.close();
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

/** A page that shows one row and can be scrolled, and needs nothing else. */
async function serveBare() {
  const list = '<div class="list" style="height:600px;overflow:auto">';
  const html = `<!doctype html>${list}<div style="height:3200000px"><p class="row">one</p></div></div>`;
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end(html);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return server;
}

/** @param {import('playwright-core').Page[]} pages */
async function openings(pages) {
  const times = pages.map(() => []);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [index, page] of pages.entries()) {
      await page.bringToFront();
      await page.reload();
      await page.waitForFunction(() => globalThis.firstRow !== undefined);
      times[index].push(await page.evaluate(() => globalThis.firstRow));
    }
  }
  return times.map((all) => {
    const sorted = all.toSorted((a, b) => a - b);
    return `${sorted[RUNS >> 1].toFixed(0)} ms (${sorted[0].toFixed(0)} to ${sorted.at(-1).toFixed(0)})`;
  });
}

/** @param {import('playwright-core').Page} page */
async function frames(page) {
  await page.bringToFront();
  const seen = await page.evaluate(scroll, SCROLL_MS);
  const slow = seen.gaps.filter((gap) => gap > 20).length;
  const rate = (seen.gaps.length / SCROLL_MS) * 1000;
  return `${rate.toFixed(0)} frames a second, ${slow} of ${seen.gaps.length} took more than 20 ms`;
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
  return { gaps };
}

/** @param {import('playwright-core').Page} page */
async function chooseType(page) {
  await page.bringToFront();
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
