import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { type ErrorCode, isQForgeError, SecretBytes } from '../../../src/base/index.ts';
import { HARDWARE_ONLY } from '../../../src/qkd/kme/key-wish.ts';
import { hexKeys, KmeRig, pairPlan, requestFor, seededBytes, simulatedLink } from './kme-rig.ts';

const code =
  (name: ErrorCode, reason: RegExp = /./u) =>
  (error: unknown): boolean =>
    isQForgeError(error, name) && reason.test(error.message);
const notFound = code('KME_REQUEST_REJECTED', /one or more keys specified are not found on KME/u);
const idsOf = (container: { readonly keys: readonly { readonly keyId: string }[] }): readonly string[] =>
  container.keys.map(({ keyId }) => keyId);

describe('a pair of key managers', () => {
  test('gives master and slave the same keys, each once', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 20);
    const sent = await rig.kme('kme-a').encKeys('alice', 'bob', requestFor({ number: 3 }));
    assert.equal(new Set(hexKeys(sent).map(([, key]) => key)).size, 3);
    assert.ok(sent.keys.every(({ key }) => key.length === 32));
    assert.equal(sent.simulated, true);
    const received = rig.kme('kme-b').decKeys('bob', 'alice', idsOf(sent));
    assert.deepEqual(hexKeys(received), hexKeys(sent));
    assert.equal(received.simulated, true);
    assert.throws(() => rig.kme('kme-b').decKeys('bob', 'alice', idsOf(sent).slice(0, 1)), notFound);
  });

  test('works in both directions at once, and never takes the same key twice', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 40);
    const [there, back] = await Promise.all([
      rig.kme('kme-a').encKeys('alice', 'bob', requestFor({ number: 20 })),
      rig.kme('kme-b').encKeys('bob', 'alice', requestFor({ number: 20 })),
    ]);
    const all = [...hexKeys(there), ...hexKeys(back)].map(([, key]) => key);
    assert.equal(new Set(all).size, 40);
    assert.deepEqual(hexKeys(rig.kme('kme-b').decKeys('bob', 'alice', idsOf(there))), hexKeys(there));
    assert.deepEqual(hexKeys(rig.kme('kme-a').decKeys('alice', 'bob', idsOf(back))), hexKeys(back));
  });

  test('hands out keys of any size in bounds', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 60);
    for (const sizeBits of [64, 256, 264, 4096]) {
      const sent = await rig.kme('kme-a').encKeys('alice', 'bob', requestFor({ sizeBits }));
      assert.equal(sent.keys[0]?.key.length, sizeBits / 8);
      assert.deepEqual(hexKeys(rig.kme('kme-b').decKeys('bob', 'alice', idsOf(sent))), hexKeys(sent));
    }
  });

  test('says how it is, and never contradicts itself', async (t) => {
    using rig = await KmeRig.open(t, { ...pairPlan, settings: { maxKeyCount: 8, lowWatermark: 4 } });
    assert.equal(rig.kme('kme-a').status('alice', 'bob').link, undefined);
    rig.fill('kme-a', 'kme-b', 10);
    const status = rig.kme('kme-a').status('alice', 'bob');
    assert.equal(status.storedKeyCount, 5);
    assert.deepEqual(
      [status.sourceKme, status.targetKme, status.masterSae, status.slaveSae],
      ['kme-a', 'kme-b', 'alice', 'bob'],
    );
    assert.deepEqual(status.link, { simulated: true, qber: 0.025, secretKeyRate: 1000, lowWatermark: 4 });
    rig.fill('kme-a', 'kme-b', 10);
    assert.equal(rig.kme('kme-a').status('alice', 'bob').storedKeyCount, 8);
    assert.throws(() => rig.kme('kme-a').status('alice', 'nobody'), code('KME_REQUEST_REJECTED'));
    assert.throws(() => rig.kme('kme-a').status('alice', 'alice'), code('KME_REQUEST_REJECTED'));
  });

  test('refuses recipients that were not named, and those that name themselves', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 10);
    const sent = await rig.kme('kme-a').encKeys('alice', 'bob', requestFor());
    assert.throws(() => rig.kme('kme-b').decKeys('bea', 'alice', idsOf(sent)), code('KME_ACCESS_REFUSED'));
    assert.throws(() => rig.kme('kme-b').decKeys('bob', 'bob', idsOf(sent)), code('KME_REQUEST_REJECTED', /caller/u));
    assert.throws(() => rig.kme('kme-b').decKeys('bob', 'alice', [randomUUID()]), notFound);
    const many = Array.from({ length: 129 }, () => randomUUID());
    assert.throws(() => rig.kme('kme-b').decKeys('bob', 'alice', many), code('KME_REQUEST_REJECTED', /at most 128/u));
    assert.equal(rig.kme('kme-b').decKeys('bob', 'alice', idsOf(sent)).keys.length, 1);
  });

  test('gives 100 parallel calls for one key one delivery', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 10);
    const sent = await rig.kme('kme-a').encKeys('alice', 'bob', requestFor());
    const calls = Array.from({ length: 100 }, async () => {
      await Promise.resolve();
      return rig.kme('kme-b').decKeys('bob', 'alice', idsOf(sent));
    });
    const outcomes = await Promise.allSettled(calls);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('remembers across a restart what was delivered, and keeps what was not', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 10);
    const [first, second] = await Promise.all([
      rig.kme('kme-a').encKeys('alice', 'bob', requestFor()),
      rig.kme('kme-a').encKeys('alice', 'bob', requestFor()),
    ]);
    rig.kme('kme-b').decKeys('bob', 'alice', idsOf(first));
    await rig.restart('kme-b');
    await rig.restart('kme-a');
    assert.throws(() => rig.kme('kme-b').decKeys('bob', 'alice', idsOf(first)), notFound);
    assert.deepEqual(hexKeys(rig.kme('kme-b').decKeys('bob', 'alice', idsOf(second))), hexKeys(second));
    const third = await rig.kme('kme-a').encKeys('alice', 'bob', requestFor());
    const before = [...hexKeys(first), ...hexKeys(second)].map(([, key]) => key);
    assert.ok(!before.includes(hexKeys(third)[0]?.[1] ?? ''));
  });

  test('tells hardware from simulation, and promises nothing it cannot know', async (t) => {
    using rig = await KmeRig.open(t);
    const hardwareOnly = requestFor({ mandatoryExtensions: [{ [HARDWARE_ONLY]: true }] });
    const hardware = { qber: 0.01, keyRate: 5, simulated: false };
    rig.fill('kme-a', 'kme-b', 10, hardware);
    const sent = await rig.kme('kme-a').encKeys('alice', 'bob', hardwareOnly);
    assert.equal(sent.simulated, false);
    rig.fill('kme-a', 'kme-b', 10, simulatedLink);
    const unmet = code('KME_REQUEST_REJECTED', /not all extension_mandatory request options could be met/u);
    await assert.rejects(rig.kme('kme-a').encKeys('alice', 'bob', hardwareOnly), unmet);
    assert.equal((await rig.kme('kme-a').encKeys('alice', 'bob', requestFor())).simulated, true);
  });

  test('erases what nobody has collected in time', async (t) => {
    using rig = await KmeRig.open(t, { ...pairPlan, settings: { keyLifetimeMs: 100, unitLifetimeMs: 1000 } });
    rig.fill('kme-a', 'kme-b', 10);
    const sent = await rig.kme('kme-a').encKeys('alice', 'bob', requestFor());
    rig.clock.nowMs += 100;
    rig.kme('kme-b').sweep();
    assert.deepEqual(rig.log.of('keys expired'), [{ kme: 'kme-b', keys: 1 }]);
    assert.throws(() => rig.kme('kme-b').decKeys('bob', 'alice', idsOf(sent)), notFound);
    rig.clock.nowMs += 900;
    rig.kme('kme-a').sweep();
    assert.equal(rig.kme('kme-a').status('alice', 'bob').storedKeyCount, 0);
  });
});

describe('the halves of a block', () => {
  const block = (seed: string): Uint8Array<ArrayBuffer> => seededBytes(seed, 320);

  test('stay in step when the answer to a hand-over is lost', async (t) => {
    using rig = await KmeRig.open(t);
    const [a, b] = [rig.kme('kme-a'), rig.kme('kme-b')];
    // The half is stored at b, but a never learns of it and stores nothing.
    const key = (seed: string): SecretBytes => SecretBytes.copyOf(block(seed));
    assert.equal(
      b.takeHandedOver('kme-a', { voidFrom: a.nextUnit('kme-b'), key: key('lost'), quality: simulatedLink }),
      0,
    );
    assert.equal(b.status('bob', 'alice').storedKeyCount, 5);
    const next = { voidFrom: a.nextUnit('kme-b'), key: key('kept'), quality: simulatedLink };
    const firstUnit = b.takeHandedOver('kme-a', next);
    a.deposit('kme-b', firstUnit, { key: key('kept'), quality: simulatedLink });
    assert.equal(firstUnit, 10);
    assert.equal(b.status('bob', 'alice').storedKeyCount, 5);
    const sent = await b.encKeys('bob', 'alice', requestFor({ number: 5 }));
    assert.deepEqual(hexKeys(a.decKeys('alice', 'bob', idsOf(sent))), hexKeys(sent));
    assert.ok(hexKeys(sent).every(([, hex]) => Buffer.from(block('kept')).toString('hex').includes(hex)));
  });

  test('are not taken when the pool is full', async (t) => {
    using rig = await KmeRig.open(t, { ...pairPlan, settings: { maxKeyCount: 5 } });
    rig.fill('kme-a', 'kme-b', 10);
    assert.deepEqual([rig.kme('kme-a').hasRoom('kme-b'), rig.kme('kme-b').hasRoom('kme-a')], [false, false]);
    assert.throws(() => rig.fill('kme-a', 'kme-b', 10), code('KME_UNAVAILABLE', /full/u));
    assert.equal(rig.kme('kme-b').nextUnit('kme-a'), 10);
  });
});
