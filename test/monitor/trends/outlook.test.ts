import assert from 'node:assert/strict';
import test from 'node:test';
import { silentLogger } from '../../../src/base/index.ts';
import { MetricsRegistry } from '../../../src/monitor/metrics-registry.ts';
import { HistoryFile } from '../../../src/monitor/trends/history-file.ts';
import { HistoryKeeper } from '../../../src/monitor/trends/history-keeper.ts';
import { SAMPLE_EVERY_MS } from '../../../src/monitor/trends/history-tiers.ts';
import { outlooks } from '../../../src/monitor/trends/outlook.ts';
import { ManualClock } from '../../client/manual-clock.ts';

test('says when a key pool runs dry and a heap is full, what ends first comes first', (t) => {
  const [registry, clock, file] = [new MetricsRegistry(), new ManualClock(), HistoryFile.open(':memory:')];
  const keeper = new HistoryKeeper({ registry, file, clock, logger: silentLogger });
  t.after(() => {
    keeper[Symbol.dispose]();
    file[Symbol.dispose]();
  });
  registry.gauge('nodejs_heap_limit_bytes', 1e9);
  registry.gauge('qforge_kme_stored_keys', 0, { link: 'empty' });
  for (let moment = 0; moment < 60; moment += 1) {
    registry.gauge('qforge_kme_stored_keys', 299 - moment, { link: 'kme-b' });
    registry.gauge('qforge_kme_stored_keys', 500, { link: 'full' });
    registry.gauge('nodejs_heap_used_bytes', 1e8 + moment * 3e6);
    clock.advance(moment === 0 ? 0 : SAMPLE_EVERY_MS);
  }
  registry.gauge('qforge_kme_stored_keys', 12, { link: 'new' });
  clock.advance(SAMPLE_EVERY_MS);
  const found = outlooks(keeper);
  assert.deepEqual(
    found.map(({ name, status }) => `${name}: ${status}`),
    [
      'key pool of the link to empty: runs-out',
      'key pool of the link to kme-b: runs-out',
      'heap: runs-out',
      'key pool of the link to full: steady',
      'key pool of the link to new: not-enough-data',
    ],
  );
  const [empty, pool] = found;
  assert.equal(empty?.sentence, 'The key pool of the link to empty is empty.');
  // 240 keys are left and one goes every ten seconds: 40 min.
  assert.match(
    pool?.sentence ?? '',
    /^The key pool of the link to kme-b runs dry in (?:39|40) min \(in .* at the earliest, .*\)\.$/u,
  );
  const leftMs = (pool?.expectedAtMs ?? 0) - clock.wallMs();
  assert.ok(Math.abs(leftMs - 2_400_000) < 60_000, `${leftMs}`);
  assert.ok(
    (pool?.earliestAtMs ?? 0) <= (pool?.expectedAtMs ?? 0) && (pool?.latestAtMs ?? 0) >= (pool?.expectedAtMs ?? 0),
  );
});
