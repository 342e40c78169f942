import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openPage, startBrowser } from '../support/browser.ts';
import { inspectorScene } from '../support/inspector-scene.ts';

const MARKUP = `<img src=x onerror="window.ran=1"><script>window.ran=1</script></script><svg onload=alert(1)>`;
const ESCAPES = '\u202e\u0000\u001b[31m\u2028javascript:window.ran=1 ${7*7} {{7*7}}';
const NASTY = `"><b id=injected>${MARKUP}${ESCAPES}`;

describe.runIf(hasChromium)('what a stranger sends', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  test('adds no element, runs nothing and does not freeze the page', async () => {
    const scene = await inspectorScene();
    scene.app.respond((_seen, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.setHeader('X-Nasty', MARKUP);
      response.end(NASTY);
    });
    const { page, problems } = await openPage(browser, scene.url);
    await page.locator('.dot.live').waitFor();
    const long = `${NASTY}${'<b>a</b>'.repeat(650_000)}`;
    const bodies: [string, Record<string, string>][] = [
      [JSON.stringify({ id: NASTY, type: NASTY, [NASTY]: NASTY, __proto__: 1 }), {}],
      [JSON.stringify({ id: 'long', type: 'order.created', line: long }), {}],
      [`<?xml version="1.0"?><a onload="window.ran=1">${MARKUP}</a>`, { 'content-type': 'application/xml' }],
      [NASTY, { 'content-type': 'text/html' }],
      [`a=${encodeURIComponent(NASTY)}`, { 'content-type': 'application/x-www-form-urlencoded' }],
      [
        `--x\r\nA: ${MARKUP}\r\n\r\n${MARKUP}\r\n--x--`,
        { 'content-type': 'multipart/form-data; boundary=x' },
      ],
      [MARKUP, { 'content-type': 'image/png' }],
      [
        `<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"/>`,
        { 'content-type': 'image/svg+xml' },
      ],
    ];
    const path = `/<img/src=x/onerror=window.ran=1>?q="><script>window.ran=1</script>`;
    for (const [body, headers] of bodies) {
      // Header names can be nearly anything that HTTP allows.
      await scene.send(body, { ...headers, 'x-nasty': MARKUP, "x-'!#$%&*+^`|~": MARKUP }, path);
    }
    await page.locator('#event-8').waitFor();
    for (let id = 1; id <= bodies.length; id += 1) {
      const started = Date.now();
      await page.locator(`#event-${id}`).click();
      await page.getByRole('heading', { name: `#${id} ` }).waitFor();
      await page.locator('.verdict b').waitFor();
      for (const tab of ['Body', 'Headers', 'Attempts (1)', 'Summary']) {
        await page.getByRole('tab', { name: tab }).click();
        const raw = page.getByRole('button', { name: 'Raw' });
        if (tab === 'Body' && (await raw.count()) > 0) await raw.click();
      }
      expect(Date.now() - started).toBeLessThan(5000);
    }
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('region', { name: 'Differences' }).waitFor();
    const added = await page.evaluate(`[
      document.querySelectorAll('#injected, #page b[id], #page script, [onerror], [onload]').length,
      document.querySelectorAll('img:not([src^="blob:"])').length,
      'ran' in globalThis,
    ]`);
    expect(added).toEqual([0, 0, false]);
    expect(problems).toEqual([]);
  });
});
