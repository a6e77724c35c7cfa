import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type * as AxeCore from 'axe-core';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { routes } from '../../apps/dashboard/src/page-list.ts';
import { type Channel, StreamlinedSecureClient, sendFile } from '../../src/client/index.ts';
import type { PerformanceSnapshot, SystemHealth } from '../../src/monitor/index.ts';
import { freshenDashboard } from '../../tools/package/dashboard-cache.ts';
import { noChromium, startChromium } from './chromium.ts';
import { type RunningDevice, startDevice } from './running-device.ts';

declare global {
  /** What is injected into the page. */
  var axe: typeof AxeCore;
}

const FILE_BYTES = 3_000_000;

describe('the dashboard in Chromium', { skip: noChromium, timeout: 240_000 }, () => {
  const complaints: string[] = [];
  let device: RunningDevice;
  let alice: StreamlinedSecureClient;
  let channel: Channel;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    await freshenDashboard();
    device = await startDevice((home) => {
      const config = join(home, 'qforge.toml');
      writeFileSync(config, `[receive]\ndirectory = ${JSON.stringify(home)}\noverwrite = true\n`);
      return ['--config', config, '--audit', join(home, 'audit')];
    });
    alice = await StreamlinedSecureClient.create({ identity: device.aliceIdentity });
    channel = await alice.establishSecureChannel(device.peerId, { address: device.address });
    browser = await startChromium();
    context = await browser.newContext();
    page = await newPage(context);
  });
  after(async () => {
    await browser.close();
    await alice.shutdown();
    await device[Symbol.asyncDispose]();
  });

  async function newPage(within: BrowserContext): Promise<Page> {
    const opened = await within.newPage();
    opened.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    opened.on('pageerror', (error) => complaints.push(String(error)));
    return opened;
  }

  async function read<T>(path: string): Promise<T> {
    return (await (await device.get(path)).json()) as T;
  }

  /** The raw value behind what the page shows. */
  const rawOf = async (selector: string): Promise<string> => (await page.getAttribute(selector, 'value')) ?? '';

  test('asks for a token, refuses a wrong one, and takes the right one', async () => {
    await page.goto(device.admin);
    await page.waitForSelector('input[name=token]');
    assert.match(String(await page.textContent('h1')), /Sign in/u);
    await page.fill('input[name=token]', 'A'.repeat(43));
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert]');
    // The browser itself speaks of an answer that refuses.
    assert.equal(complaints.length, 1);
    assert.match(String(complaints.pop()), /401/u);
    await page.fill('input[name=token]', device.token('admin'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('#figures');
    assert.equal(await page.textContent('h1'), 'Overview');
    const cookies = await context.cookies();
    assert.deepEqual(
      cookies.map(({ httpOnly, sameSite }) => [httpOnly, sameSite]),
      [[true, 'Strict']],
    );
    const kept = await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]),
    );
    assert.doesNotMatch(kept, new RegExp(device.token('admin'), 'u'));
  });

  test('every figure of the overview is that of a snapshot of the process', async () => {
    await page.waitForFunction(() => document.querySelector('#connection')?.textContent === 'Live');
    await page.waitForFunction(() => document.querySelectorAll('#figures data').length === 8);
    const shown = await page.evaluate(() => ({
      atMs: Number(document.querySelector<HTMLElement>('#figures')?.dataset['atMs']),
      values: Object.fromEntries(
        [...document.querySelectorAll<HTMLDataElement>('#figures data')].map((one) => [one.id, one.value]),
      ),
      texts: Object.fromEntries(
        [...document.querySelectorAll<HTMLDataElement>('#figures data')].map((one) => [one.id, one.textContent]),
      ),
    }));
    const history = await read<readonly PerformanceSnapshot[]>('/api/v1/history');
    const snapshot = history.find(({ atMs }) => atMs === shown.atMs);
    assert.ok(snapshot !== undefined, 'what is shown is a snapshot that the process took');
    const text = (value: number | undefined): string => (value === undefined ? '' : String(value));
    assert.deepEqual(shown.values, {
      'messages-per-second': text(snapshot.messagesPerSecond),
      'bytes-per-second': text(snapshot.bytesPerSecond),
      'latency-p50': text(snapshot.latencyMs?.p50),
      'success-ratio': text(snapshot.successRatio),
      'channels-open': text(snapshot.channelsOpen),
      'processor-ratio': text(snapshot.processorRatio),
      'resident-bytes': text(snapshot.residentBytes),
      'event-loop-delay': text(snapshot.eventLoopDelayMs.p99),
    });
    assert.equal(shown.values['channels-open'], '1');
    assert.equal(shown.texts['channels-open'], '1');
    const megabytes = Number(
      /^(?<number>[\d.]+)\u202fMB$/u.exec(shown.texts['resident-bytes'] ?? '')?.groups?.['number'],
    );
    assert.ok(Math.abs(megabytes - snapshot.residentBytes / 1e6) < 0.6, shown.texts['resident-bytes'] ?? '');
  });

  test('health is what the process says of itself', async () => {
    const { status, reasons } = await read<SystemHealth>('/api/v1/health');
    await page.waitForFunction(
      (word) => document.querySelector('#health')?.textContent.toLowerCase().endsWith(word),
      status,
    );
    for (const { detail } of reasons)
      assert.ok((await page.textContent('#main'))?.includes(detail.slice(0, 12)), detail);
  });

  test('channels show what went over them', async () => {
    const path = join(device.home, 'sent.bin');
    writeFileSync(path, new Uint8Array(FILE_BYTES));
    const { bytes } = await sendFile(channel, path);
    assert.equal(bytes, FILE_BYTES);
    await page.click('nav a[href="#/channels"]');
    await page.waitForSelector('#channels tbody tr');
    await page.waitForFunction(
      (least) =>
        Number(document.querySelector<HTMLDataElement>('#channels td[data-title=Traffic] data')?.value) >= least,
      FILE_BYTES,
    );
    const row = String(await page.textContent('#channels tbody tr'));
    assert.match(row, /alice/u);
    assert.ok(row.includes(alice.peerId), 'the PeerId is there as a whole');
    assert.match(row, /X25519\+ML-KEM-768/u);
    assert.match(row, /no QKD key/u);
    const received = Number(await rawOf('#channels td[data-title=Traffic] data'));
    assert.ok(received < FILE_BYTES * 1.01, `${received} bytes for a file of ${FILE_BYTES}`);
    const metrics = await (await device.get('/metrics')).text();
    const counted = Number(
      /^qforge_channel_bytes_total\{direction="received"\} (?<bytes>\d+)$/mu.exec(metrics)?.groups?.['bytes'],
    );
    assert.ok(counted >= received, 'the page shows no more than the metrics count');
  });

  test('no page breaks a rule of accessibility, on light and on dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const { path } of routes) {
        await page.goto(`${device.admin}/#/${path}`);
        await page.waitForFunction(() => document.querySelector('main [role=status].loading') === null);
        await page.evaluate(axe.source);
        const { violations, passes } = await page.evaluate(() =>
          globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] }),
        );
        assert.ok(passes.length > 20, 'the rules were tried');
        const told = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`,
        );
        assert.deepEqual(told, [], `${path} on ${colorScheme}`);
      }
    }
  });

  test('the keyboard reaches everything, and the page takes the focus', async () => {
    await page.goto(`${device.admin}/#/overview`);
    await page.reload();
    await page.waitForSelector('#figures');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent.trim()), 'To the page');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
    await page.focus('nav a[href="#/channels"]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Channels');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
    assert.equal(await page.title(), 'Channels – qforge');
    assert.equal(await page.getAttribute('nav a[href="#/channels"]', 'aria-current'), 'page');
  });

  test('a stranger who opens the page without its cookie sees nothing', async () => {
    const other = await browser.newContext();
    const stranger = await other.newPage();
    await stranger.goto(`${device.admin}/#/channels`);
    await stranger.waitForSelector('input[name=token]');
    assert.doesNotMatch(String(await stranger.textContent('body')), /qf1/u);
    await other.close();
  });

  test('the policy forbids what is inline and what is elsewhere, and no page broke it or threw', async () => {
    const policy = (await fetch(device.admin)).headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/u);
    assert.doesNotMatch(policy, /unsafe|\*|data:/u);
    assert.deepEqual(complaints, []);
  });
});
