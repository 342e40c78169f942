import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasChromium, openPage, startBrowser } from '../support/browser.ts';
import { inspectorScene, isSigned, type InspectorScene } from '../support/inspector-scene.ts';

/** `npm run screenshots` puts them into docs/; else they are only looked at here. */
function folder(): string {
  const wanted = process.env['SCREENSHOTS_TO'];
  if (wanted !== undefined) return wanted;
  const made = mkdtempSync(path.join(tmpdir(), 'webhook-cli-screenshots-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function day(scene: InspectorScene): Promise<void> {
  scene.app.respond((seen, response) => {
    const isBroken = String(seen.body).includes('fulfilled');
    response.writeHead(isBroken ? 500 : isSigned(seen) ? 200 : 401, { 'Content-Type': 'application/json' });
    response.end(isBroken ? '{"error":"no such carrier"}' : '{"received":true}');
  });
  const body = (id: string, type: string, more: object = {}): string =>
    JSON.stringify({
      id,
      type,
      created_at: new Date().toISOString(),
      data: {
        order: 'ord_1042',
        total: 129.5,
        currency: 'EUR',
        lines: [{ sku: 'TEA-GREEN', quantity: 2 }],
        ...more,
      },
    });
  await scene.send(body('evt_1', 'order.created'));
  await scene.send(body('evt_2', 'customer.created', { email: 'ada@example.com' }));
  await scene.send(body('evt_1', 'order.created'));
  await scene.send(body('evt_3', 'order.fulfilled'));
  await scene.send(body('evt_4', 'order.updated'), { 'x-webhook-signature': `${'5e'.repeat(31)}00` });
  await scene.send(body('evt_5', 'product.updated'));
}

describe.runIf(hasChromium)('the pictures of the documents', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  test('are made from the page as it is', async () => {
    const scene = await inspectorScene();
    await day(scene);
    const to = folder();
    const { page } = await openPage(browser, scene.url, { viewport: { width: 1240, height: 640 } });
    await page.locator('#event-4').click();
    await page.locator('.verdict b').waitFor();
    await page.locator('.dot.live').waitFor();
    const wide = path.join(to, 'inspector.png');
    await page.screenshot({ path: wide });
    const narrow = path.join(to, 'inspector-narrow.png');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 640 });
    await page.screenshot({ path: narrow });
    for (const file of [wide, narrow]) {
      expect(statSync(file).size).toBeGreaterThan(10_000);
      expect(statSync(file).size).toBeLessThan(200_000);
    }
  });
});
