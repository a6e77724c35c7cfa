import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamlinedSecureClient } from '../../src/client/index.ts';
import { socketTransports } from '../../src/client/socket-transports.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';

test('there is one transport for each scheme of addresses', () => {
  assert.deepEqual(
    socketTransports({}).map(({ scheme }) => scheme),
    ['tcp', 'unix', 'ws', 'wss'],
  );
});

test('clients meet and exchange messages over a WebSocket', async () => {
  const [aliceIdentity, bobIdentity] = [0, 1].map(() => generateIdentity(nativeBackend, 'high', Date.now()));
  assert.ok(aliceIdentity !== undefined && bobIdentity !== undefined);
  const bob = await StreamlinedSecureClient.create({
    identity: bobIdentity,
    listen: 'ws://127.0.0.1:0/channel',
    trustOnFirstUse: true,
  });
  const alice = await StreamlinedSecureClient.create({ identity: aliceIdentity });
  try {
    const received = Promise.withResolvers<Uint8Array>();
    bob.onChannel((channel) => channel.onMessage((message) => received.resolve(message.slice())));
    const [address] = bob.listenAddresses;
    assert.match(String(address), /^ws:\/\/127\.0\.0\.1:\d+\/channel$/);
    const channel = await alice.establishSecureChannel(bob.peerId, { address: String(address) });
    const message = new Uint8Array(300_000).map((_, index) => index % 251);
    await channel.send(message.slice());
    assert.deepEqual(await received.promise, message);
  } finally {
    await alice.shutdown();
    await bob.shutdown();
  }
});
