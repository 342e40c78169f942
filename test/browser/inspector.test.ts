import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openPage, startBrowser } from '../support/browser.ts';
import { inspectorScene } from '../support/inspector-scene.ts';

describe.runIf(hasChromium)('the inspector in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  test('a webhook appears without a reload', async () => {
    const scene = await inspectorScene();
    const { page, problems } = await openPage(browser, scene.url);
    await page.getByText('No events yet').waitFor();
    await page.locator('.dot.live').waitFor();
    expect(await scene.send('{"id":"evt_1","type":"order.created","data":{"total":5}}')).toBe(200);
    const row = page.locator('.row');
    await row.waitFor();
    expect(await row.innerText()).toMatch(/#1.*order\.created.*✓ verified.*delivered.*200/s);
    await row.click();
    await page.locator('.verdict b').waitFor();
    expect(problems).toEqual([]);
  });
});
