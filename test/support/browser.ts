import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';

/** Whether this machine has Debian's Chromium; where CI has none, the tests that need it fail. */
export const hasChromium = existsSync(CHROMIUM) || process.env['CI'] !== undefined;

if (!hasChromium) {
  process.stderr.write(`browser tests are skipped: there is no ${CHROMIUM}; apt-get install chromium\n`);
}

/** Starts a real browser. It asks nobody but this machine. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page, and all that went wrong in it. */
export interface Opened {
  readonly page: Page;
  /** Errors of scripts, of the console (a blocked inline script is one), and requests to other hosts. */
  readonly problems: readonly string[];
}

/** Opens a page in a profile of its own, which is gone after the test. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'blob:' && protocol !== 'data:' && host !== new URL(url).host)
      problems.push(request.url());
  });
  await page.goto(url);
  return { page, problems };
}
