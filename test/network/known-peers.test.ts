import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError, silentLogger, silentMetrics, systemClock, type Transport } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type DeviceIdentity, renewIdentity } from '../../src/handshake/index.ts';
import { KnownPeers } from '../../src/network/known-peers.ts';
import { MemoryTransport } from '../../src/network/memory-transport.ts';
import { NetworkComms } from '../../src/network/network-comms.ts';
import { alice, bob } from './channel-pair.ts';

const NOW_MS = Date.now();
const refused = new QForgeError('HANDSHAKE_REFUSED', { peer: bob.peerId, address: 'memory://bob' });

describe('known peers', () => {
  test('are recalled by their PeerId while their certificate is valid', () => {
    const peers = new KnownPeers();
    assert.equal(peers.recall(bob.peerId, NOW_MS), undefined);
    peers.remember(bob.certificate);
    assert.equal(peers.recall(bob.peerId, NOW_MS), bob.certificate);
    assert.equal(peers.recall(alice.peerId, NOW_MS), undefined);
    const endMs = bob.certificate.notAfterSeconds * 1000;
    assert.equal(peers.recall(bob.peerId, endMs - 1), bob.certificate);
    assert.equal(peers.recall(bob.peerId, endMs), undefined);
  });

  test('make room for others', () => {
    const peers = new KnownPeers(1);
    peers.remember(bob.certificate);
    peers.remember(alice.certificate);
    assert.equal(peers.recall(bob.peerId, NOW_MS), undefined);
    assert.equal(peers.recall(alice.peerId, NOW_MS), alice.certificate);
  });

  test('are tried once more as strangers when they do not answer', async () => {
    const peers = new KnownPeers();
    peers.remember(bob.certificate);
    const knownAt: boolean[] = [];
    const reached = await peers.reach(bob.peerId, () => {
      knownAt.push(peers.recall(bob.peerId, NOW_MS) !== undefined);
      return knownAt.length === 1 ? Promise.reject(refused) : Promise.resolve('there');
    });
    assert.deepEqual([reached, knownAt], ['there', [true, false]]);
  });

  test('are tried once when it fails for another reason, or when they are strangers', async () => {
    const peers = new KnownPeers();
    let attempts = 0;
    const attempt = (error: QForgeError) => (): Promise<never> => {
      attempts += 1;
      return Promise.reject(error);
    };
    await assert.rejects(peers.reach(bob.peerId, attempt(refused)), refused);
    peers.remember(bob.certificate);
    const timeout = new QForgeError('HANDSHAKE_TIMEOUT', { peer: bob.peerId, afterMs: 1 });
    await assert.rejects(peers.reach(bob.peerId, attempt(timeout)), timeout);
    assert.equal(attempts, 2);
    await assert.rejects(peers.reach(bob.peerId, attempt(refused)), refused);
    assert.equal(attempts, 4);
  });
});

describe('a device that recognises its peers', () => {
  /** A device on this network; counts the connections it makes. */
  function device(identity: DeviceIdentity, network: MemoryTransport): { comms: NetworkComms; dials: () => number } {
    let dials = 0;
    const counted: Transport = {
      scheme: 'memory',
      connect: (address, options) => {
        dials += 1;
        return network.connect(address, options);
      },
      listen: (address, onConnection) => network.listen(address, onConnection),
    };
    const comms = new NetworkComms({
      backend: nativeBackend,
      identity,
      policy: 'require-pqc',
      keySource: undefined,
      clock: systemClock,
      logger: silentLogger,
      metrics: silentMetrics,
      authorize: () => Promise.resolve(),
      addressOf: () => undefined,
      transports: [counted],
      recognisePeers: true,
    });
    return { comms, dials: () => dials };
  }

  test('meets them again, also after they have rotated their keys', async () => {
    const network = new MemoryTransport();
    const caller = device(alice, network);
    const before = device(bob, network);
    const renewed = device(renewIdentity(nativeBackend, bob, Date.now()), network);
    const meet = async (): Promise<string> => {
      const channel = await caller.comms.connect(bob.peerId, 'memory://bob');
      await channel.close();
      return channel.peerId;
    };
    await before.comms.listen('memory://bob');
    assert.deepEqual([await meet(), await meet(), caller.dials()], [bob.peerId, bob.peerId, 2]);
    await before.comms.close();
    await renewed.comms.listen('memory://bob');
    assert.deepEqual([await meet(), caller.dials()], [bob.peerId, 4], 'refused once, then met as a stranger');
    assert.deepEqual([await meet(), caller.dials()], [bob.peerId, 5]);
    await Promise.all([caller.comms.close(), renewed.comms.close()]);
  });
});
