import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { HealthMonitor } from '../../src/security/health-monitor.ts';

/** Bytes that look random and are the same in every run. */
const noise = (length: number): Uint8Array =>
  Buffer.concat(
    Array.from({ length: Math.ceil(length / 64) }, (_, n) => createHash('sha512').update(`noise ${n}`).digest()),
  ).subarray(0, length);

describe('the monitor of a source', () => {
  test('is content with what looks random, at any claim up to seven bits', () => {
    for (const entropyBits of [0.5, 1, 4, 7]) {
      const monitor = new HealthMonitor(entropyBits);
      assert.equal(monitor.watch(noise(200_000)), true);
      assert.deepEqual(monitor.report, { samples: 200_000, problem: undefined });
    }
  });

  test('finds a source that is stuck, also for a while, and never trusts it again', () => {
    const monitor = new HealthMonitor(1);
    assert.equal(monitor.watch(noise(1000)), true);
    assert.equal(monitor.watch(new Uint8Array(30).fill(9)), true);
    assert.equal(monitor.watch(new Uint8Array(31).fill(8)), false);
    assert.equal(monitor.watch(noise(1000)), false);
    assert.equal(monitor.report.problem, 'stuck');
  });

  test('finds a source that is biased', () => {
    const monitor = new HealthMonitor(4);
    const biased = noise(10_000).map((byte, index) => (index % 3 === 0 ? 0x42 : byte));
    assert.equal(monitor.watch(biased), false);
    assert.equal(monitor.report.problem, 'biased');
  });

  test('finds a source whose samples follow from earlier ones', () => {
    const monitor = new HealthMonitor(1);
    const pattern = noise(7);
    assert.equal(monitor.watch(noise(1024).map((_, index) => pattern[index % 7] ?? 0)), false);
    assert.equal(monitor.report.problem, 'predictable');
  });

  test('trusts a source again only after it was restarted', () => {
    const monitor = new HealthMonitor(1);
    monitor.watch(new Uint8Array(40));
    monitor.restart();
    assert.equal(monitor.report.problem, undefined);
    assert.equal(monitor.watch(noise(1024)), true);
    assert.equal(monitor.watch(new Uint8Array(40)), false);
  });

  test('errs about a sound source no oftener than designed (4,000 windows of one-bit samples at 2^-8; significance 1e-6)', () => {
    const windows = 4000;
    const samples = noise(windows * 512).map((byte) => byte & 1);
    const errors = Array.from({ length: windows }, (_, index) => {
      const monitor = new HealthMonitor(1, 8);
      monitor.watch(samples.subarray(index * 512, (index + 1) * 512));
      return monitor.report.problem;
    });
    // The repetition count errs once in 2^8 samples at most, the others once in 2^8 windows.
    const bound = (problem: string, perWindow: number): void => {
      const count = errors.filter((found) => found === problem).length;
      const expected = windows * perWindow;
      assert.ok(count <= expected + 4.9 * Math.sqrt(expected), `${problem}: ${count}, at most ${expected} expected`);
    };
    assert.ok(errors.some((problem) => problem === 'stuck'));
    bound('stuck', 1 - (1 - 2 ** -8) ** 512);
    bound('biased', 2 ** -8);
    bound('predictable', 2 ** -8);
  });

  test('keeps the first failure that was found in another way', () => {
    const monitor = new HealthMonitor(1);
    monitor.fail('unreadable');
    monitor.fail('stuck');
    assert.equal(monitor.report.problem, 'unreadable');
    assert.equal(monitor.watch(noise(10)), false);
  });
});
