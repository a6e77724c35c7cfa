import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { buildSite } from '../../tools/site/build.ts';
import { readSourceTree } from '../../tools/source-tree.ts';
import { noChromium, startChromium } from './chromium.ts';

describe('the documentation, opened as files', { skip: noChromium, timeout: 600_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-site-'));
  const complaints: string[] = [];
  let browser: Browser;

  before(async () => {
    const { files, pictures } = buildSite(readSourceTree());
    for (const [path, text] of [...files, ...pictures]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    browser = await startChromium();
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(path: string, width: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('request', (request) => request.url().startsWith('file:') || complaints.push(`asked for ${request.url()}`));
    await page.goto(pathToFileURL(join(folder, path)).href);
    return page;
  }

  test('a search finds a command, and leads to it', async () => {
    const page = await open('spec/records.html', 1280);
    await page.keyboard.press('/');
    await page.keyboard.type('qforge tunnel serve');
    await page.waitForSelector('#results a');
    await page.keyboard.press('Enter');
    await page.waitForURL(/cli\.html#qforge-tunnel-serve$/u);
    await page.close();
  });

  test('the theme can be chosen, and is kept', async () => {
    const page = await open('index.html', 1280);
    const paper = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const before = await paper();
    await page.click('#theme');
    const after = await paper();
    assert.notEqual(after, before);
    await page.reload();
    assert.equal(await paper(), after);
    await page.close();
  });

  test('nothing is wider than a small telephone, and its menu opens', async () => {
    for (const path of ['index.html', 'cli.html', 'spec/handshake.html', 'api/qforge.html']) {
      const page = await open(path, 320);
      assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= 320, path);
      await page.click('#menu');
      await page.waitForSelector('nav a[aria-current]', { state: 'visible' });
      await page.close();
    }
  });

  test('nothing was asked from elsewhere, and nothing failed', () => assert.deepEqual(complaints, []));
});
