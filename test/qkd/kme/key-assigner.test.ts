import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, QForgeError } from '../../../src/base/index.ts';
import { hexKeys, KmeRig, requestFor } from './kme-rig.ts';

const unavailable = (error: unknown): boolean => isQForgeError(error, 'KME_UNAVAILABLE');
const enc = (rig: KmeRig, number: number): ReturnType<ReturnType<KmeRig['kme']>['encKeys']> =>
  rig.kme('kme-a').encKeys('alice', 'bob', requestFor({ number }));
const storedAtA = (rig: KmeRig): number => rig.kme('kme-a').status('alice', 'bob').storedKeyCount;

describe('assigning keys', () => {
  test('takes nothing when there are not enough', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 6);
    await assert.rejects(enc(rig, 4), unavailable);
    assert.equal(storedAtA(rig), 3);
    assert.equal((await enc(rig, 3)).keys.length, 3);
    await assert.rejects(enc(rig, 1), unavailable);
  });

  test('burns what was on its way when the other key manager does not answer', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 10);
    const deliver = rig.onRelay;
    rig.onRelay = () => Promise.reject(new QForgeError('KME_UNREACHABLE', { kme: 'kme-b', reason: 'it is down' }));
    await assert.rejects(enc(rig, 2), unavailable);
    assert.equal(storedAtA(rig), 3);
    rig.onRelay = deliver;
    const sent = await enc(rig, 1);
    const lost = rig.relayed[0]?.keys.map(({ keyId }) => keyId) ?? [];
    assert.equal(lost.length, 2);
    assert.ok(!lost.includes(sent.keys[0]?.keyId ?? ''));
    assert.deepEqual(rig.log.of('keys void'), [{ kme: 'kme-a', keys: 2 }]);
  });

  test('never gives the master a key whose answer was lost, though the slave could have it', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 10);
    const deliver = rig.onRelay;
    rig.onRelay = async (from, to, message) => {
      await deliver(from, to, message);
      throw new QForgeError('KME_REPLY_LOST', { kme: to, call: 'relay', reason: 'cut' });
    };
    await assert.rejects(enc(rig, 1), unavailable);
    rig.onRelay = deliver;
    const lost = rig.relayed[0]?.keys[0]?.keyId ?? '';
    const burnt = hexKeys(rig.kme('kme-b').decKeys('bob', 'alice', [lost]));
    const next = await enc(rig, 4);
    assert.ok(hexKeys(next).every(([keyId, key]) => keyId !== lost && key !== burnt[0]?.[1]));
  });

  test('takes fresh units for those that the other end lacks, and gives up in the end', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 12);
    // The other end loses units 0 and 2.
    const deliver = rig.onRelay;
    let isFirst = true;
    rig.onRelay = async (from, to, message) => {
      const keys = isFirst ? message.keys.slice(2) : message.keys;
      isFirst = false;
      return deliver(from, to, { ...message, keys });
    };
    const sent = await enc(rig, 3);
    assert.equal(sent.keys.length, 3);
    assert.deepEqual(
      rig.relayed.map(({ keys }) => keys.length),
      [3, 2],
    );
    const ids = sent.keys.map(({ keyId }) => keyId);
    assert.deepEqual(hexKeys(rig.kme('kme-b').decKeys('bob', 'alice', ids)), hexKeys(sent));
    rig.onRelay = () => Promise.resolve({ accepted: [], simulated: true });
    rig.fill('kme-a', 'kme-b', 12);
    await assert.rejects(enc(rig, 1), unavailable);
    assert.equal(rig.relayed.length, 5);
  });
});
