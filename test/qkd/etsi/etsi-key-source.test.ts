import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { EtsiClient } from '../../../src/qkd/etsi/etsi-client.ts';
import { EtsiKeySource } from '../../../src/qkd/etsi/etsi-key-source.ts';
import { ServedNetwork } from '../kme/served-network.ts';
import { answering, ScriptedKme } from './scripted-kme.ts';

const KEY_ID = '0123abcd-0000-4000-8000-000000000001';

/** A source over a key manager that always gives one key, and says this of simulation. */
async function sourceOf(t: TestContext, extension: unknown, isHardware: boolean): Promise<EtsiKeySource> {
  const keys = [{ key_ID: KEY_ID, key: Buffer.alloc(32, 7).toString('base64') }];
  const kme = await ScriptedKme.start(t, answering(200, JSON.stringify({ keys, key_container_extension: extension })));
  const client = new EtsiClient(kme.access);
  t.after(() => client[Symbol.dispose]());
  return new EtsiKeySource(client, { sae: 'alice', isHardware });
}

describe('a source of keys behind ETSI GS QKD 014', () => {
  test('gives both ends the same key under the same name', async (t) => {
    await using network = await ServedNetwork.start(t);
    const [aliceClient, bobClient] = [await network.client('alice'), await network.client('bob')];
    await network.untilStored(aliceClient, 'bob', 5);
    const alice = new EtsiKeySource(aliceClient, { sae: 'alice', isHardware: false });
    const bob = new EtsiKeySource(bobClient, { sae: 'bob', isHardware: false });
    assert.deepEqual([alice.name, alice.localEndpoint, alice.simulated], ['qkd', 'alice', true]);
    const taken = await alice.nextKey('bob');
    const fetched = await bob.keyById('alice', taken.keyId);
    assert.deepEqual(fetched.key.expose(), taken.key.expose());
    assert.equal(taken.key.length, 32);
    await assert.rejects(bob.keyById('alice', taken.keyId), (error) => isQForgeError(error, 'KME_REQUEST_REJECTED'));
  });

  test('tells what is in store as the key manager does, and takes nothing', async (t) => {
    await using network = await ServedNetwork.start(t);
    const client = await network.client('alice');
    await network.untilStored(client, 'bob', 5);
    const source = new EtsiKeySource(client, { sae: 'alice', isHardware: true });
    const stock = await source.stock('bob');
    const { storedKeyCount, maxKeyCount, link } = await client.status('bob');
    assert.ok(stock.storedKeys >= 5 && stock.storedKeys <= storedKeyCount);
    assert.deepEqual([stock.maxKeys, stock.qber], [maxKeyCount, link?.qber]);
    assert.equal(source.simulated, true);
    await assert.rejects(source.stock('nobody'), (error) => isQForgeError(error));
  });

  test('counts as simulated unless the operator vouches for hardware', async (t) => {
    const unknown = await sourceOf(t, {}, false);
    await unknown.nextKey('bob');
    assert.equal(unknown.simulated, true);
    const vouched = await sourceOf(t, {}, true);
    await vouched.nextKey('bob');
    assert.equal(vouched.simulated, false);
    const claimed = await sourceOf(t, { simulated: false }, false);
    await claimed.nextKey('bob');
    assert.equal(claimed.simulated, true);
  });

  test('counts as simulated for good once the key manager has said so', async (t) => {
    const source = await sourceOf(t, { simulated: true }, true);
    assert.equal(source.simulated, false);
    await source.keyById('bob', KEY_ID);
    assert.equal(source.simulated, true);
  });
});
