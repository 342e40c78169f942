import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openPage, startBrowser } from '../support/browser.ts';
import { isSigned, inspectorScene } from '../support/inspector-scene.ts';
import { audit } from '../support/audit.ts';

function order(id: string, data: object = {}, type = 'order.created'): string {
  return JSON.stringify({ id, type, created_at: new Date().toISOString(), data });
}

async function numbers(page: Page): Promise<string[]> {
  return page.locator('.row .number').allInnerTexts();
}

/** A browser closes a dialog a moment after the key. */
async function escape(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
}

describe.runIf(hasChromium)('the inspector in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  test('a webhook appears without a reload, and is searched, filtered, explained and downloaded', async () => {
    const scene = await inspectorScene();
    const { page, problems } = await openPage(browser, scene.url);
    await page.getByText('No events yet').waitFor();
    await page.locator('.dot.live').waitFor();
    expect(await page.evaluate('location.href')).not.toContain('#');
    expect(await scene.send(order('evt_1', { total: 12 }))).toBe(200);
    const row = page.locator('#event-1');
    await row.waitFor();
    expect(await row.innerText()).toMatch(/#1.*order\.created.*✓ verified.*delivered.*200/s);

    await scene.send(order('evt_2', { note: 'needle' }, 'order.updated'));
    await scene.send(order('evt_3'), { 'x-webhook-signature': 'f'.repeat(64) });
    await scene.send(order('evt_1', { total: 12 }));
    await page.locator('#event-4').getByText('dup', { exact: true }).waitFor();
    await page.getByLabel('Search').fill('needle');
    await page.locator('#event-4').waitFor({ state: 'detached' });
    expect(await numbers(page)).toEqual(['#2']);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('combobox', { name: 'Signature' }).selectOption('invalid');
    await page.locator('#event-4').waitFor({ state: 'detached' });
    expect(await numbers(page)).toEqual(['#3']);
    // One that does not match stays away, one that does appears.
    await scene.send(order('evt_5'));
    await scene.send(order('evt_6'), { 'x-webhook-signature': 'e'.repeat(64) });
    await page.locator('#event-6').waitFor();
    expect(await numbers(page)).toEqual(['#6', '#3']);
    await page.locator('#event-3').click();
    expect(await page.locator('.verdict.bad').innerText()).toMatch(/signature/i);

    await page.getByRole('button', { name: 'Clear filters' }).click();
    const body = randomBytes(70_000);
    await scene.send(body, { 'content-type': 'application/octet-stream' });
    await page.locator('#event-7').click();
    await page.getByText('68.4 KB, binary').waitFor();
    const started = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const file = await (await started).path();
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(
      createHash('sha256').update(body).digest('hex'),
    );
    expect(problems).toEqual([]);
  });

  test('a replay with changes is signed again and accepted, and the answers can be compared', async () => {
    const scene = await inspectorScene();
    const { page, problems } = await openPage(browser, scene.url);
    await scene.send(order('evt_1', { total: 1 }));
    await page.locator('#event-1').click();
    await page.getByRole('button', { name: 'Edit and replay' }).click();
    const body = page.getByRole('textbox', { name: 'Body' });
    await body.waitFor();
    await body.fill('{"id":"evt_1","type":');
    await page.getByText('Not JSON').waitFor();
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    await body.fill(order('evt_1', { total: 2000 }));
    await page.getByLabel('Path').fill('/changed?x=1');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('#1: 200 in').waitFor();
    expect(await page.getByText('signed again: its body was changed').isVisible()).toBe(true);
    const seen = scene.app.seen[1];
    expect(seen).toMatchObject({ method: 'POST', url: '/changed?x=1' });
    expect(JSON.parse(String(seen?.body))).toMatchObject({ data: { total: 2000 } });
    expect(seen !== undefined && isSigned(seen)).toBe(true);
    await page.keyboard.press('Escape');

    await page.getByRole('tab', { name: 'Attempts (2)' }).click();
    await page.getByRole('button', { name: 'Compare answers' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.getByRole('rowheader').allInnerTexts()).toContain('bytes');
    expect(problems).toEqual([]);
  });

  test('an event is triggered with a form, and two are compared', async () => {
    const scene = await inspectorScene();
    const { page, problems } = await openPage(browser, scene.url);
    await page.getByRole('button', { name: 'Trigger a first event' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Event').selectOption('store:order.updated');
    const body = dialog.getByRole('textbox', { name: 'Body' });
    await expect.poll(() => body.inputValue()).toContain('"order.updated"');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText('#1: 200 in').waitFor();
    const text = await body.inputValue();
    await body.fill(text.replace('"order.updated"', '"order.mine"'));
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText('#2: 200 in').waitFor();
    expect(isSigned(scene.app.seen[1] ?? { body: Buffer.alloc(0), rawHeaders: [] })).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('#event-2.selected').waitFor();
    await page.getByRole('button', { name: 'Compare' }).click();
    const differences = page.getByRole('row', { name: /^type/ });
    await differences.waitFor();
    expect(await differences.getByRole('cell').allInnerTexts()).toEqual(['"order.updated"', '"order.mine"']);
    expect(problems).toEqual([]);
  });

  test('everything goes with the keyboard alone, on a narrow screen in the dark, and axe finds nothing', async () => {
    const scene = await inspectorScene();
    for (let n = 1; n <= 3; n += 1) await scene.send(order(`evt_${n}`, { n, html: '<b>x</b>' }));
    const { page, problems } = await openPage(browser, scene.url, {
      viewport: { width: 360, height: 640 },
      colorScheme: 'dark',
    });
    await page.locator('#event-3').waitFor();
    expect(await audit(page)).toEqual([]);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: '#2 order.created' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe('rgb(15, 20, 25)');
    await page.locator('.verdict b').waitFor();
    expect(await audit(page)).toEqual([]);
    await page.keyboard.press('r');
    await page.getByText('#2: 200 in').waitFor();
    expect(scene.app.seen).toHaveLength(4);
    await page.keyboard.press('d');
    await page.getByRole('dialog', { name: '#1 and #2' }).waitFor();
    expect(await audit(page)).toEqual([]);
    await escape(page);
    await page.keyboard.press('e');
    await page.getByRole('dialog', { name: 'Replay #2 with changes' }).getByText('JSON ✓').waitFor();
    expect(await audit(page)).toEqual([]);
    await escape(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await escape(page);
    await escape(page);
    await page.keyboard.press('/');
    await page.keyboard.type('no such text');
    await page.getByText('No event matches.').waitFor();
    expect(problems).toEqual([]);
  });

  test('light and wide, axe finds nothing in any part, and new events wait while one reads on', async () => {
    const scene = await inspectorScene();
    const { page } = await openPage(browser, scene.url, { viewport: { width: 1200, height: 420 } });
    await page.getByText('No events yet').waitFor();
    expect(await audit(page)).toEqual([]);
    for (let n = 1; n <= 30; n += 1) await scene.send(order(`evt_${n}`));
    await page.locator('#event-30').waitFor();
    await page.getByRole('listbox').hover();
    await page.mouse.wheel(0, 300);
    await page.locator('#event-10').waitFor();
    const top = await page.getByRole('listbox').evaluate((box) => box.scrollTop);
    await scene.send(order('evt_31'));
    await page.getByRole('button', { name: '1 new event' }).waitFor();
    expect(await page.getByRole('listbox').evaluate((box) => box.scrollTop)).toBe(top);
    await page.getByRole('button', { name: '1 new event' }).click();
    await page.locator('#event-31').click();
    for (const tab of ['Body', 'Headers', 'Attempts (1)']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await audit(page)).toEqual([]);
    }
    await page.locator('.path summary').click();
    expect(await audit(page)).toEqual([]);
  });

  test('a page that was away has everything when the listener can be reached again', async () => {
    const scene = await inspectorScene();
    const { page } = await openPage(browser, scene.url);
    await page.locator('.dot.live').waitFor();
    await page.route('**/api/stream', (route) => route.abort());
    await page.reload();
    await page.getByText('not connected').waitFor();
    await page.getByText('No events yet').waitFor();
    for (let n = 1; n <= 3; n += 1) await scene.send(order(`evt_${n}`));
    expect(await page.locator('.row').count()).toBe(0);
    await page.unroute('**/api/stream');
    await page.locator('#event-3').waitFor();
    expect(await numbers(page)).toEqual(['#3', '#2', '#1']);
    await scene.send(order('evt_4'));
    await page.locator('#event-4').waitFor();
  });
});
