import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { tunnelRules } from '../../src/cli/tunnel-rules.ts';
import { TrustStore } from '../../src/client/index.ts';
import { samplePeerId } from '../client/peer-samples.ts';

const [alice, stranger] = [samplePeerId('alice'), samplePeerId('stranger')];

async function store(): Promise<TrustStore> {
  const peers = TrustStore.inMemory();
  await peers.add({ name: 'alice', peerId: alice, trusted: true });
  return peers;
}

test('rules of flags are gathered by PeerId, whichever way the peer is named', async () => {
  const rules = tunnelRules(
    await store(),
    ['alice=localhost:5432', `${alice}=10.0.0.0/8:*`, `${stranger}=/run/a.sock`],
    ['alice=*:8080'],
  );
  assert.deepEqual(rules.get(alice), { connect: ['localhost:5432', '10.0.0.0/8:*'], bind: ['*:8080'] });
  assert.deepEqual(rules.get(stranger), { connect: ['/run/a.sock'], bind: [] });
  assert.equal(rules.size, 2);
});

test('a peer that nobody knows, and a rule that cannot be read, are refused', async () => {
  const peers = await store();
  assert.throws(
    () => tunnelRules(peers, ['bob=a:1'], []),
    (error) => isQForgeError(error, 'PEER_UNKNOWN'),
  );
  for (const text of ['alice', '=a:1', 'alice=', 'alice=web', 'alice=web:0', 'alice=*']) {
    assert.throws(
      () => tunnelRules(peers, [], [text]),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
      text,
    );
  }
});
