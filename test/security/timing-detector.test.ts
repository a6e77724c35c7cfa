import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SeededStream } from '../../bench/detect/seeded-stream.ts';
import { TIMING_WINDOW, TimingDetector, type TimingFinding } from '../../src/security/timing-detector.ts';

const times = (stream: SeededStream, count: number, medianMs: number, spread = 0.2): number[] =>
  Array.from({ length: count }, () => medianMs * Math.exp(spread * stream.normal()));

const findings = (detector: TimingDetector, values: readonly number[]): TimingFinding[] =>
  values.map((value) => detector.observe(value)).filter((finding) => finding !== undefined);

/** The median of values in any order. */
const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? Number(sorted[middle]) : (Number(sorted[middle - 1]) + Number(sorted[middle])) / 2;
};

/** Median absolute deviations of a time from those before, all sorted anew each time: spec/threat-detection §3.3. */
const deviationOf = (known: readonly number[], value: number): number => {
  const median = medianOf(known);
  return Math.abs(value - median) / Math.max(1.4826 * medianOf(known.map((one) => Math.abs(one - median))), 0.05);
};

describe('the detector of times', () => {
  test('finds exactly the deviations that sorting everything anew finds, in windows of all lengths and with equal times', () => {
    const seed = `twin ${process.hrtime.bigint()}`;
    const stream = new SeededStream(seed);
    for (let length = 32; length <= 2 * TIMING_WINDOW; length += 1) {
      const detector = new TimingDetector(4);
      const known: number[] = [];
      for (let index = 0; index < length; index += 1) {
        const time = Math.round(20 * Math.exp(0.1 * stream.normal())) / 10;
        const found = detector.observe(time);
        if (found === undefined) known.push(Math.log(time));
        else if (found.kind === 'outlier') {
          assert.equal(found.observed, deviationOf(known.slice(-TIMING_WINDOW), Math.log(time)), seed);
        } else known.length = 0;
      }
      if (known.length < 32) continue;
      const found = detector.observe(200);
      // One time can be the last that a shift wanted.
      if (found?.kind === 'shift') continue;
      assert.equal(found?.kind, 'outlier', seed);
      assert.equal(found.observed, deviationOf(known.slice(-TIMING_WINDOW), Math.log(200)), seed);
    }
  });

  test('says nothing before it knows 32 of them, nor of 5,000 that vary by a fifth (at 12 deviations)', () => {
    assert.deepEqual(findings(new TimingDetector(12), [...Array.from({ length: 31 }, () => 1), 1e6]), []);
    assert.deepEqual(findings(new TimingDetector(12), times(new SeededStream('quiet'), 5000, 3)), []);
  });

  test('finds one time that is unlike the others, by its robust deviation, and does not get used to it', () => {
    const detector = new TimingDetector(10);
    findings(detector, times(new SeededStream('one'), 64, 3));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const [found] = findings(detector, [60, ...times(new SeededStream(`after ${attempt}`), 20, 3)]);
      assert.equal(found?.kind, 'outlier');
      assert.equal(found.threshold, 10);
      // ln(60 / 3) is 15 standard deviations of 0.2; the median deviation of 64 is known to about a sixth.
      assert.ok(found.observed > 10 && found.observed < 22, String(found.observed));
    }
    assert.equal(findings(detector, [0.15])[0]?.kind, 'outlier', 'too short is remarkable too');
  });

  test('finds a lasting change that no single time shows, and then takes it for usual', () => {
    const stream = new SeededStream('shift');
    const detector = new TimingDetector(10);
    findings(detector, times(stream, 100, 3));
    const after = times(stream, 200, 5);
    const [found, ...more] = findings(detector, after);
    assert.equal(found?.kind, 'shift');
    assert.deepEqual(more, []);
  });

  test('does not take the resolution of a clock for a change', () => {
    const detector = new TimingDetector(8);
    const steady = Array.from({ length: 500 }, (_, index) => 1 + (index % 2) * 0.01);
    assert.deepEqual(
      findings(detector, [...steady, 1.05, 0]).map(({ kind }) => kind),
      ['outlier'],
    );
  });
});
