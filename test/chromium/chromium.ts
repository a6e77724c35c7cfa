import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Debian's, and where others put it. */
const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const program = PROGRAMS.find((path) => existsSync(path));

/** Why tests in Chromium cannot run on this machine; false where they can, and where QFORGE_NEEDS_CHROMIUM says they must. */
export const noChromium: string | false =
  program === undefined && process.env['QFORGE_NEEDS_CHROMIUM'] === undefined ? 'there is no Chromium here' : false;

/** Starts Chromium without a window, and without a word to anybody outside. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
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
}
