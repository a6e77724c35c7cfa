import assert from 'node:assert/strict';
import test from 'node:test';
import { SeededStream } from '../../../bench/detect/seeded-stream.ts';
import { poolTrials } from '../../../bench/forecast/trials.ts';
import { runningOut } from '../../../src/monitor/trends/running-out.ts';

test('a pool that falls without noise is dry when it is', () => {
  const found = runningOut(
    Array.from({ length: 60 }, (_, at) => 300 - at),
    0,
    'floor',
  );
  assert.ok(found.status === 'runs-out');
  // The last value is 241: it is 0 after 241 steps.
  assert.ok(Math.abs(found.expectedSteps - 241) <= 1, `${found.expectedSteps}`);
});

test('pools that vary are dry between the times that are told', (t) => {
  const { share, also } = poolTrials('pool that falls by 10 a step, give or take 5', 10, 5, 60, 0.85);
  t.diagnostic(`${(share.share * 100).toFixed(1)} % of 60; ${also}`);
  // If 85 % did in truth, 40 or fewer of 60 would by chance in fewer than 3 runs of ten thousand.
  assert.ok(share.share * 60 > 40);
});

test('a ceiling is reached from below', () => {
  const random = new SeededStream('ceiling');
  const found = runningOut(
    Array.from({ length: 100 }, (_, at) => 100 + 2 * at + random.normal()),
    500,
    'ceiling',
  );
  assert.ok(found.status === 'runs-out');
  const { earliestSteps, expectedSteps, latestSteps = 0 } = found;
  assert.ok(earliestSteps <= expectedSteps && expectedSteps <= latestSteps && Math.abs(expectedSteps - 101) < 5);
});

test('what stays, what rises from the floor, and what is not known yet', () => {
  const random = new SeededStream('steady');
  const level = Array.from({ length: 100 }, () => 500 + random.normal());
  assert.equal(runningOut(level, 0, 'floor').status, 'steady');
  assert.equal(
    runningOut(
      level.map((value, at) => value + at),
      0,
      'floor',
    ).status,
    'steady',
  );
  assert.equal(runningOut([5, 4, 3], 0, 'floor').status, 'not-enough-data');
});

test('a pool whose drain began lately is judged by that', () => {
  const random = new SeededStream('lately');
  const values = Array.from({ length: 150 }, (_, at) => (at < 100 ? 1000 : 1000 - 10 * (at - 100)) + random.normal());
  const found = runningOut(values, 0, 'floor');
  assert.ok(found.status === 'runs-out' && Math.abs(found.expectedSteps - 51) <= 3, JSON.stringify(found));
});
