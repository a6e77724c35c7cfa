// long file: one browser and one device for every page, since starting them is what takes the time
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type * as AxeCore from 'axe-core';
import axe from 'axe-core';
import type { Browser, BrowserContext, Download, Page } from 'playwright-core';
import { routes } from '../../apps/dashboard/src/page-list.ts';
import { Participant } from '../../src/cli/demo/participant.ts';
import {
  type AuditEntryRead,
  auditEntries,
  type Channel,
  createIdentityFile,
  StreamlinedSecureClient,
  sendFile,
} from '../../src/client/index.ts';
import type { PerformanceSnapshot, SystemHealth } from '../../src/monitor/index.ts';
import { askValidator, readNetworkFile, verifyDecision } from '../../src/validator/index.ts';
import { freshenDashboard } from '../../tools/package/dashboard-cache.ts';
import { noChromium, noteComplaints, startChromium } from './chromium.ts';
import { type LoneValidator, startLoneValidator } from './lone-validator.ts';
import { type RunningDevice, startDevice } from './running-device.ts';

declare global {
  /** What is injected into the page. */
  var axe: typeof AxeCore;
}

const FILE_BYTES = 3_000_000;
const MESSAGES = 25;

describe('the dashboard in Chromium', { skip: noChromium, timeout: 600_000 }, () => {
  const complaints: string[] = [];
  let device: RunningDevice;
  let validator: LoneValidator;
  let alice: StreamlinedSecureClient;
  let channel: Channel;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    await freshenDashboard();
    device = await startDevice((home) => {
      const config = join(home, 'qforge.toml');
      const [receive, validator] = [JSON.stringify(home), JSON.stringify(join(home, 'validator'))];
      const text = `[receive]\ndirectory = ${receive}\noverwrite = true\n[validator]\nfolder = ${validator}\n`;
      writeFileSync(config, text);
      return ['--config', config, '--audit', join(home, 'audit')];
    });
    validator = await startLoneValidator(join(device.home, 'validator'));
    await createIdentityFile(join(device.home, 'stranger.key'), { passphrase: undefined });
    alice = await StreamlinedSecureClient.create({ identity: device.aliceIdentity });
    channel = await alice.establishSecureChannel(device.peerId, { address: device.address });
    browser = await startChromium();
    context = await browser.newContext();
    page = await newPage(context);
  });
  after(async () => {
    await browser.close();
    await alice.shutdown();
    await validator[Symbol.asyncDispose]();
    await device[Symbol.asyncDispose]();
  });

  async function newPage(within: BrowserContext): Promise<Page> {
    const opened = await within.newPage();
    noteComplaints(opened, complaints);
    return opened;
  }

  async function read<T>(path: string): Promise<T> {
    return (await (await device.get(path)).json()) as T;
  }

  /** Shows a page, and waits until it has read what it shows. */
  async function open(path: string): Promise<void> {
    await page.goto(`${device.admin}/#/${path}`);
    const title = routes.find((route) => route.path === path)?.title ?? '';
    await page.waitForFunction((wanted) => document.querySelector('h1')?.textContent === wanted, title);
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
    // It may change between two looks, on a machine that is slow for a moment: the page comes to agree with the process.
    for (let isSame = false; !isSame; ) {
      const { status, reasons } = await read<SystemHealth>('/api/v1/health');
      const word = String(await page.textContent('#health')).toLowerCase();
      const main = String(await page.textContent('#main'));
      isSame = word.endsWith(status) && reasons.every(({ detail }) => main.includes(detail.slice(0, 12)));
      if (!isSame) await page.waitForTimeout(200);
    }
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

  test('messages are counted as they were sent', async () => {
    const [sender, receiver] = [new Participant(), new Participant()];
    const homes = ['sender', 'receiver'].map((name) => join(device.home, name)) as [string, string];
    for (const home of homes) mkdirSync(home);
    const bob = await receiver.handlers.start({ name: 'bob', home: homes[1], listen: ['tcp://127.0.0.1:0'] });
    const started = await sender.handlers.start({ name: 'sender', home: homes[0], listen: [], servesDashboard: true });
    await receiver.handlers.meet({ name: 'sender', peerId: started.peerId });
    await sender.handlers.meet({ name: 'bob', peerId: bob.peerId, address: bob.addresses[0] ?? '' });
    await sender.handlers.connect({ peer: 'bob' });
    const own = await newPage(context);
    await own.goto(String(started.dashboard));
    await own.waitForSelector('#figures');
    assert.doesNotMatch(own.url(), /sign-in/u);
    await sender.handlers.exchange({ count: MESSAGES, bytes: 100 });
    await own.click('nav a[href="#/channels"]');
    await own.waitForFunction(
      (wanted) =>
        document.querySelectorAll<HTMLDataElement>('#channels td[data-title=Messages] data')[1]?.value === wanted,
      String(MESSAGES),
    );
    assert.equal(await own.getAttribute('#channels td[data-title=Messages] data', 'value'), '0');
    await own.click('nav a[href="#/overview"]');
    await own.waitForFunction(() =>
      /median[^.]* between /u.test(document.querySelector('#plot-latency .canvas')?.ariaLabel ?? ''),
    );
    await own.close();
    for (const participant of [sender, receiver]) await participant.handlers.stop(null);
  });

  test('peers are those of the list, with the channel that is open', async () => {
    await open('peers');
    await page.waitForSelector('#peers tbody tr');
    const { peers } = await read<{ peers: readonly { name: string; peerId: string; channel: string }[] }>(
      '/api/v1/peers',
    );
    assert.deepEqual(
      peers.map(({ name, channel }) => [name, channel]),
      [['alice', 'open']],
    );
    const row = String(await page.textContent('#peers tbody tr'));
    assert.ok(
      row.includes('alice') && row.includes(alice.peerId) && row.includes('trusted') && row.includes('open'),
      row,
    );
  });

  test('pools show the requests that were made of them', async () => {
    await open('memory');
    await page.waitForSelector('#pools tbody tr');
    const shown = Number(await rawOf('#pool-requests'));
    const { requests, tiers } = await read<{
      requests: number;
      tiers: Record<string, { hits: number; misses: number }>;
    }>('/api/v1/pools');
    assert.ok(shown > 0 && shown <= requests, `${shown} of ${requests}`);
    assert.equal(await page.locator('#pools tbody tr').count(), Object.keys(tiers).length);
  });

  test('what is not there is said: no key manager', async () => {
    await open('links');
    await page.waitForSelector('.empty');
    assert.match(String(await page.textContent('.empty')), /has no key manager/u);
    await page.waitForSelector('#model-rate');
    const before = Number(await rawOf('#model-rate'));
    await page.focus('input[type=range]');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(
      (rate) => Number(document.querySelector<HTMLDataElement>('#model-rate')?.value) < rate,
      before,
    );
  });

  test('the audit trail is that of the disk, and its verification reads it again', async () => {
    // Somebody whom the device does not know is refused, and that stands in the trail.
    const stranger = await StreamlinedSecureClient.create({ identity: join(device.home, 'stranger.key') });
    const knocking = stranger.establishSecureChannel(device.peerId, { address: device.address });
    await assert.rejects(knocking);
    await stranger.shutdown();
    await open('audit');
    await page.waitForSelector('#audit tbody tr');
    let newest: AuditEntryRead['entry'] | undefined;
    for await (const { entry } of auditEntries(join(device.home, 'audit'))) newest = entry;
    assert.match(String(await page.textContent('#audit tbody tr')), new RegExp(`^${newest?.index}`, 'u'));
    assert.ok(String(await page.textContent('#audit tbody tr')).includes(newest?.event ?? '?'));
    await page.click('text=Verify now');
    await page.waitForSelector('#verification .panel');
    assert.match(String(await page.textContent('#verification')), /All of it is as it was written\./u);
  });

  test('paging through the trail keeps the verification and the focus', async () => {
    await page.route('**/api/v1/audit?*', async (route) => {
      const answer = (await (await route.fetch()).json()) as { entries: readonly object[] };
      const before = Number(new URL(route.request().url()).searchParams.get('before') ?? 100);
      const entries = [1, 2].map((back) => ({ ...answer.entries[0], index: before - back }));
      await route.fulfill({ json: { ...answer, size: 100, entries } });
    });
    await open('overview');
    await open('audit');
    await page.click('text=Verify now');
    await page.waitForSelector('#verification .panel');
    await page.focus('text=Older');
    for (const first of ['97', '95']) {
      await page.keyboard.press('Enter');
      await page.waitForFunction((index) => document.querySelector('#audit tbody th')?.textContent === index, first);
    }
    assert.equal(await page.locator('#verification .panel').count(), 1);
    await page.unrouteAll({ behavior: 'wait' });
  });

  test('a decision appears in the log, and its receipt stands on its own', async () => {
    await open('consensus');
    await page.waitForSelector('#consensus');
    const request = {
      method: 'propose',
      kind: 'statement',
      title: 'Release 1.0',
      content: '',
      heights: 5,
      waitMs: 20_000,
    } as const;
    await askValidator(validator.folder, request);
    await page.waitForSelector('#decisions >> text=Release 1.0');
    const { log } = await read<{ log: { size: number } }>('/api/v1/consensus');
    await page.waitForFunction(
      (size) => document.querySelector<HTMLDataElement>('#consensus-log')?.value === size,
      String(log.size),
    );
    const downloads: Download[] = [];
    page.on('download', (download) => downloads.push(download));
    await page.click('#decisions tr:has-text("Release 1.0") button');
    while (downloads.length < 2) await page.waitForEvent('download');
    const [receipt, decision] = await Promise.all(
      downloads.map(async (download) => new Uint8Array(readFileSync(await download.path()))),
    );
    assert.ok(receipt !== undefined && decision !== undefined);
    const network = await readNetworkFile(join(validator.folder, 'network.json'));
    assert.equal(verifyDecision(network, { receipt, decision }).title, 'Release 1.0');
  });

  test('a Bell test and a circuit run in the page, without a word to the process', async () => {
    await open('laboratory');
    await page.waitForSelector('#measure');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.selectOption('#bell-shots', '1000');
    await page.click('#measure');
    const value = Number(await rawOf('#chsh'));
    // Five standard deviations to either side of what is measured in the mean, and above what is local.
    assert.ok(value > 2.4 && value < 3.3, String(value));
    await page.selectOption('#example', { label: 'GHZ state of five' });
    await page.click('#run');
    await page.waitForSelector('#counts tr');
    const outcomes = await page.locator('#counts th').allTextContents();
    assert.deepEqual(outcomes.toSorted(), ['00000', '11111']);
    const times = await page.locator('#counts td.right:nth-child(3)').allTextContents();
    assert.equal(
      times.reduce((sum, text) => sum + Number(text), 0),
      1000,
    );
    await page.fill('#program', 'nonsense');
    await page.click('#run');
    assert.match(String(await page.textContent('#circuit-result [role=alert]')), /line 1/u);
    await page.selectOption('#example', { label: 'Bell pair' });
    await page.waitForFunction(() => document.querySelector('#circuit-result')?.textContent === '');
    await page.selectOption('#bell-shots', '100');
    await page.waitForSelector('text=Nothing was measured at these settings yet.');
    assert.deepEqual(
      asked.filter((path) => !/^\/api\/v1\/(?:outlook|alerts)$/u.test(path)),
      [],
    );
  });

  test('while something is read, and when it fails, the page says so', async () => {
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
    await page.route('**/api/v1/peers', async (route) => {
      await mayAnswer;
      const error = { code: 'INTERNAL', message: 'Something went wrong.', hint: 'Look into the log.' };
      await route.fulfill({ status: 500, json: { error } });
    });
    await open('peers');
    await page.waitForSelector('.loading[role=status]');
    answer();
    await page.waitForSelector('.failure[role=alert]');
    assert.match(
      String(await page.textContent('.failure')),
      /Something went wrong\. Look into the log\..*INTERNAL.*Try again/su,
    );
    await page.unroute('**/api/v1/peers');
    await page.click('text=Try again');
    await page.waitForSelector('#peers tbody tr');
    assert.ok(complaints.splice(0).every((text) => text.includes('500')));
  });

  test('a part of the page that cannot be loaded is said to be missing', async () => {
    await open('overview');
    await page.reload();
    await page.waitForSelector('#figures');
    await page.route('**/part-*.js', (route) => route.abort());
    await open('laboratory');
    await page.waitForSelector('.failure[role=alert] >> text=A part of this page could not be loaded.');
    await page.unroute('**/part-*.js');
    await page.click('text=Try again');
    await page.waitForSelector('#measure');
    assert.ok(complaints.splice(0).every((text) => text.includes('ERR_FAILED')));
  });

  test('who signs out while the process is not reached is told that the session goes on', async () => {
    const other = await browser.newContext({ storageState: await context.storageState() });
    const own = await other.newPage();
    await own.goto(device.admin);
    await own.waitForSelector('#figures');
    await own.route('**/api/v1/session', (route) => route.abort());
    await own.click('text=Sign out');
    await own.waitForSelector('.failure[role=alert] >> text=The process was not told to end the session.');
    await other.close();
  });

  test('no page breaks a rule of accessibility, on light and on dark', async () => {
    for (const { path } of routes) {
      for (const colorScheme of ['overview', 'laboratory'].includes(path)
        ? (['dark', 'light'] as const)
        : (['light'] as const)) {
        await page.emulateMedia({ colorScheme });
        await open(path);
        await page.waitForFunction(() => document.querySelector('main [role=status].loading') === null);
        await page.evaluate(axe.source);
        const { violations, passes } = await page.evaluate(() =>
          globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] }),
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
    await page.waitForFunction(() => document.activeElement?.id === 'main');
    await page.focus('nav a[href="#/channels"]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Channels');
    await page.waitForFunction(() => document.activeElement?.id === 'main');
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

  test('narrow pages need no scrolling to the side', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    for (const { path } of routes) {
      await open(path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${path} is ${width} pixels wide`);
    }
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('the policy forbids what is inline and what is elsewhere, and no page broke it or threw', async () => {
    const policy = (await fetch(device.admin)).headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/u);
    assert.doesNotMatch(policy, /unsafe|\*|data:/u);
    assert.deepEqual(complaints, []);
  });

  test('when the process ends, the page says so and keeps what it knew', async (t) => {
    await open('overview');
    await page.waitForSelector('#figures');
    const resident = Number(await rawOf('#resident-bytes'));
    t.diagnostic(`resident memory of the daemon with the dashboard open: ${(resident / 1e6).toFixed(1)} MB`);
    const headers = { authorization: `Bearer ${device.token('admin')}` };
    await fetch(`${device.admin}/api/v1/stop`, { method: 'POST', headers });
    await page.waitForSelector('.offline[role=alert]');
    await page.waitForFunction(() => document.querySelector('#connection')?.textContent === 'Offline');
    assert.equal(await page.locator('#figures data').count(), 8);
  });
});
