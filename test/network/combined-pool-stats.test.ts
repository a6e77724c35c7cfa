import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { combinedPoolStats } from '../../src/network/combined-pool-stats.ts';
import { MemoryPool } from '../../src/network/memory-pool.ts';
import type { PoolStats } from '../../src/network/pool-stats.ts';
import { emptyTier } from './pool-sample.ts';
import { useBuffers } from './pool-worker.ts';

describe('the pools of several threads', () => {
  test('are one in their figures; ratios come from sums, not from means of ratios', () => {
    const busy = { ...emptyTier, hits: 98, misses: 2, released: 100, requestedBytes: 50 * 4096, highWaterMark: 3 };
    const idle = { ...emptyTier, misses: 1, requestedBytes: 4096, highWaterMark: 1, p99RequestBytes: 4096 };
    const both = combinedPoolStats([busy, idle]);
    assert.deepEqual([both.hits, both.misses, both.hitRatio], [98, 3, 98 / 101]);
    assert.equal(both.reuseRatio, 0.98);
    assert.equal(both.wasteRatio, 1 - 51 / 101);
    assert.deepEqual([both.highWaterMark, both.p99RequestBytes], [4, 4096]);
  });

  test('one alone is as it was', () => {
    const pool = new MemoryPool();
    useBuffers(pool, 500);
    assert.deepEqual(combinedPoolStats([pool.getStats().medium]), pool.getStats().medium);
  });

  test('each worker has a pool of its own, and together they add up', async () => {
    const counts = [100, 300];
    const [first, second] = await Promise.all(counts.map((count) => statsOfWorker(count)));
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual([first.hits + first.misses, second.hits + second.misses], counts);
    assert.ok(first.misses > 0 && second.misses > 0, 'nobody took a buffer of the other');
    const both = combinedPoolStats([first, second]);
    assert.equal(both.hits + both.misses, 400);
    assert.equal(both.inUse, 0);
  });
});

function statsOfWorker(count: number): Promise<PoolStats> {
  const worker = new Worker(new URL('./pool-worker.ts', import.meta.url), { workerData: { count } });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
