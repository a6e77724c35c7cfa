// Pictures of the dashboard for whoever looks at it: `npm run dashboard:pictures -- FOLDER`. Every page of a busy device on light, on dark, narrow
// and wide, and the states that pages seldom have.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { routes } from '../../../apps/dashboard/src/page-list.ts';
import { freshenDashboard } from '../../../tools/package/dashboard-cache.ts';
import { type BusyDevice, startBusyDevice } from '../busy-device.ts';
import { startChromium } from '../chromium.ts';
import { type RunningDevice, startDevice } from '../running-device.ts';

/** Long enough for figures to move and plots to have a line. */
const SETTLE_MS = 1500;

const folder = resolve(process.argv[2] ?? 'build/pictures');
mkdirSync(folder, { recursive: true });
await freshenDashboard();
const browser = await startChromium();
try {
  await picturesOfBusy(browser);
  await picturesOfIdle(browser);
} finally {
  await browser.close();
}
process.stdout.write(`${folder}\n`);

async function picturesOfBusy(within: Browser): Promise<void> {
  await using busy = await startBusyDevice();
  await makeBusy(busy);
  const { device } = busy;
  for (const [name, width, colorScheme] of [
    ['light', 1280, 'light'],
    ['dark', 1280, 'dark'],
    ['narrow', 320, 'light'],
    ['wide', 1920, 'dark'],
  ] as const) {
    const context = await signedIn(within, device, { viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    for (const { path } of routes) await take(page, device, path, `${name}-${path}`);
    await context.close();
  }
  const context = await signedIn(within, device, { viewport: { width: 1280, height: 900 } });
  await seldomStates(await context.newPage(), busy);
  await context.close();
}

/** Without anything to show, and with a session that may only look. */
async function picturesOfIdle(within: Browser): Promise<void> {
  await using device = await startDevice();
  const context = await signedIn(within, device, { viewport: { width: 1280, height: 900 } }, 'metrics');
  const page = await context.newPage();
  for (const { path } of routes) await take(page, device, path, `empty-${path}`);
  await context.close();
  const stranger = await within.newPage({ viewport: { width: 1280, height: 900 } });
  await stranger.goto(device.admin);
  await stranger.waitForSelector('input[name=token]');
  await stranger.screenshot({ path: join(folder, 'sign-in.png') });
}

async function makeBusy({ dial, alice, device }: BusyDevice): Promise<void> {
  const sockets = [0, 0, 2].map(dial);
  const send = setInterval(() => {
    for (const socket of sockets) socket.write(Buffer.alloc(20_000));
    void alice.sendSecureMessage(device.peerId, 'x'.repeat(200)).catch(() => undefined);
  }, 50);
  send.unref();
  for (const socket of sockets) socket.resume();
  dial(1);
  await fetch(`${device.admin}/api/v1/performance/mode`, {
    method: 'POST',
    headers: { authorization: `Bearer ${device.token('admin')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ mode: 'throughput' }),
  });
  await new Promise((done) => setTimeout(done, 15_000));
}

async function signedIn(
  within: Browser,
  device: RunningDevice,
  options: Parameters<Browser['newContext']>[0],
  token: 'admin' | 'metrics' = 'admin',
): Promise<BrowserContext> {
  const context = await within.newContext(options);
  const page = await context.newPage();
  await page.goto(device.admin);
  await page.fill('input[name=token]', device.token(token));
  await page.keyboard.press('Enter');
  await page.waitForSelector('#figures');
  await page.close();
  return context;
}

async function take(page: Page, device: RunningDevice, path: string, name: string): Promise<void> {
  await page.goto(`${device.admin}/#/${path}`);
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

async function seldomStates(page: Page, { device }: BusyDevice): Promise<void> {
  for (const [state, path] of [
    ['loading', 'tunnels'],
    ['error', 'tuning'],
  ] as const) {
    await page.route(`**/api/v1/${path === 'tuning' ? 'performance' : path}`, async (route) => {
      const error = { code: 'INTERNAL', message: 'Something went wrong.', hint: 'Look into the log.' };
      if (state === 'error') await route.fulfill({ status: 500, json: { error } });
    });
    await take(page, device, path, `${state}-${path}`);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }
  await take(page, device, 'tunnels', 'light-tunnels-again');
  await fetch(`${device.admin}/api/v1/stop`, {
    method: 'POST',
    headers: { authorization: `Bearer ${device.token('admin')}` },
  });
  await page.waitForSelector('.offline', { timeout: 30_000 });
  await page.screenshot({ path: join(folder, 'offline-tunnels.png'), fullPage: true });
}
