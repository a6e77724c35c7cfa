import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { generateIdentity, TrustStore } from '../../../src/client/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { assertFailure, onlyDocument, User } from '../command-line.ts';

const { peerId } = generateIdentity(nativeBackend, 'standard', 1_800_000_000_000);
const address = 'tcp://192.0.2.7:7700';

describe('qforge peers', () => {
  test('adds a peer that is not trusted yet, trusts it, stops trusting it, and removes it', async (t) => {
    const user = new User(t);
    const isTrusted = async (): Promise<boolean> => (await TrustStore.open(user.peersPath)).isTrusted(peerId);
    assert.equal((await user.run(['peers', 'add', 'bob', peerId, address])).code, 0);
    assert.equal(await isTrusted(), false);
    assert.equal((await user.run(['peers', 'trust', 'bob'])).code, 0);
    assert.equal(await isTrusted(), true);
    assert.equal((await user.run(['peers', 'untrust', peerId])).code, 0);
    assert.equal(await isTrusted(), false);
    assert.equal((await user.run(['peers', 'remove', 'bob'])).code, 0);
    assert.deepEqual((await TrustStore.open(user.peersPath)).list(), []);
  });

  test('lists peers tab-separated where nobody watches, and as JSON', async (t) => {
    const user = new User(t);
    const added = await user.run(['peers', 'add', 'bob', peerId, address, '--trust', '--json']);
    const { peer } = onlyDocument(added) as { peer: { addedAt: string } };
    const tunnel = { connect: [], bind: [] };
    const record = { name: 'bob', peerId, address, trusted: true, firstUse: false, addedAt: peer.addedAt, tunnel };
    assert.deepEqual(peer, record);
    const { stdout, stderr } = await user.run(['peers']);
    assert.equal(stdout, `bob\t${peerId}\t${address}\ttrusted\t${peer.addedAt}\n`);
    assert.equal(stderr, '');
    assert.deepEqual(onlyDocument(await user.run(['peers', 'list', '--json']))['peers'], [record]);
  });

  test('prints nothing for an empty list', async (t) => {
    const { code, stdout } = await new User(t).run(['peers']);
    assert.deepEqual([code, stdout], [0, '']);
  });

  test('refuses names, PeerIds and addresses that are none', async (t) => {
    const user = new User(t);
    assertFailure(await user.run(['peers', 'add', '../bob', peerId]), 'ARGUMENT_INVALID');
    assertFailure(
      await user.run(['peers', 'add', 'bob', `${peerId.slice(0, -1)}${peerId.endsWith('q') ? 'p' : 'q'}`]),
      'PEER_ID_INVALID',
    );
    assertFailure(await user.run(['peers', 'add', 'bob', peerId, 'bob.example:7700']), 'ADDRESS_INVALID');
    assertFailure(await user.run(['peers', 'trust', 'bob']), 'PEER_UNKNOWN');
    assertFailure(await user.run(['peers', 'remove', 'bob']), 'PEER_UNKNOWN');
  });

  test('refuses a second peer of the same name, and keeps the first', async (t) => {
    const user = new User(t);
    await (await TrustStore.open(user.peersPath)).add({ name: 'bob', peerId });
    const other = generateIdentity(nativeBackend, 'standard', 1_800_000_000_000).peerId;
    assertFailure(await user.run(['peers', 'add', 'Bob', other]), 'PEER_EXISTS');
    assert.equal((await TrustStore.open(user.peersPath)).find('bob')?.peerId, peerId);
  });

  test('touches nothing when the list is damaged', async (t) => {
    const user = new User(t);
    await (await TrustStore.open(user.peersPath)).add({ name: 'bob', peerId });
    writeFileSync(user.peersPath, '{"version":1,');
    assertFailure(await user.run(['peers', 'add', 'carol', peerId]), 'TRUST_STORE_DAMAGED');
    assert.equal(readFileSync(user.peersPath, 'utf8'), '{"version":1,');
  });
});
