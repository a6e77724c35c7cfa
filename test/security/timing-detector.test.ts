import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SeededStream } from '../../bench/detect/seeded-stream.ts';
import { TimingDetector, type TimingFinding } from '../../src/security/timing-detector.ts';

const times = (stream: SeededStream, count: number, medianMs: number, spread = 0.2): number[] =>
  Array.from({ length: count }, () => medianMs * Math.exp(spread * stream.normal()));

const findings = (detector: TimingDetector, values: readonly number[]): TimingFinding[] =>
  values.map((value) => detector.observe(value)).filter((finding) => finding !== undefined);

describe('the detector of times', () => {
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
