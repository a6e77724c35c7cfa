import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryPool } from '../../src/network/memory-pool.ts';

describe('memory pool', () => {
  test('a request gets the smallest tier that holds it, and the exact length beyond all tiers', () => {
    const pool = new MemoryPool({
      small: { bufferBytes: 10 },
      medium: { bufferBytes: 100 },
      large: { bufferBytes: 1000 },
    });
    const lengths = [0, 1, 10, 11, 100, 101, 1000, 1001, 5000].map((bytes) => pool.acquire(bytes).length);
    assert.deepEqual(lengths, [10, 10, 10, 100, 100, 1000, 1000, 1001, 5000]);
    assert.deepEqual(pool.getOversizeStats(), { requests: 2, inUse: 2 });
  });

  test('by default records of 64 KiB and 1 MiB fit the medium and large tiers with their overhead', () => {
    const stats = new MemoryPool().getStats();
    assert.equal(stats.small.bufferBytes, 4096);
    assert.ok(stats.medium.bufferBytes >= 65_536 + 20 && stats.medium.bufferBytes < 2 * 65_536);
    assert.ok(stats.large.bufferBytes >= 1_048_576 + 20 && stats.large.bufferBytes < 2 * 1_048_576);
  });

  test('a released buffer is the next one handed out, and nobody else has it meanwhile', () => {
    const pool = new MemoryPool();
    const first = pool.acquire(5000);
    const second = pool.acquire(5000);
    assert.notEqual(first, second);
    pool.release(first);
    assert.equal(pool.acquire(6000), first);
    assert.notEqual(pool.acquire(6000), second);
  });

  test('buffers are plain byte arrays with memory of their own', () => {
    const pool = new MemoryPool();
    const buffer = pool.acquire(1);
    assert.equal(Buffer.isBuffer(buffer), false);
    assert.equal(buffer.byteOffset, 0);
    assert.equal(buffer.buffer.byteLength, buffer.length);
  });

  test('a release is refused for a second time, for a view and for a buffer of another origin', () => {
    const pool = new MemoryPool();
    const other = new MemoryPool();
    for (const bytes of [10, 5000, 100_000, 2_000_000]) {
      const buffer = pool.acquire(bytes);
      assert.throws(() => other.release(buffer), { code: 'ASSERTION_FAILED' });
      assert.throws(() => pool.release(buffer.subarray(0)), { code: 'ASSERTION_FAILED' });
      pool.release(buffer);
      assert.throws(() => pool.release(buffer), { code: 'ASSERTION_FAILED' });
    }
    assert.throws(() => pool.release(new Uint8Array(10)), { code: 'ASSERTION_FAILED' });
    const stats = pool.getStats();
    assert.deepEqual([stats.small.inUse, stats.medium.inUse, stats.large.inUse], [0, 0, 0]);
    assert.equal(pool.getOversizeStats().inUse, 0);
  });

  test('a buffer released after acquiring it again can be released again', () => {
    const pool = new MemoryPool();
    for (let round = 0; round < 3; round++) pool.release(pool.acquire(10));
    assert.equal(pool.getStats().small.misses, 1);
  });

  test('wiping overwrites the whole buffer; without it the content stays', () => {
    const pool = new MemoryPool();
    const buffer = pool.acquire(100);
    buffer.fill(7);
    pool.release(buffer);
    assert.ok(buffer.every((byte) => byte === 7));
    pool.release(pool.acquire(100), { wipe: true });
    assert.ok(buffer.every((byte) => byte === 0));
  });

  test('trimming the pool trims every tier and says how much it let go', () => {
    const pool = new MemoryPool();
    for (const bytes of [10, 5000, 100_000]) {
      const buffers = [pool.acquire(bytes), pool.acquire(bytes)];
      for (const buffer of buffers) pool.release(buffer);
    }
    const { small, medium, large } = pool.getStats();
    const all = small.retainedBytes + medium.retainedBytes + large.retainedBytes;
    assert.equal(all, 2 * (small.bufferBytes + medium.bufferBytes + large.bufferBytes));
    assert.equal(pool.trim(), 0);
    assert.equal(pool.trim(), 0);
    assert.equal(pool.trim(), all);
  });

  test('a request that is no number is a programming error', () => {
    assert.throws(() => new MemoryPool().acquire(Number.NaN), { code: 'ASSERTION_FAILED' });
    assert.throws(() => new MemoryPool().acquire(2_000_000.5), { code: 'ASSERTION_FAILED' });
  });

  test('tiers must rise in size', () => {
    assert.throws(() => new MemoryPool({ small: { bufferBytes: 100_000 } }), { code: 'ASSERTION_FAILED' });
    assert.throws(() => new MemoryPool({ large: { bufferBytes: 10 } }), { code: 'ASSERTION_FAILED' });
  });
});
