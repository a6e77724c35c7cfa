import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BrowserClient, isPeerId, isQForgeError } from '../../src/browser/index.ts';
import { StreamlinedSecureClient } from '../../src/client/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { MapStore } from './map-store.ts';

/** The same client that pages use, on Node's WebSocket. Chromium itself runs it in test/chromium. */
describe('a client of pages', { timeout: 600_000 }, () => {
  const identity = generateIdentity(nativeBackend, 'high', Date.now());
  const store = new MapStore();
  let peer: StreamlinedSecureClient;
  let address = '';

  before(async () => {
    peer = await StreamlinedSecureClient.create({ identity, listen: 'ws://127.0.0.1:0/q', trustOnFirstUse: true });
    [address = ''] = peer.listenAddresses;
    peer.onChannel((channel) => {
      channel.onMessage((message) => void channel.send(message.toReversed()).catch(() => undefined));
    });
  });
  after(() => peer.shutdown());

  test('opens a channel on the portable backend, and messages go both ways', async () => {
    const client = await BrowserClient.open({ store });
    assert.ok(isPeerId(client.peerId));
    const channel = await client.connect(peer.peerId, address);
    assert.equal(channel.suite.aead, 'ChaCha20-Poly1305');
    const answers: Uint8Array[] = [];
    const all = Promise.withResolvers<void>();
    channel.onMessage((message) => {
      answers.push(message.slice());
      if (answers.length === 2) all.resolve();
    });
    const long = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
    await channel.send(Uint8Array.of(1, 2, 3));
    await channel.send(long.slice());
    await all.promise;
    assert.deepEqual(answers, [Uint8Array.of(3, 2, 1), long.toReversed()]);
    assert.equal(peer.channels()[0]?.peerId, client.peerId);
    assert.deepEqual(client.channels(), [channel]);
    await client.close();
    assert.equal(await channel.closed, undefined);
  });

  test('is the same device when opened again, until it is forgotten', async () => {
    const first = await BrowserClient.open({ store });
    const second = await BrowserClient.open({ store });
    assert.equal(first.peerId, second.peerId);
    await BrowserClient.forget({ store });
    assert.notEqual((await BrowserClient.open({ store })).peerId, first.peerId);
  });

  test('refuses a peer with another PeerId, before it says who it is', async () => {
    const client = await BrowserClient.open({ store });
    const stranger = generateIdentity(nativeBackend, 'high', Date.now()).peerId;
    // The peer does not answer an opening that was made for somebody else.
    await assert.rejects(client.connect(stranger, address), (error) => isQForgeError(error, 'HANDSHAKE_REFUSED'));
    await client.close();
  });
});
