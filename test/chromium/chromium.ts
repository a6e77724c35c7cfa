import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's, and where others put it. */
const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const program = PROGRAMS.find((path) => existsSync(path));

/** Why tests in Chromium cannot run on this machine; false where they can, and where QFORGE_NEEDS_CHROMIUM says they must. */
export const noChromium: string | false =
  program === undefined && process.env['QFORGE_NEEDS_CHROMIUM'] === undefined ? 'there is no Chromium here' : false;

/** How long a page is waited for: what never comes is a failure, what comes late on a slow machine is none. */
const PATIENCE_MS = 240_000;

/** Starts Chromium without a window, and without a word to anybody outside. */
export async function startChromium(): Promise<Browser> {
  const browser = await chromium.launch({
    timeout: PATIENCE_MS,
    executablePath: program ?? 'chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  browser.on('context', (context) => context.setDefaultTimeout(PATIENCE_MS));
  return browser;
}

/** A request that a browser on a slow machine brought too late for the limits of the server: the page asks again, the browser complains. */
const TOO_LATE = /status of 408|net::ERR_CONNECTION_RESET/u;

/** Collects what a page throws, and what its browser complains about. */
export function noteComplaints(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !TOO_LATE.test(message.text())) complaints.push(message.text());
  });
}
