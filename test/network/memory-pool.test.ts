import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '../../src/base/system-clock.ts';
import { MemoryPool } from '../../src/network/memory-pool.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';

describe('memory pool', () => {
  test('a request gets the smallest tier that holds it, and the exact length beyond all tiers', () => {
    const pool = new MemoryPool({
      small: { bufferBytes: 10 },
      medium: { bufferBytes: 100 },
      large: { bufferBytes: 1000 },
    });
    const lengths = [0, 1, 10, 11, 100, 101, 1000, 1001, 5000].map((bytes) => pool.acquire(bytes).length);
    assert.deepEqual(lengths, [10, 10, 10, 100, 100, 1000, 1000, 1001, 5000]);
    assert.deepEqual(pool.getOversizeStats(), { requests: 2, inUse: 2, leaked: 0, p99RequestBytes: 5119 });
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
    assert.deepEqual([pool.trim(), pool.trim(), pool.trim()], [0, 0, 0]);
    assert.equal(pool.trim(), all / 2);
  });

  test('a request that is no number is a programming error', () => {
    assert.throws(() => new MemoryPool().acquire(Number.NaN), { code: 'ASSERTION_FAILED' });
    assert.throws(() => new MemoryPool().acquire(2_000_000.5), { code: 'ASSERTION_FAILED' });
  });

  test('tiers must rise in size', () => {
    assert.throws(() => new MemoryPool({ small: { bufferBytes: 100_000 } }), { code: 'ASSERTION_FAILED' });
    assert.throws(() => new MemoryPool({ large: { bufferBytes: 10 } }), { code: 'ASSERTION_FAILED' });
  });

  test('a buffer acquired as secret is overwritten when it comes back, and only that one', () => {
    const pool = new MemoryPool();
    for (const bytes of [100, 2_000_000]) {
      const secret = pool.acquire(bytes, { secret: true }).fill(7);
      pool.release(secret);
      assert.ok(secret.every((byte) => byte === 0));
    }
    const plain = pool.acquire(100).fill(9);
    pool.release(plain);
    assert.equal(plain[99], 9);
  });

  test('a limit in bytes holds for what is out and kept together, and what is kept gives way', () => {
    const pool = new MemoryPool({ maxBytes: 100_000 });
    const [small, medium] = [pool.acquire(10), pool.acquire(5000)];
    assert.throws(() => pool.acquire(5000), { code: 'MEMORY_POOL_EXHAUSTED' });
    assert.throws(() => pool.acquire(5_000_000), { code: 'MEMORY_POOL_EXHAUSTED' });
    pool.release(medium);
    pool.release(small);
    const { ownedBytes } = pool.getAnalytics();
    assert.equal(ownedBytes, small.length + medium.length);
    const first = pool.acquire(5000);
    assert.equal(first, medium);
    assert.throws(() => pool.acquire(5000), { code: 'MEMORY_POOL_EXHAUSTED' });
    const analytics = pool.getAnalytics();
    assert.deepEqual([analytics.refusals, analytics.tiers.medium.inUse, analytics.tiers.small.retained], [3, 1, 0]);
    assert.equal(analytics.ownedBytes, medium.length);
  });

  test('the pool lets go by itself while it is at rest, and then leaves the clock alone', async () => {
    const time = new SimulatedTime();
    const pool = new MemoryPool({}, { clock: time });
    const buffers = Array.from({ length: 16 }, () => pool.acquire(5000));
    for (const buffer of buffers) pool.release(buffer);
    await time.run(() => false, 20_000);
    assert.equal(pool.getStats().medium.retained, 16);
    assert.equal(await time.run(() => false, 3_600_000), 'idle');
    assert.equal(pool.getStats().medium.retained, 0);
    assert.ok(time.monotonicMs() < 300_000, `at rest after ${time.monotonicMs()} ms`);
  });

  test('the clock is left alone by a pool that nobody uses', () => {
    const time = new SimulatedTime();
    const pool = new MemoryPool({}, { clock: time });
    pool.acquire(100);
    assert.equal(time.pendingEvents, 0);
  });

  test('requests are timed by the clock, one in 61', () => {
    let nowMs = 0;
    const clock = { ...systemClock, monotonicMs: () => (nowMs += 0.001) };
    const pool = new MemoryPool({}, { clock });
    for (let turn = 0; turn < 61 * 10; turn++) pool.release(pool.acquire(10));
    const { acquireP50Us, acquireP99Us } = pool.getAnalytics();
    assert.ok(acquireP99Us !== undefined && acquireP99Us >= 1 && acquireP99Us < 1.1, `${acquireP99Us}`);
    assert.equal(acquireP50Us, acquireP99Us);
    // Twice for each of the ten, and once for the stretch that the first release begins.
    assert.equal(nowMs.toFixed(3), '0.021');
  });
});

describe('memory pool in debug mode', () => {
  test('whoever keeps a buffer after giving it back holds nothing, and the next owner is not disturbed', () => {
    const pool = new MemoryPool({ debug: true });
    for (const bytes of [10, 5000, 100_000, 2_000_000]) {
      const kept = pool.acquire(bytes);
      const view = kept.subarray(1, 5);
      pool.release(kept);
      assert.deepEqual([kept.length, view.length], [0, 0]);
      assert.throws(() => kept.set([1], 0), TypeError);
      const next = pool.acquire(bytes).fill(1);
      kept[0] = 99;
      assert.equal(next[0], 1);
      pool.release(next);
    }
    assert.equal(pool.getStats().small.misses, 1);
  });

  test('a second release names the place of the first', () => {
    const pool = new MemoryPool({ debug: true });
    const buffer = pool.acquire(10);
    (function firstRelease(): void {
      pool.release(buffer);
    })();
    assert.throws(() => pool.release(buffer), {
      code: 'ASSERTION_FAILED',
      message: /released once.*\n.*firstRelease/u,
    });
  });

  test('buffers that are out are told by who acquired them, since when, and how much it is', () => {
    const time = new SimulatedTime();
    const pool = new MemoryPool({ debug: true }, { clock: time });
    const forgetful = (): Uint8Array => pool.acquire(5000);
    const held = Array.from({ length: 3 }, () => forgetful());
    pool.release(pool.acquire(10));
    const [group, ...others] = pool.getOutstanding();
    assert.deepEqual(others, []);
    assert.deepEqual([group?.count, group?.bytes, group?.oldestMs], [3, 3 * (held[0]?.length ?? 0), 0]);
    assert.match(group?.stack ?? '', /^at forgetful/u);
    for (const buffer of held) pool.release(buffer);
    assert.deepEqual(pool.getOutstanding(), []);
  });

  test('what comes out has no trace of what went in', () => {
    const pool = new MemoryPool({ debug: true });
    pool.release(pool.acquire(10).fill(7));
    assert.ok(pool.acquire(10).every((byte) => byte === 0xdb));
  });

  test('without it there is nothing to tell', () => {
    const pool = new MemoryPool();
    pool.acquire(10);
    assert.deepEqual([pool.getOutstanding(), pool.getLeaks()], [[], []]);
  });
});

describe('buffers that are lost', () => {
  for (const debug of [false, true]) {
    test(`are found when they are garbage${debug ? ', with who acquired them' : ''}`, async () => {
      const pool = new MemoryPool({ debug, maxBytes: 100_000_000 });
      lose(pool, [10, 10, 100_000, 2_000_000]);
      pool.release(pool.acquire(5000));
      await collected(() => pool.getAnalytics().leaked === 4);
      const { small, medium, large } = pool.getStats();
      assert.deepEqual([small.leaked, medium.leaked, large.leaked, pool.getOversizeStats().leaked], [2, 0, 1, 1]);
      assert.deepEqual([small.inUse, large.inUse, pool.getOversizeStats().inUse], [0, 0, 0]);
      assert.equal(pool.getAnalytics().ownedBytes, medium.retainedBytes);
      const [recommendation] = pool.getAnalytics().recommendations;
      assert.match(recommendation?.reason ?? '', /^4 buffers were never given back/u);
      const stacks = pool.getLeaks().map(({ stack }) => stack);
      assert.ok(debug ? stacks.every((stack) => stack.includes('lose')) && stacks.length > 0 : stacks.length === 0);
    });
  }
});

function lose(pool: MemoryPool, sizes: readonly number[]): void {
  for (const bytes of sizes) pool.acquire(bytes);
}

/** Collects garbage until it shows. */
async function collected(isDone: () => boolean): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 100 && !isDone(); round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
