import assert from 'node:assert/strict';
import test from 'node:test';
import { historyTiers, SAMPLE_EVERY_MS, tierFor } from '../../../src/monitor/trends/history-tiers.ts';

test('tiers grow in width and reach, each width holds whole ones of the one before', () => {
  assert.equal(historyTiers[0]?.stepMs, SAMPLE_EVERY_MS);
  for (const [at, tier] of historyTiers.entries()) {
    const finer = historyTiers[at - 1] ?? { stepMs: 1, keptMs: 0 };
    assert.ok(tier.stepMs % finer.stepMs === 0 && tier.keptMs > finer.keptMs);
    assert.ok(tier.keptMs / tier.stepMs <= 2400, 'a bounded number of points');
  }
});

test('a span is shown by the finest points that reach so far', () => {
  const spans = [0, 6 * 3_600_000, 6 * 3_600_000 + 1, 7 * 86_400_000, 8 * 86_400_000, 1e15];
  assert.deepEqual(spans.map(tierFor), [0, 0, 1, 1, 2, 2]);
});
