import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryPool, type MemoryPoolConfig } from '../../src/network/memory-pool.ts';
import { Chances } from '../simulation/chances.ts';
import { runTraffic, type TrafficPhase } from './pool-traffic.ts';

const seed = Number(process.env['SEED'] ?? 20_261_132);
const KIB = 1024;
const SMALL_SIZES = [{ bytes: [64, 4 * KIB], weight: 1 }] as const;
const LARGE_SIZES = [{ bytes: [10 * KIB, 64 * KIB], weight: 1 }] as const;
const CALM: TrafficPhase = { requests: 40_000, out: [4, 8], sizes: SMALL_SIZES };
const BURST: TrafficPhase = { requests: 8000, out: [150, 200], sizes: SMALL_SIZES };
const SHIFTED: TrafficPhase = { requests: 40_000, out: [8, 16], sizes: LARGE_SIZES };

describe(`a pool under traffic that changes (seed ${seed})`, () => {
  test('serves steady traffic from what it keeps, and keeps no more than that traffic needs', (t) => {
    const pool = new MemoryPool();
    const outcome = runTraffic(pool, CALM, new Chances(seed));
    t.diagnostic(`calm: hit ratio ${outcome.hitRatio.toFixed(4)}, ${outcome.retainedBytes} bytes kept`);
    assert.ok(outcome.hitRatio >= 0.99);
    assert.ok(outcome.retainedBytes <= 8 * 4 * KIB);
  });

  test('follows a burst up at once and down when it is over', (t) => {
    const pool = new MemoryPool();
    const chances = new Chances(seed);
    runTraffic(pool, CALM, chances);
    const burst = runTraffic(pool, BURST, chances);
    const decay = Array.from({ length: 4 }, () => runTraffic(pool, CALM, chances));
    t.diagnostic(`burst: hit ratio ${burst.hitRatio.toFixed(4)}, ${burst.retainedBytes} bytes kept at its end`);
    t.diagnostic(`decay: ${decay.map(({ retainedBytes }) => retainedBytes).join(', ')} bytes kept`);
    assert.ok(burst.hitRatio >= 0.95 && burst.retainedBytes >= 150 * 4 * KIB);
    assert.ok(decay.every(({ hitRatio }) => hitRatio === 1));
    const kept = [burst, ...decay].map(({ retainedBytes }) => retainedBytes);
    assert.deepEqual(
      kept,
      kept.toSorted((first, second) => second - first),
    );
    assert.ok((kept.at(-1) ?? 0) <= 16 * 4 * KIB);
  });

  test('bursts that come again soon find the buffers of the last one', () => {
    const pool = new MemoryPool();
    const chances = new Chances(seed);
    const pause: TrafficPhase = { ...CALM, requests: 5000 };
    runTraffic(pool, BURST, chances);
    for (let turn = 0; turn < 5; turn++) {
      runTraffic(pool, pause, chances);
      assert.ok(runTraffic(pool, BURST, chances).hitRatio >= 0.999);
    }
  });

  test('moves its memory when demand moves from one tier to another', () => {
    const pool = new MemoryPool();
    const chances = new Chances(seed);
    runTraffic(pool, BURST, chances);
    const before = pool.getStats();
    const shifted = runTraffic(pool, SHIFTED, chances);
    // Nobody asks the small tier any more: what ends its stretches now is the clock, as here.
    for (let stretch = 0; stretch < 30; stretch++) pool.trim();
    assert.ok(before.small.retained >= 150 && before.medium.retained === 0);
    assert.ok(shifted.hitRatio >= 0.99);
    assert.equal(pool.getStats().small.retained, 0);
  });

  const advised: readonly {
    readonly name: string;
    readonly config: MemoryPoolConfig;
    readonly phase: TrafficPhase;
    readonly setting: string;
    readonly changed: (proposed: number) => MemoryPoolConfig;
    readonly better: (before: MemoryPool, after: MemoryPool) => boolean;
  }[] = [
    {
      name: 'a limit that is too low',
      config: { medium: { maxRetainedBytes: 200 * KIB } },
      phase: { ...SHIFTED, out: [1, 40] },
      setting: 'medium.maxRetainedBytes',
      changed: (maxRetainedBytes) => ({ medium: { maxRetainedBytes } }),
      better: (before, after) => before.getStats().medium.hitRatio < 0.95 && after.getStats().medium.hitRatio > 0.99,
    },
    {
      name: 'buffers that are too large',
      config: { large: { bufferBytes: 4096 * KIB } },
      phase: { ...SHIFTED, requests: 4000, sizes: [{ bytes: [100 * KIB, 300 * KIB], weight: 1 }] },
      setting: 'large.bufferBytes',
      changed: (bufferBytes) => ({ large: { bufferBytes } }),
      better: (before, after) => after.getStats().large.wasteRatio < before.getStats().large.wasteRatio / 2,
    },
    {
      name: 'requests beyond every tier',
      config: {},
      phase: { requests: 2000, out: [2, 4], sizes: [...SMALL_SIZES, { bytes: [1200 * KIB, 2000 * KIB], weight: 1 }] },
      setting: 'large.bufferBytes',
      changed: (bufferBytes) => ({ large: { bufferBytes } }),
      better: (before, after) => before.getOversizeStats().requests > 500 && after.getOversizeStats().requests < 40,
    },
  ];
  for (const { name, config, phase, setting, changed, better } of advised) {
    test(`what it recommends for ${name} helps when it is done`, (t) => {
      const before = new MemoryPool(config);
      runTraffic(before, phase, new Chances(seed));
      const found = before.getAnalytics().recommendations.find((each) => each.setting === setting);
      assert.ok(found?.proposed !== undefined, JSON.stringify(before.getAnalytics().recommendations));
      t.diagnostic(`${setting} ${found.present} -> ${found.proposed}: ${found.reason}`);
      const after = new MemoryPool(changed(found.proposed));
      runTraffic(after, phase, new Chances(seed));
      assert.ok(better(before, after));
    });
  }

  test('it recommends nothing where nothing is wrong', () => {
    const pool = new MemoryPool();
    runTraffic(pool, { ...CALM, sizes: [{ bytes: [3000, 4096], weight: 1 }] }, new Chances(seed));
    assert.deepEqual(pool.getAnalytics().recommendations, []);
  });
});
