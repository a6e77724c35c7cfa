import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reachablePeer } from '../../src/cli/peer-argument.ts';
import { generateIdentity, TrustStore } from '../../src/client/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { hasCode } from './command-line.ts';

const { peerId } = generateIdentity(nativeBackend, 'high', 1_800_000_000_000);
const address = 'tcp://192.0.2.7:7700';

async function store(peer: { address?: string; trusted?: boolean } = { address, trusted: true }): Promise<TrustStore> {
  const peers = TrustStore.inMemory();
  await peers.add({ name: 'bob', peerId, ...peer });
  return peers;
}

describe('PEER and ADDRESS', () => {
  test('of a trusted peer come from the list', async () => {
    assert.deepEqual(reachablePeer(await store(), 'bob', undefined), { peerId, address });
    assert.deepEqual(reachablePeer(await store(), peerId, undefined), { peerId, address });
  });

  test('take an address on the command line first', async () => {
    assert.equal(reachablePeer(await store(), 'bob', 'tcp://[::1]:1').address, 'tcp://[::1]:1');
  });

  test('accept a whole PeerId that is not in the list', () => {
    assert.deepEqual(reachablePeer(TrustStore.inMemory(), peerId, address), { peerId, address });
  });

  test('fail for a name that is not known', () => {
    assert.throws(() => reachablePeer(TrustStore.inMemory(), 'bob', address), hasCode('PEER_UNKNOWN'));
  });

  test('fail for an address without a scheme in their place, and say what it lacks', () => {
    for (const text of ['[::1]:7700', 'bob.example:7700', '192.0.2.7:1']) {
      const find = (): unknown => reachablePeer(TrustStore.inMemory(), text, undefined);
      assert.throws(find, { code: 'ADDRESS_INVALID', message: /it has no scheme, as tcp:/u });
    }
  });

  test('fail for a PeerId with a typing error', () => {
    assert.throws(() => reachablePeer(TrustStore.inMemory(), peerId.slice(0, -1), address), hasCode('PEER_ID_INVALID'));
  });

  test('fail for a name that is not trusted', async () => {
    const peers = await store({ address, trusted: false });
    assert.throws(() => reachablePeer(peers, 'bob', address), hasCode('PEER_NOT_TRUSTED'));
  });

  test('fail without any address', async () => {
    const peers = await store({ trusted: true });
    assert.throws(() => reachablePeer(peers, 'bob', undefined), hasCode('ARGUMENT_INVALID'));
    assert.throws(() => reachablePeer(TrustStore.inMemory(), peerId, undefined), hasCode('ARGUMENT_INVALID'));
  });
});
