import assert from 'node:assert/strict';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type * as AxeCore from 'axe-core';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { rateAt } from '../../apps/dashboard/src/models/key-rate-curve.ts';
import { type RoutePath, routes } from '../../apps/dashboard/src/page-list.ts';
import type { PerformanceReport } from '../../src/client/index.ts';
import type { TakenProfile, TunnelView } from '../../src/daemon/index.ts';
import { freshenDashboard } from '../../tools/package/dashboard-cache.ts';
import { type BusyDevice, FIBRE_KM, startBusyDevice } from './busy-device.ts';
import { noChromium, noteComplaints, startChromium } from './chromium.ts';
import { NumberTrace, type ShownNumbers, shownNumbers } from './number-trace.ts';

declare global {
  /** What is injected into the page. */
  var axe: typeof AxeCore;
}

const CARRIED_BYTES = 300_000;

const FIBRE_LOSS_DB = 5;
const FIBRE_PULSES_HZ = 1e9;
/** Where the slider stands at first. */
const FIRST_CHOICE_KM = 50;
/** What is left above it is no key: 1 - 2h(Q) = 0. */
const QBER_LIMIT = 0.11;

/** What pages work out by themselves, or say of the world and of no process: each by the formula that it follows. */
const derived: Partial<Record<RoutePath, (shown: ShownNumbers) => readonly (number | string)[]>> = {
  // Tsirelson's bound.
  laboratory: () => [(2 * Math.SQRT2).toFixed(2)],
  links: ({ values }) => {
    const [measured = Number.NaN] = values
      .filter(({ within }) => /measured/u.test(within))
      .map(({ text }) => Number(text));
    const expected = rateAt('bb84-decoy', FIBRE_KM, FIBRE_PULSES_HZ, FIBRE_LOSS_DB).bitsPerSecond;
    const chosen = rateAt('bb84-decoy', FIRST_CHOICE_KM, FIBRE_PULSES_HZ);
    return [chosen.bitsPerSecond, chosen.qber, expected, measured / expected, QBER_LIMIT];
  },
};

describe('the dashboard of a busy device', { skip: noChromium, timeout: 600_000 }, () => {
  const complaints: string[] = [];
  let busy: BusyDevice;
  let browser: Browser;
  let page: Page;

  before(async () => {
    await freshenDashboard();
    busy = await startBusyDevice();
    browser = await startChromium();
    page = await signedIn('admin');
  });
  after(async () => {
    await browser.close();
    await busy[Symbol.asyncDispose]();
  });

  async function signedIn(token: 'admin' | 'metrics'): Promise<Page> {
    const opened = await (await browser.newContext()).newPage();
    noteComplaints(opened, complaints);
    await opened.goto(busy.device.admin);
    await opened.fill('input[name=token]', busy.device.token(token));
    await opened.keyboard.press('Enter');
    await opened.waitForSelector('#figures');
    return opened;
  }

  async function open(path: RoutePath, within: Page = page): Promise<void> {
    await within.goto(`${busy.device.admin}/#/${path}`);
    const title = routes.find((route) => route.path === path)?.title ?? '';
    await within.waitForFunction((wanted) => document.querySelector('h1')?.textContent === wanted, title);
    await within.waitForFunction(() => document.querySelector('main [role=status].loading') === null);
  }

  async function read<T>(path: string): Promise<T> {
    return (await (await busy.device.get(path)).json()) as T;
  }

  const valueOf = async (selector: string): Promise<number> => Number(await page.getAttribute(selector, 'value'));
  /** As {@link untilValue}, for a place that only the driver of the browser finds. */
  const untilShown = async (selector: string, wanted: number): Promise<void> => {
    while ((await valueOf(selector)) !== wanted) await page.waitForTimeout(50);
  };
  const untilValue = async (selector: string, wanted: number): Promise<void> => {
    await page.waitForFunction(([place, value]) => document.querySelector<HTMLDataElement>(place)?.value === value, [
      selector,
      String(wanted),
    ] as const);
  };

  /** Waits until events come, and the page shows as many values as a moment before. */
  async function untilStill(shown: Page): Promise<void> {
    await shown.waitForFunction(() => document.querySelector('#connection')?.textContent === 'Live');
    const values = shown.locator('main data');
    for (let before = -1, now = await values.count(); before !== now; now = await values.count()) {
      before = now;
      await shown.waitForTimeout(400);
    }
  }

  test('forwards show the connections and the bytes that went through, both ways', async () => {
    const socket = busy.dial(0);
    socket.write(Buffer.alloc(CARRIED_BYTES));
    let back = 0;
    for await (const chunk of socket) {
      back += (chunk as Buffer).length;
      if (back === CARRIED_BYTES) break;
    }
    const throughListener = busy.dial(2);
    throughListener.write('x');
    await once(throughListener, 'data');
    await open('tunnels');
    const target = String(busy.tunnel.status()[0]?.target);
    const row = `#forwards tr:has-text("dialled here"):has-text("${target}")`;
    await page.waitForSelector(row);
    const cell = (title: string): string => `${row} td[data-title="${title}"] data`;
    await untilShown(cell('To the peer'), CARRIED_BYTES);
    await untilShown(cell('From the peer'), CARRIED_BYTES);
    assert.match(String(await page.textContent(row)), /alice/u);
    const bound = '#forwards tr:has-text("listens here")';
    assert.ok(String(await page.textContent(bound)).includes(String(busy.tunnel.status()[2]?.listen)));
    await untilShown(`${bound} td[data-title="To the peer"] data`, 1);
    await untilValue('#tunnel-open', 1);
    throughListener.destroy();
    await untilValue('#tunnel-open', 0);
  });

  test('a refusal is counted, and told with what was wanted and why not', async () => {
    const socket = busy.dial(1);
    await new Promise((resolve) => socket.on('close', resolve));
    await open('tunnels');
    await untilValue('#tunnel-refused', 1);
    const row = String(await page.textContent('#refusals tbody tr'));
    assert.match(row, /alice.*to reach 127\.0\.0\.1:9.*no rule allows it/u);
    const { forwards, rules } = await read<TunnelView>('/api/v1/tunnels');
    assert.deepEqual(
      forwards.filter(({ failed }) => failed > 0).map(({ target, failures }) => [target, failures]),
      [[undefined, { FORWARD_NOT_ALLOWED: 1 }]],
    );
    for (const pattern of rules.flatMap(({ connect, bind }) => [...connect, ...bind])) {
      assert.ok(String(await page.textContent('#tunnel-rules')).includes(pattern), pattern);
    }
  });

  test('a mode that is chosen is in force, and the changes say so', async () => {
    await open('tuning');
    await page.click('#mode button:has-text("latency")');
    await page.waitForSelector('#mode button[aria-pressed=true]:has-text("latency")');
    const { settings, tuning, mode } = await read<PerformanceReport>('/api/v1/performance');
    assert.equal(mode, 'latency');
    const shown = await page
      .locator('#settings td[data-title=Now] data')
      .evaluateAll((all) => all.map((one) => Number((one as HTMLDataElement).value)));
    const { coalescedBytes, holdMs, heldTurns } = settings.writing;
    const { small, medium, large } = settings.retainedBytes;
    const inOrder = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b);
    assert.deepEqual(inOrder(shown), inOrder([coalescedBytes, holdMs, heldTurns, small, medium, large]));
    await page.waitForFunction((rows) => document.querySelectorAll('#changes tbody tr').length === rows, tuning.length);
    const first = String(await page.textContent('#changes tbody tr'));
    assert.ok(first.includes(tuning.at(-1)?.setting ?? '?') && first.includes('The mode is latency.'), first);
  });

  test('a profile that is asked for is a file on the device', async () => {
    await open('tuning');
    await page.selectOption('#profile-seconds', '1');
    await page.click('#take-cpu');
    // One at a time: both at one moment, for it lasts no longer than a second.
    await page.waitForFunction(
      () =>
        /processor is being profiled/u.test(document.querySelector('#profiling')?.textContent ?? '') &&
        document.querySelector('#take-heap')?.matches(':disabled') === true,
    );
    await page.waitForSelector('#profiles tbody tr');
    const { profiles } = await read<{ profiles: readonly TakenProfile[] }>('/api/v1/profiles');
    assert.deepEqual(
      profiles.map(({ kind }) => kind),
      ['cpu'],
    );
    assert.equal(await valueOf('#profiles td[data-title=Size] data'), statSync(profiles[0]?.path ?? '').size);
  });

  test('who may only look is offered nothing that acts', async () => {
    const looking = await signedIn('metrics');
    await open('tuning', looking);
    assert.deepEqual(
      await looking.locator('#mode button').evaluateAll((all) => all.map((one) => (one as HTMLButtonElement).disabled)),
      [true, false, true, true],
    );
    assert.equal(await looking.locator('#take-cpu').count(), 0);
    await looking.context().close();
  });

  test('a live link lies at its length with its measured rate, beside the formula', async () => {
    await open('links');
    await page.waitForSelector('.live[data-peer=alice]');
    // The link goes on: its rate may be another one between two looks, and is the same in the end.
    const rates = new Set<number | undefined>();
    do {
      const { links } = await read<{
        links: readonly { keyRateBitsPerSecond: number; lengthKm: number; lossDb: number }[];
      }>('/api/v1/links');
      assert.deepEqual([links[0]?.lengthKm, links[0]?.lossDb], [FIBRE_KM, 5]);
      rates.add(links[0]?.keyRateBitsPerSecond);
    } while (!rates.has(await valueOf('#link-rates li data')));
    assert.match(String(await page.textContent('#link-rates')), /alice at 25 km: .* measured, .*by formula/u);
    // What is in store is recorded with its source: the plot is of that very series.
    await page.waitForSelector('#plot-keys-alice .canvas[aria-label*="stored: last"]');
    // The chosen point of the formula, moved to the same length, stands exactly below the link.
    await page.fill('input[type=range]', '24');
    const across = await page.evaluate(() => {
      const middle = (selector: string): number => {
        const box = document.querySelector(selector)?.getBoundingClientRect();
        return box === undefined ? Number.NaN : box.left + box.width / 2;
      };
      return { point: middle('.chart .point'), live: middle('.live path'), width: middle('.chart') };
    });
    assert.ok(across.live > across.point && across.live - across.point < 5, JSON.stringify(across));
  });

  test('a link of unknown length is named, and not drawn', async () => {
    await page.route('**/api/v1/links', async (route) => {
      const answer = (await (await route.fetch()).json()) as { links: readonly object[] };
      const links = answer.links.map((link) => ({ ...link, lengthKm: undefined }));
      await route.fulfill({ json: { links } });
    });
    await open('overview');
    await open('links');
    await page.waitForSelector('#link-rates >> text=length unknown');
    assert.equal(await page.locator('.live').count(), 0);
    await page.unrouteAll({ behavior: 'wait' });
  });

  test('every number on every page is one that the process answered', async (t) => {
    const untraced: Record<string, readonly object[]> = {};
    for (const { path } of routes) {
      const trace = new NumberTrace();
      const traced = await page.context().newPage();
      trace.listen(traced);
      await open(path, traced);
      await untilStill(traced);
      const shown = await shownNumbers(traced);
      await trace.settled();
      for (const source of ['history', 'report', 'status', 'tunnels', 'performance']) {
        trace.add(await read(`/api/v1/${source}`));
      }
      const found = trace.untraced(shown, derived[path]?.(shown));
      if (found.length > 0) untraced[path] = found;
      t.diagnostic(`${path}: ${await traced.locator('main data').count()} values`);
      await traced.close();
    }
    assert.deepEqual(untraced, {});
  });

  test('no page with all there is to show breaks a rule of accessibility', async () => {
    for (const path of ['tunnels', 'tuning', 'links'] as const) {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        await open(path);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() =>
          globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] }),
        );
        const told = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`,
        );
        assert.deepEqual(told, [], `${path} on ${colorScheme}`);
      }
    }
  });

  test('narrow pages need no scrolling to the side, and nothing was complained about', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    for (const { path } of routes) {
      await open(path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${path} is ${width} pixels wide`);
    }
    // The browser itself tells of what this device has none of.
    assert.deepEqual(
      complaints.filter((text) => !text.includes('status of 404')),
      [],
    );
  });
});
