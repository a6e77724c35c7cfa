import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holds } from '../../../bench/hostile/finding.ts';
import { CROWD_BARS, servedFindings } from '../../../bench/hostile/served-findings.ts';

const idle = { bytesPerSecond: 100, processorMsPerMib: 4, p50Ms: 2, p99Ms: 10, maxMs: 11, failed: 0 };

test('service under attack is compared with the mean of before and afterwards', () => {
  const during = { bytesPerSecond: 60, processorMsPerMib: 5, p50Ms: 3, p99Ms: 24, maxMs: 30, failed: 1 };
  const again = { ...idle, bytesPerSecond: 50, p99Ms: 14 };
  const found = servedFindings('s', [idle, again], during, CROWD_BARS);
  assert.deepEqual(
    found.map(({ value }) => value),
    [80, 1.25, 2, 3, 2, 30, 1],
  );
  assert.deepEqual(found.map(holds), [true, true, true, true, true, true, false]);
  assert.deepEqual(
    found.map(({ timed }) => timed),
    [true, true, true, true, true, true, false],
  );
});

test('a flood has no share of the processor to claim', () => {
  const bars = servedFindings('s', [idle], { ...idle, bytesPerSecond: 1, p99Ms: 999 }).map(({ bar }) => bar);
  assert.deepEqual(bars, [undefined, undefined, undefined, undefined, undefined, { atMost: 1000 }, { atMost: 0 }]);
});
