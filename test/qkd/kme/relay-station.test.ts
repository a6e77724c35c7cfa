import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { hexKeys, KmeRig, type RigPlan, requestFor } from './kme-rig.ts';

/** alice - kme-a - kme-b - kme-c - carol: no link between the ends. */
const chain: RigPlan = {
  saes: { 'kme-a': ['alice', 'anna'], 'kme-b': ['bob'], 'kme-c': ['carol'] },
  links: [
    ['kme-a', 'kme-b'],
    ['kme-b', 'kme-c'],
  ],
  routes: { 'kme-a': { 'kme-c': 'kme-b' }, 'kme-c': { 'kme-a': 'kme-b' } },
};

async function filledChain(t: Parameters<typeof KmeRig.open>[0]): Promise<KmeRig> {
  const rig = await KmeRig.open(t, chain);
  rig.fill('kme-a', 'kme-b', 20);
  rig.fill('kme-b', 'kme-c', 20);
  return rig;
}

const rejected = (error: unknown): boolean => isQForgeError(error, 'KME_REQUEST_REJECTED');

describe('a relay over trusted nodes', () => {
  test('brings a key over a path of three nodes', async (t) => {
    using rig = await filledChain(t);
    const sent = await rig.kme('kme-a').encKeys('alice', 'carol', requestFor({ number: 2, sizeBits: 320 }));
    const ids = sent.keys.map(({ keyId }) => keyId);
    assert.deepEqual(hexKeys(rig.kme('kme-c').decKeys('carol', 'alice', ids)), hexKeys(sent));
    assert.throws(() => rig.kme('kme-b').decKeys('bob', 'alice', ids), rejected);
  });

  test('seals the key anew for each link, so that no message shows it', async (t) => {
    using rig = await filledChain(t);
    const sent = await rig.kme('kme-a').encKeys('alice', 'carol', requestFor());
    const key = Buffer.from(sent.keys[0]?.key.expose() ?? []);
    const [first, second] = rig.relayed;
    assert.equal(first?.keys[0]?.sealed, undefined);
    const sealed = Buffer.from(second?.keys[0]?.sealed ?? []);
    assert.equal(sealed.length, 32);
    assert.notDeepEqual(sealed, key);
    assert.deepEqual([first?.hopsLeft, second?.hopsLeft], [7, 6]);
  });

  test('gives one key to slaves at several key managers, the own one among them', async (t) => {
    using rig = await filledChain(t);
    const request = requestFor({ additionalSlaves: ['bob', 'anna'] });
    const sent = await rig.kme('kme-a').encKeys('alice', 'carol', request);
    const ids = sent.keys.map(({ keyId }) => keyId);
    for (const [kme, sae] of [
      ['kme-a', 'anna'],
      ['kme-b', 'bob'],
      ['kme-c', 'carol'],
    ] as const) {
      assert.deepEqual(hexKeys(rig.kme(kme).decKeys(sae, 'alice', ids)), hexKeys(sent), sae);
      assert.throws(() => rig.kme(kme).decKeys(sae, 'alice', ids), rejected);
    }
  });

  test('fails as a whole when a link on the way has no key', async (t) => {
    using rig = await KmeRig.open(t, chain);
    rig.fill('kme-a', 'kme-b', 20);
    await assert.rejects(rig.kme('kme-a').encKeys('alice', 'carol', requestFor()), (error) =>
      isQForgeError(error, 'KME_UNAVAILABLE'),
    );
    rig.fill('kme-b', 'kme-c', 20);
    assert.equal((await rig.kme('kme-a').encKeys('alice', 'carol', requestFor())).keys.length, 1);
  });

  test('counts as simulated when any link is', async (t) => {
    using rig = await KmeRig.open(t, chain);
    rig.fill('kme-a', 'kme-b', 20, { qber: 0, keyRate: 1, simulated: false });
    rig.fill('kme-b', 'kme-c', 20);
    const sent = await rig.kme('kme-a').encKeys('alice', 'carol', requestFor());
    assert.equal(sent.simulated, true);
    const received = rig.kme('kme-c').decKeys('carol', 'alice', [sent.keys[0]?.keyId ?? '']);
    assert.equal(received.simulated, true);
    assert.equal((await rig.kme('kme-a').encKeys('alice', 'bob', requestFor())).simulated, false);
  });

  test('refuses messages that make no sense where they arrive', async (t) => {
    using rig = await filledChain(t);
    await rig.kme('kme-a').encKeys('alice', 'carol', requestFor());
    const message = rig.relayed[0];
    assert.ok(message !== undefined);
    const keys = [{ keyId: randomUUID(), units: [2], sealed: undefined }];
    const take = (changes: object): Promise<unknown> =>
      rig.kme('kme-b').takeRelayed('kme-a', { ...message, keys, ...changes });
    await assert.rejects(take({ master: 'bob' }), rejected);
    await assert.rejects(take({ hopsLeft: 0 }), rejected);
    await assert.rejects(take({ targetKme: 'kme-z' }), rejected);
    await assert.rejects(take({ targetKme: 'kme-b', recipients: ['carol'] }), rejected);
    await assert.rejects(rig.kme('kme-b').takeRelayed('kme-c', { ...message, keys }), rejected);
  });

  test('stores a key ID once, and only keys whose units it holds', async (t) => {
    using rig = await filledChain(t);
    await rig.kme('kme-a').encKeys('alice', 'bob', requestFor());
    const [message] = rig.relayed;
    assert.ok(message !== undefined);
    const [used] = message.keys;
    assert.ok(used !== undefined);
    const take = (keys: typeof message.keys): Promise<{ accepted: readonly string[] }> =>
      rig.kme('kme-b').takeRelayed('kme-a', { ...message, keys });
    assert.deepEqual((await take([used])).accepted, []);
    assert.deepEqual((await take([{ ...used, units: [4] }])).accepted, []);
    const [fresh, missing, short] = [randomUUID(), randomUUID(), randomUUID()];
    const { accepted } = await take([
      { keyId: fresh, units: [4], sealed: undefined },
      { keyId: missing, units: [400], sealed: undefined },
      { keyId: short, units: [6, 8], sealed: undefined },
    ]);
    assert.deepEqual(accepted, [fresh]);
  });
});
