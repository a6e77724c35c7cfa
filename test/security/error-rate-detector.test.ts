import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SeededStream } from '../../bench/detect/seeded-stream.ts';
import { ErrorRateDetector } from '../../src/security/error-rate-detector.ts';

const bounds = { learningBlocks: 8, highestUsual: 0.05, jump: 0.03, falseAlarmBlocks: 200 };
const BITS = 1000;

/** Error ratios of blocks of a link. */
const blocks = (stream: SeededStream, count: number, rate: number): number[] =>
  Array.from({ length: count }, () => stream.binomial(BITS, rate) / BITS);

describe('the detector of error rates', () => {
  test('is wrong no oftener than designed on a quiet link (2,000 blocks; significance 1e-4)', () => {
    const detector = new ErrorRateDetector(bounds);
    assert.equal(detector.threshold, Math.log(200));
    const alarms = blocks(new SeededStream('quiet'), 2000, 0.02).filter((q) => detector.observe(q, BITS) !== undefined);
    assert.ok(alarms.length <= 10 + 3.7 * Math.sqrt(10), `${alarms.length} alarms, at most 10 designed`);
  });

  test('finds an eavesdropper on a part of the pulses, and on all of them at once', () => {
    const stream = new SeededStream('eve');
    for (const [extra, within] of [
      [0.03, 3],
      [0.25, 1],
    ] as const) {
      const detector = new ErrorRateDetector(bounds);
      for (const q of blocks(stream, 20, 0.02)) detector.observe(q, BITS);
      const found = blocks(stream, 10, 0.02 + extra).findIndex((q) => detector.observe(q, BITS) !== undefined);
      assert.ok(found >= 0 && found < within, `${extra}: after ${found + 1} blocks`);
    }
  });

  test('does not learn from an eavesdropper who was there from the beginning', () => {
    const detector = new ErrorRateDetector(bounds);
    const found = blocks(new SeededStream('always'), 8, 0.11).some((q) => detector.observe(q, BITS) !== undefined);
    assert.equal(found, true);
  });

  test('takes a link without any error for what it is, and falls back after an alarm', () => {
    const detector = new ErrorRateDetector(bounds);
    for (let block = 0; block < 50; block += 1) assert.equal(detector.observe(0, BITS), undefined);
    assert.ok((detector.observe(0.2, BITS) ?? 0) > detector.threshold);
    assert.equal(detector.observe(0, BITS), undefined);
    assert.ok((detector.observe(0.2, BITS) ?? 0) > detector.threshold, 'what is usual has not moved');
  });
});
