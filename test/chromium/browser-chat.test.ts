import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { PageServer } from '../../examples/browser-chat/page-server.ts';
import { Room } from '../../examples/browser-chat/room.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { noChromium, startChromium } from './chromium.ts';

describe('a chat of web pages', { skip: noChromium, timeout: 600_000 }, () => {
  const complaints: string[] = [];
  let server: PageServer;
  let room: Room;
  let browser: Browser;

  before(async () => {
    server = await PageServer.start(0);
    room = await Room.open(generateIdentity(nativeBackend, 'high', Date.now()), server.origin);
    server.show(room);
    browser = await startChromium();
  });
  after(async () => {
    await browser.close();
    await room[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  /** A page in a profile of its own: somebody else. */
  async function visit(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(server.origin);
    await page.waitForSelector('body[data-state=ready]');
    return page;
  }

  async function join(page: Page): Promise<void> {
    await page.click('#join');
    await page.waitForSelector('body[data-state=connected]');
  }

  test('two visitors read each other, and what they say is text', async () => {
    const [alice, bob] = [await visit(), await visit()];
    assert.equal(await alice.textContent('#room'), room.peerId);
    const aliceId = String(await alice.textContent('#me'));
    await join(alice);
    await join(bob);
    await alice.fill('#text', '<b>hello</b>');
    await alice.press('#text', 'Enter');
    await bob.waitForSelector('#messages li');
    const heard = String(await bob.textContent('#messages li'));
    assert.equal(heard, `${aliceId.slice(0, 12)}<b>hello</b>`);
    await alice.waitForSelector('#messages li.mine:not(.sending)');
    await bob.fill('#text', 'hello yourself');
    await bob.click('#composer button');
    await alice.waitForSelector('#messages li:nth-child(2)');
    await bob.click('#leave');
    await bob.waitForSelector('body[data-state=ready]');
    await Promise.all([alice.context().close(), bob.context().close()]);
  });

  test('a room with another PeerId is not joined, and the page says why', async () => {
    const page = await visit();
    const stranger = generateIdentity(nativeBackend, 'high', Date.now()).peerId;
    await page.route('**/room.json', (route) => route.fulfill({ json: { peerId: stranger, address: room.address } }));
    await page.reload();
    await page.waitForSelector('body[data-state=ready]');
    await page.click('#join');
    await page.waitForSelector('body[data-state=failed]');
    assert.equal(await page.textContent('#failure-code'), 'HANDSHAKE_REFUSED');
    await page.context().close();
  });

  test('on a narrow page what is written scrolls, and the place to write stays in sight', async () => {
    const page = await visit();
    await page.setViewportSize({ width: 320, height: 480 });
    await join(page);
    for (let number = 0; number < 12; number += 1) {
      await page.fill('#text', `message ${number} with some words in it`);
      await page.press('#text', 'Enter');
    }
    await page.waitForSelector('#messages li:nth-child(12):not(.sending)');
    const facts = await page.evaluate(() => {
      const box = (id: string): DOMRect | undefined => document.getElementById(id)?.getBoundingClientRect();
      const { scrollWidth, scrollHeight } = document.documentElement;
      return { leave: box('leave')?.bottom, status: box('status')?.top, scrollWidth, scrollHeight };
    });
    assert.ok(Number(facts.leave) <= 480 && Number(facts.status) >= 0, JSON.stringify(facts));
    assert.deepEqual([facts.scrollWidth, facts.scrollHeight], [320, 480]);
    await page.context().close();
  });

  test('a room that ends says so to who is in it, and its page is served on', async () => {
    const own = await PageServer.start(0);
    const brief = await Room.open(generateIdentity(nativeBackend, 'high', Date.now()), own.origin);
    own.show(brief);
    const page = await (await browser.newContext()).newPage();
    await page.goto(own.origin);
    await page.waitForSelector('body[data-state=ready]');
    await join(page);
    await brief[Symbol.asyncDispose]();
    await page.waitForSelector('body[data-state=failed]');
    assert.equal(await page.textContent('#failure-text'), 'The room was closed.');
    assert.equal((await fetch(own.origin)).status, 200);
    await page.context().close();
    await own[Symbol.asyncDispose]();
  });

  test('a page that is not told where the room is says that', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.route('**/room.json', (route) => route.fulfill({ status: 500, body: '' }));
    await page.goto(server.origin);
    await page.waitForSelector('body[data-state=failed]');
    assert.match(String(await page.textContent('#failure-text')), /does not say where the room is \(500\)/u);
    await page.unroute('**/room.json');
    await page.click('#retry');
    await page.waitForSelector('body[data-state=ready]');
    await page.context().close();
  });

  test('the server answers under its own name alone, with a strict policy', async () => {
    const answer = await fetch(server.origin);
    assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self';/);
    assert.doesNotMatch(answer.headers.get('content-security-policy') ?? '', /unsafe|\*/);
    const elsewhere = await fetch(server.origin.replace('127.0.0.1', 'localhost')).catch(() => undefined);
    assert.ok(elsewhere === undefined || elsewhere.status === 403);
    assert.equal((await fetch(`${server.origin}/../package.json`)).status, 404);
    assert.equal((await fetch(`${server.origin}/__proto__`)).status, 404);
    assert.equal((await fetch(server.origin, { method: 'POST' })).status, 405);
  });

  test('no page broke the policy, or threw', () => {
    assert.deepEqual(complaints, []);
  });
});
