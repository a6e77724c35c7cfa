import assert from 'node:assert/strict';
import test from 'node:test';
import { SeededStream } from '../../../bench/detect/seeded-stream.ts';
import { spikeTrials } from '../../../bench/forecast/trials.ts';
import { expectedRange, MIN_RANGE_VALUES, unusualValues } from '../../../src/monitor/trends/expected-range.ts';

test('spikes are found, and noise is left in peace', (t) => {
  for (const { name, what, share, broken } of spikeTrials(10, 100, 0.98, 0.002)) {
    t.diagnostic(`${name}: ${(share.share * 100).toFixed(2)} % ${what}`);
    assert.equal(broken, false, name);
  }
});

test('follows a line, and is not moved by what lies far out', () => {
  const random = new SeededStream('range');
  const values = Array.from({ length: 60 }, (_, at) => 100 + 5 * at + random.normal());
  const clean = expectedRange(values);
  const spoilt = expectedRange(values.map((value, at) => (at % 12 === 5 ? 1e6 : value)));
  assert.ok(clean !== undefined && spoilt !== undefined);
  assert.ok(
    Math.abs(clean.expected - 400) < 4 && Math.abs(spoilt.expected - 400) < 8,
    `${clean.expected} ${spoilt.expected}`,
  );
});

test('says nothing of too few values, or of those that never move', () => {
  assert.equal(expectedRange(Array.from({ length: MIN_RANGE_VALUES - 1 }, (_, at) => at % 7)), undefined);
  assert.equal(expectedRange(Array.from({ length: 60 }, () => 3)), undefined);
});

test('a new level is not unusual once it is known as one', () => {
  const random = new SeededStream('level');
  const values = Array.from({ length: 120 }, (_, at) => (at < 60 ? 10 : 50) + random.normal());
  assert.equal(unusualValues(values, [60]).length, 0);
  const [first] = unusualValues(values, []);
  assert.equal(first?.at, 60);
});
