import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BenchmarkResult } from '../../bench/measurement.ts';
import { insaneFigures } from '../../bench/sanity.ts';
import { sampleResult, samplesOfRatio } from './sample-result.ts';

const good = sampleResult('latency', samplesOfRatio(0.5));

function poolResult(hitRatio: number, reuseRatio: number): BenchmarkResult {
  const ratio = (name: string, value: number): BenchmarkResult['details'][number] => ({
    ...sampleResult(name, samplesOfRatio(1)),
    ours: value,
    spread: { ...good.spread, oursMin: value, oursMax: value },
  });
  return {
    ...sampleResult('pool', samplesOfRatio(0.5)),
    details: [ratio('hit ratio under mixed traffic', hitRatio), ratio('reuse ratio under mixed traffic', reuseRatio)],
  };
}

describe('sanity of results', () => {
  test('positive finite figures pass', () => {
    assert.deepEqual(insaneFigures([good]), []);
  });

  test('zero, negative, missing and infinite figures are named', () => {
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const key of ['ours', 'peer', 'ratio', 'limit', 'limitRatio', 'runs'] as const) {
        const found = insaneFigures([{ ...good, [key]: bad }]);
        assert.ok(found.some((sentence) => sentence.includes(`latency: ${key} is ${bad}`)));
      }
    }
    assert.ok(insaneFigures([{ ...good, spread: { ...good.spread, peerMin: 0 } }]).length > 0);
    assert.ok(insaneFigures([{ ...good, details: [{ ...good, ours: 0 }] }]).length > 0);
  });

  test('names may not be empty, and the median lies among the runs', () => {
    assert.deepEqual(insaneFigures([{ ...good, peerName: '' }]), ['latency: latency: peerName is empty']);
    assert.ok(insaneFigures([{ ...good, spread: { ...good.spread, oursMin: good.ours + 1 } }]).length > 0);
  });

  test('a pool that misses or forgets fails', () => {
    assert.deepEqual(insaneFigures([poolResult(0.95, 0.9)]), []);
    assert.equal(insaneFigures([poolResult(0.94, 0.9)]).length, 1);
    assert.equal(insaneFigures([poolResult(0.95, 0.89)]).length, 1);
    assert.equal(insaneFigures([{ ...poolResult(1, 1), details: [] }]).length, 2);
  });
});
