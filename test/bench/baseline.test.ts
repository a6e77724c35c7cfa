import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type Baseline, baselineOf, regressions, WIDE_NOISE_FACTOR } from '../../bench/baseline.ts';
import { sampleResult, samplesOfRatio } from './sample-result.ts';

describe('baseline', () => {
  test('it keeps ratios and their spread, and nothing that is a time', () => {
    const baseline = baselineOf([sampleResult('latency', samplesOfRatio(0.5))]);
    assert.deepEqual(baseline, {
      'latency against peer': { better: 'lower', ratio: 0.5, ratioLow: 0.5, ratioHigh: 0.5 },
      'latency: rate against peer': { better: 'higher', ratio: 0.5, ratioLow: 0.5, ratioHigh: 0.5 },
    });
  });

  test('the slowest percent of runs is left out, since a quick run has too few of them', () => {
    const result = sampleResult('latency', samplesOfRatio(0.5));
    const tail = { ...result, details: result.details.map((detail) => ({ ...detail, name: 'p99 of one' })) };
    assert.deepEqual(Object.keys(baselineOf([tail])), ['latency against peer']);
  });

  test('what still beats its peer is no regression', () => {
    const baseline = baselineOf([sampleResult('pool', samplesOfRatio(0.001), samplesOfRatio(1000))]);
    const now = [sampleResult('pool', samplesOfRatio(0.9), samplesOfRatio(1.1))];
    assert.deepEqual(regressions(baseline, now), []);
    const worse = [sampleResult('pool', samplesOfRatio(1.1), samplesOfRatio(0.9))];
    assert.equal(regressions(baseline, worse).length, 2);
  });

  test('ratios to a stated figure are left out, since they are times in disguise', () => {
    const stated = { ...samplesOfRatio(1), peer: 2 };
    assert.deepEqual(baselineOf([sampleResult('init', stated)]), {});
  });

  test('worse by more than the wide noise is reported, in the direction that is worse', () => {
    const baseline = baselineOf([sampleResult('latency', samplesOfRatio(1))]);
    const far = 1.01 * WIDE_NOISE_FACTOR;
    const near = 0.99 * WIDE_NOISE_FACTOR;
    const found = (headline: number, detail: number): number =>
      regressions(baseline, [sampleResult('latency', samplesOfRatio(headline), samplesOfRatio(detail))]).length;
    assert.equal(found(1, 1), 0);
    assert.equal(found(near, 1 / near), 0);
    assert.equal(found(far, 1), 1);
    assert.equal(found(1, 1 / far), 1);
    assert.equal(found(far, 1 / far), 2);
    assert.equal(found(1 / far, far), 0, 'better is never a regression');
  });

  test('what the baseline does not know is no regression', () => {
    assert.deepEqual(regressions({}, [sampleResult('latency', samplesOfRatio(100))]), []);
  });

  test('the recorded baseline has well-formed entries of positive ratios', () => {
    const text = readFileSync(new URL('../../bench/baseline.json', import.meta.url), 'utf8');
    const entries = Object.entries(JSON.parse(text) as Baseline);
    assert.ok(entries.length > 0);
    for (const [name, entry] of entries) {
      assert.deepEqual(Object.keys(entry), ['better', 'ratio', 'ratioLow', 'ratioHigh'], name);
      assert.ok(entry.ratioLow > 0 && entry.ratioLow <= entry.ratio && entry.ratio <= entry.ratioHigh, name);
    }
  });
});
