import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, isQForgeError } from '../../../src/base/index.ts';
import { EtsiClient } from '../../../src/qkd/etsi/etsi-client.ts';
import { hexKeys } from '../kme/kme-rig.ts';
import { ServedNetwork } from '../kme/served-network.ts';
import { answering, ScriptedKme } from './scripted-kme.ts';

const code =
  (name: ErrorCode, reason: RegExp = /./u) =>
  (error: unknown): boolean =>
    isQForgeError(error, name) && reason.test(error.message);

describe('a client of ETSI GS QKD 014', () => {
  test('runs a whole QKD session: status, keys for the master, the same keys for the slave', async (t) => {
    await using network = await ServedNetwork.start(t);
    const [alice, bob] = [await network.client('alice'), await network.client('bob')];
    await network.untilStored(alice, 'bob', 20);
    const status = await alice.status('bob');
    assert.deepEqual([status.sourceKme, status.targetKme], ['kme-a', 'kme-b']);
    assert.equal(status.link?.simulated, true);
    assert.equal(status.link.qber, 0.0345);
    assert.equal(status.link.secretKeyRate, 2000);
    const sent = await alice.encKeys('bob', 3, { sizeBits: 512 });
    const ids = sent.keys.map(({ keyId }) => keyId);
    const received = await bob.decKeys('alice', ids);
    assert.deepEqual(hexKeys(received), hexKeys(sent));
    assert.deepEqual([sent.simulated, received.simulated], [true, true]);
    const again = bob.decKeys('alice', ids);
    await assert.rejects(again, code('KME_REQUEST_REJECTED', /one or more keys specified are not found on KME/u));
  });

  test('gives the keys in the order in which they were named', async (t) => {
    await using network = await ServedNetwork.start(t);
    const [alice, bob] = [await network.client('alice'), await network.client('bob')];
    await network.untilStored(alice, 'bob', 20);
    const sent = await alice.encKeys('bob', 4);
    const reversed = sent.keys.map(({ keyId }) => keyId).toReversed();
    assert.deepEqual(hexKeys(await bob.decKeys('alice', reversed)), hexKeys(sent).toReversed());
  });

  test('shares a key with several slaves', async (t) => {
    await using network = await ServedNetwork.start(t);
    const alice = await network.client('alice');
    await network.untilStored(alice, 'bob', 20);
    const sent = await alice.encKeys('bob', 1, { additionalSlaves: ['bea'] });
    for (const sae of ['bob', 'bea']) {
      const received = await (await network.client(sae)).decKeys('alice', [sent.keys[0]?.keyId ?? '']);
      assert.deepEqual(hexKeys(received), hexKeys(sent));
    }
  });

  test('gets every refusal as a typed error', async (t) => {
    await using network = await ServedNetwork.start(t);
    const [alice, bea] = [await network.client('alice'), await network.client('bea')];
    await network.untilStored(alice, 'bob', 20);
    await assert.rejects(alice.encKeys('bob', 1, { sizeBits: 257 }), code('KME_REQUEST_REJECTED', /multiple of 8/u));
    await assert.rejects(alice.encKeys('nobody', 1), code('KME_REQUEST_REJECTED', /not known/u));
    await assert.rejects(alice.decKeys('bob', [randomUUID()]), code('KME_REQUEST_REJECTED', /not found/u));
    await assert.rejects(alice.status('a b'), code('KME_REQUEST_REJECTED', /SAE_ID/u));
    const sent = await alice.encKeys('bob', 1);
    await assert.rejects(bea.decKeys('alice', [sent.keys[0]?.keyId ?? '']), code('KME_ACCESS_REFUSED', /not named/u));
    await network.stopKme('kme-b');
    await assert.rejects(alice.encKeys('bob', 1), code('KME_UNAVAILABLE', /does not answer/u));
    await network.stopKme('kme-a');
    await assert.rejects(alice.encKeys('bob', 1), (error) =>
      ['KME_UNREACHABLE', 'KME_REPLY_LOST'].some((name) => isQForgeError(error, name as ErrorCode)),
    );
  });
});

describe('a client of a key manager that errs', () => {
  const KEYS = ['0123abcd-0000-4000-8000-000000000001', '0123abcd-0000-4000-8000-000000000002'] as const;
  const [ONE, TWO] = KEYS;
  const containerOf = (...ids: readonly string[]): string =>
    JSON.stringify({ keys: ids.map((id) => ({ key_ID: id, key: Buffer.alloc(32, id).toString('base64') })) });

  async function clientOf(t: TestContext, body: string): Promise<EtsiClient> {
    const kme = await ScriptedKme.start(t, answering(200, body));
    const client = new EtsiClient(kme.access);
    t.after(() => client[Symbol.dispose]());
    return client;
  }

  test('takes no fewer, no more and no other keys than it asked for', async (t) => {
    const invalid = code('KME_ANSWER_INVALID');
    await assert.rejects((await clientOf(t, containerOf(ONE))).encKeys('bob', 2), invalid);
    await assert.rejects((await clientOf(t, containerOf(ONE, TWO))).encKeys('bob', 1), invalid);
    await assert.rejects((await clientOf(t, containerOf(ONE, ONE))).encKeys('bob', 2), invalid);
    await assert.rejects((await clientOf(t, containerOf(ONE))).encKeys('bob', 1, { sizeBits: 512 }), invalid);
    await assert.rejects((await clientOf(t, containerOf(TWO))).decKeys('alice', [ONE]), invalid);
    await assert.rejects((await clientOf(t, containerOf(ONE, TWO))).decKeys('alice', [ONE]), invalid);
    await assert.rejects((await clientOf(t, '{"keys":"none"}')).decKeys('alice', [ONE]), invalid);
    await assert.rejects((await clientOf(t, '{"source_KME_ID":"a"}')).status('bob'), invalid);
  });

  test('takes what is right, also without a word on simulation', async (t) => {
    const container = await (await clientOf(t, containerOf(ONE, TWO))).decKeys('alice', [TWO, ONE.toUpperCase()]);
    assert.deepEqual(
      container.keys.map(({ keyId }) => keyId),
      [TWO, ONE],
    );
    assert.equal(container.simulated, undefined);
  });
});
