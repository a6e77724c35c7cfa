import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type Baseline, baselineOf, NOISE_FACTOR, regressions, WIDE_NOISE_FACTOR } from '../../bench/baseline.ts';
import { sampleResult, samplesOfRatio } from './sample-result.ts';

const QUICK = { quick: true };
const WHOLE = { quick: false };

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
    assert.deepEqual(regressions(baseline, now, QUICK), []);
    const worse = [sampleResult('pool', samplesOfRatio(1.1), samplesOfRatio(0.9))];
    assert.equal(regressions(baseline, worse, QUICK).length, 2);
  });

  test('where the peer is only stated the limit takes its place, since the other would be a time in disguise', () => {
    const stated = { ours: [2, 4, 8], peer: 3, limit: [1, 2, 4] };
    const baseline = baselineOf([sampleResult('init', stated)]);
    assert.deepEqual(baseline, {
      'init against limit': { better: 'lower', ratio: 2, ratioLow: 2, ratioHigh: 2 },
      'init: rate against limit': { better: 'higher', ratio: 2, ratioLow: 2, ratioHigh: 2 },
    });
    const slower = [sampleResult('init', { ...stated, ours: [18, 36, 72] }, stated)];
    assert.deepEqual(regressions(baseline, slower, QUICK), [
      'init against limit: the ratio is 18, where the baseline has 2',
    ]);
  });

  test('a whole run has regressed when its better quartile is worse than the worse one of the baseline, and more than the noise', () => {
    const entry = { better: 'lower', ratio: 1, ratioLow: 0.9, ratioHigh: 1.1 } as const;
    const baseline = { 'latency against peer': entry };
    const found = (ratio: number): number =>
      regressions(baseline, [sampleResult('latency', samplesOfRatio(ratio))], WHOLE).length;
    assert.deepEqual([0.1, 1, 1.1 * NOISE_FACTOR * 0.99].map(found), [0, 0, 0]);
    assert.equal(found(1.1 * NOISE_FACTOR * 1.01), 1);
    const rates = { 'latency: rate against peer': { ...entry, better: 'higher' } as const };
    const fell = (ratio: number): number =>
      regressions(rates, [sampleResult('latency', samplesOfRatio(1), samplesOfRatio(ratio))], WHOLE).length;
    assert.deepEqual([fell(0.8), fell(0.75)], [0, 1]);
    const unsteady = { ours: [1, 2, 3, 9], peer: [1, 1, 1, 1], limit: [1, 1, 1, 1] };
    assert.deepEqual(regressions(baseline, [sampleResult('latency', unsteady)], WHOLE).length, 1);
    assert.deepEqual(
      regressions({ 'latency against peer': { ...entry, ratioHigh: 3 } }, [sampleResult('latency', unsteady)], WHOLE),
      [],
    );
  });

  test('worse by more than the wide noise is reported, in the direction that is worse', () => {
    const baseline = baselineOf([sampleResult('latency', samplesOfRatio(1))]);
    const far = 1.01 * WIDE_NOISE_FACTOR;
    const near = 0.99 * WIDE_NOISE_FACTOR;
    const found = (headline: number, detail: number): number =>
      regressions(baseline, [sampleResult('latency', samplesOfRatio(headline), samplesOfRatio(detail))], QUICK).length;
    assert.equal(found(1, 1), 0);
    assert.equal(found(near, 1 / near), 0);
    assert.equal(found(far, 1), 1);
    assert.equal(found(1, 1 / far), 1);
    assert.equal(found(far, 1 / far), 2);
    assert.equal(found(1 / far, far), 0, 'better is never a regression');
  });

  test('what the baseline does not know is no regression', () => {
    assert.deepEqual(regressions({}, [sampleResult('latency', samplesOfRatio(100))], WHOLE), []);
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
