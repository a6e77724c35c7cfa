import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MetricLabels } from '../../../src/base/index.ts';
import { KmeRig, pairPlan, requestFor } from './kme-rig.ts';

/** Everything that was measured, by name and labels; counters are summed. */
function keptMetrics(rig: KmeRig): Map<string, number> {
  const kept = new Map<string, number>();
  const keyOf = (name: string, labels: MetricLabels = {}): string =>
    `${name} ${Object.values(labels).join(' ')}`.trim();
  rig.metrics = {
    count: (name, delta, labels) => kept.set(keyOf(name, labels), (kept.get(keyOf(name, labels)) ?? 0) + delta),
    gauge: (name, value, labels) => kept.set(keyOf(name, labels), value),
    observe: () => undefined,
  };
  return kept;
}

describe('what a key manager tells', () => {
  test('figures of the link and of the keys', async (t) => {
    using rig = await KmeRig.open(t, { ...pairPlan, settings: { lowWatermark: 3 } });
    const kept = keptMetrics(rig);
    rig.fill('kme-a', 'kme-b', 10);
    assert.equal(kept.get('qforge_kme_qber_ratio kme-b'), 0.025);
    assert.equal(kept.get('qforge_kme_secret_key_rate_bytes_per_second kme-b'), 125);
    assert.equal(kept.get('qforge_kme_blocks_total kme-b'), 1);
    assert.equal(kept.get('qforge_kme_stored_keys kme-b'), 5);
    const { keys } = await rig.kme('kme-a').encKeys('alice', 'bob', requestFor({ number: 2 }));
    assert.equal(kept.get('qforge_kme_stored_keys kme-b'), 3);
    assert.equal(kept.get('qforge_kme_keys_delivered_total master'), 2);
    rig.kme('kme-b').decKeys('bob', 'alice', [keys[0]?.keyId ?? '']);
    assert.equal(kept.get('qforge_kme_keys_delivered_total slave'), 1);
  });

  test('one warning each time the keys run low', async (t) => {
    using rig = await KmeRig.open(t, { ...pairPlan, settings: { lowWatermark: 3 } });
    const kept = keptMetrics(rig);
    const take = (): Promise<unknown> => rig.kme('kme-a').encKeys('alice', 'bob', requestFor());
    const warnings = (): number => rig.log.of('few keys are left').filter(({ kme }) => kme === 'kme-a').length;
    rig.fill('kme-a', 'kme-b', 8);
    assert.equal(warnings(), 0);
    await take();
    assert.equal(warnings(), 0);
    await take();
    await take();
    assert.equal(warnings(), 1);
    rig.fill('kme-a', 'kme-b', 4);
    await take();
    assert.equal(warnings(), 2);
    assert.deepEqual(rig.log.of('few keys are left').at(-1), { kme: 'kme-a', link: 'kme-b', stored: 2 });
    assert.equal(kept.get('qforge_kme_low_watermark_total kme-b'), 2);
  });

  test('who got which key, and nothing of the key', async (t) => {
    using rig = await KmeRig.open(t);
    rig.fill('kme-a', 'kme-b', 10);
    const { keys } = await rig.kme('kme-a').encKeys('alice', 'bob', requestFor());
    const [key] = keys;
    assert.deepEqual(rig.log.of('key delivered'), [{ kme: 'kme-a', sae: 'alice', role: 'master', keyId: key?.keyId }]);
    const told = JSON.stringify(rig.log.entries);
    for (const spelling of ['hex', 'base64', 'base64url'] as const) {
      assert.ok(!told.includes(Buffer.from(key?.key.expose() ?? []).toString(spelling)));
    }
  });
});
