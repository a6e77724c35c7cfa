import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type * as Qforge from '../../src/browser/index.ts';
import { type Channel, StreamlinedSecureClient } from '../../src/client/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { bundleForBrowsers } from '../../tools/package/browser-bundle.ts';
import { noChromium, startChromium } from './chromium.ts';
import { cuttableProxy } from './cuttable-proxy.ts';
import { type PageServer, servePage } from './page-server.ts';

declare global {
  /** What the page hands to these tests. */
  var qforge: typeof Qforge;
}

interface Target {
  readonly peerId: string;
  readonly address: string;
}

describe('the client in Chromium', { skip: noChromium, timeout: 600_000 }, () => {
  const complaints: string[] = [];
  let server: PageServer;
  let browser: Browser;
  let context: BrowserContext;
  let peer: StreamlinedSecureClient;
  let target: Target;

  before(async () => {
    server = await servePage(bundleForBrowsers().text);
    peer = await StreamlinedSecureClient.create({
      identity: generateIdentity(nativeBackend, 'high', Date.now()),
      listen: 'ws://127.0.0.1:0/channel',
      allowedOrigins: [server.origin],
      trustOnFirstUse: true,
    });
    peer.onChannel(echo);
    target = { peerId: peer.peerId, address: String(peer.listenAddresses[0]) };
    browser = await startChromium();
    context = await browser.newContext();
  });
  after(async () => {
    await browser.close();
    await peer.shutdown();
    await server.close();
  });

  async function openPage(origin: string = server.origin): Promise<Page> {
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(origin);
    await page.waitForFunction(() => 'qforge' in globalThis);
    return page;
  }

  const idIn = (page: Page): Promise<string> => page.evaluate(async () => (await qforge.BrowserClient.open()).peerId);

  test('shakes hands with a peer in Node, and messages of all sizes go both ways', async (t) => {
    const page = await openPage();
    const result = await page.evaluate(async ({ peerId, address }: Target) => {
      const client = await qforge.BrowserClient.open();
      const channel = await client.connect(peerId, address);
      const answers = channel[Symbol.asyncIterator]();
      const wrong: number[] = [];
      for (const length of [0, 1, 65_535, 65_536, 1_000_000]) {
        const message = Uint8Array.from({ length }, (_, index) => index % 251);
        await channel.send(message.slice());
        const answer = (await answers.next()) as IteratorResult<Uint8Array, undefined>;
        const reversed = message.toReversed();
        const isRight =
          answer.value?.length === length && reversed.every((byte, index) => byte === answer.value?.[index]);
        if (!isRight) wrong.push(length);
      }
      const { handshakeMs } = channel.statistics();
      const suite = channel.suite.name;
      await client.close();
      return { me: client.peerId, wrong, suite, handshakeMs, ended: (await channel.closed) === undefined };
    }, target);
    t.diagnostic(`${result.suite}, handshake in ${Math.round(result.handshakeMs)} ms`);
    assert.deepEqual(result.wrong, []);
    assert.ok(result.ended, 'the channel ended by agreement');
    assert.match(result.suite, /X25519.*ML-?KEM-?768.*ChaCha20/i);
    assert.ok(peer.trustStore.find(result.me) !== undefined, 'the peer knows the page by its PeerId');
    await page.close();
  });

  test('streams keep their bytes', async () => {
    const page = await openPage();
    const sum = await page.evaluate(async ({ peerId, address }: Target) => {
      const client = await qforge.BrowserClient.open();
      const channel = await client.connect(peerId, address);
      const stream = channel.openStream(new Uint8Array(0));
      const block = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256);
      const writing = (async () => {
        for (let count = 0; count < 20; count++) await stream.write(block.slice());
        await stream.end();
      })();
      let total = 0;
      for await (const bytes of stream) for (const byte of bytes) total += byte;
      await writing;
      await client.close();
      return total;
    }, target);
    const block = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256);
    assert.equal(sum, 20 * block.reduce((total, byte) => total + byte, 0));
    await page.close();
  });

  test('a cut of the connection is mended, and what was said meanwhile arrives once', async () => {
    const page = await openPage();
    const proxy = await cuttableProxy(Number(new URL(target.address).port));
    const through = { ...target, address: target.address.replace(/:\d+/u, `:${proxy.port}`) };
    const answers = page.evaluate(async ({ peerId, address }: Target) => {
      const client = await qforge.BrowserClient.open();
      const channel = await client.connect(peerId, address);
      const heard: number[] = [];
      channel.onMessage((message) => heard.push(message[0] ?? -1));
      const events: string[] = [];
      channel.onEvent(({ type }) => events.push(type));
      const said: Promise<unknown>[] = [];
      const cut = new Promise<void>((resolve) => channel.onEvent(({ type }) => type === 'reconnecting' && resolve()));
      for (let number = 0; number < 5; number++) await channel.send(Uint8Array.of(number));
      document.title = 'cut me';
      await cut;
      for (let number = 5; number < 10; number++) said.push(channel.send(Uint8Array.of(number)));
      await Promise.all(said);
      while (heard.length < 10) await new Promise((resolve) => setTimeout(resolve, 20));
      await client.close();
      return { heard, events };
    }, through);
    await page.waitForFunction(() => document.title === 'cut me');
    proxy.cut();
    const { heard, events } = await answers;
    proxy.close();
    assert.deepEqual(heard, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(events.slice(0, 2), ['reconnecting', 'resumed']);
    await page.close();
  });

  test('a reload, and another tab, keep the identity; two tabs at once make one', async () => {
    const page = await openPage();
    const first = await idIn(page);
    await page.reload();
    await page.waitForFunction(() => 'qforge' in globalThis);
    assert.equal(await idIn(page), first);
    await page.evaluate(() => qforge.BrowserClient.forget());
    const other = await openPage();
    const [here, there] = await Promise.all([idIn(page), idIn(other)]);
    assert.equal(here, there);
    assert.notEqual(here, first);
    await Promise.all([page.close(), other.close()]);
  });

  test('the stored identity is wrapped by a key that no script can export', async () => {
    const page = await openPage();
    await idIn(page);
    const found = await page.evaluate(async () => {
      const opening = indexedDB.open('qforge');
      await new Promise((resolve) => opening.addEventListener('success', resolve));
      const reading = opening.result.transaction('identities').objectStore('identities').get('default');
      await new Promise((resolve) => reading.addEventListener('success', resolve));
      const stored = reading.result as Qforge.StoredIdentity;
      const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));
      const exported = await crypto.subtle.exportKey('raw', stored.wrappingKey).catch(nameOf);
      return { exported, fields: Object.keys(stored).toSorted(), extractable: stored.wrappingKey.extractable };
    });
    const fields = ['nonce', 'peerId', 'version', 'wrapped', 'wrappingKey'];
    assert.deepEqual(found, { exported: 'InvalidAccessError', extractable: false, fields });
    await page.close();
  });

  test('a damaged identity is named, and can be forgotten', async () => {
    const page = await openPage();
    const codes = await page.evaluate(async () => {
      await qforge.BrowserClient.open({ identityName: 'broken' });
      const opening = indexedDB.open('qforge');
      await new Promise((resolve) => opening.addEventListener('success', resolve));
      const writing = opening.result.transaction('identities', 'readwrite').objectStore('identities').put({}, 'broken');
      await new Promise((resolve) => writing.addEventListener('success', resolve));
      opening.result.close();
      const codeOf = (error: unknown): string => (qforge.isQForgeError(error) ? error.code : String(error));
      const damaged = await qforge.BrowserClient.open({ identityName: 'broken' }).catch(codeOf);
      await qforge.BrowserClient.forget({ identityName: 'broken' });
      const again = await qforge.BrowserClient.open({ identityName: 'broken' });
      return [damaged, again.peerId.slice(0, 3)];
    });
    assert.deepEqual(codes, ['STORED_IDENTITY_DAMAGED', 'qf1']);
    await page.close();
  });

  test('a wrong PeerId is refused, and so is a page of another origin', async () => {
    const stranger = generateIdentity(nativeBackend, 'high', Date.now()).peerId;
    const connectCode = async (page: Page, to: Target): Promise<string> =>
      page.evaluate(async ({ peerId, address }: Target) => {
        const client = await qforge.BrowserClient.open();
        const codeOf = (error: unknown): string => (qforge.isQForgeError(error) ? error.code : String(error));
        return client.connect(peerId, address).then(() => 'connected', codeOf);
      }, to);
    const page = await openPage();
    assert.equal(await connectCode(page, { ...target, peerId: stranger }), 'HANDSHAKE_REFUSED');
    assert.equal(await connectCode(page, target), 'connected');
    complaints.length = 0;
    const foreign = await openPage(server.origin.replace('127.0.0.1', 'localhost'));
    assert.equal(await connectCode(foreign, target), 'HOST_UNREACHABLE');
    assert.match(complaints.join('\n'), /403/);
    complaints.length = 0;
    await Promise.all([page.close(), foreign.close()]);
  });

  test('the page never broke its strict content security policy, nor threw', () => {
    assert.deepEqual(complaints, []);
  });
});

/** Sends every message and every stream back: messages reversed. */
function echo(channel: Channel): void {
  channel.onMessage((message) => void channel.send(message.toReversed()).catch(() => undefined));
  channel.onStream((stream) => {
    const answer = async (): Promise<void> => {
      for await (const bytes of stream) await stream.write(bytes.slice());
      await stream.end();
    };
    answer().catch(() => undefined);
  });
}
