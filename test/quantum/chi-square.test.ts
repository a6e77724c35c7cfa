import assert from 'node:assert/strict';
import test from 'node:test';
import { chiSquareP, normalP } from './chi-square.ts';

/** Quantiles of the chi-square distribution as every table prints them. */
const TABLE = [
  { degrees: 1, statistic: 3.841, p: 0.05 },
  { degrees: 10, statistic: 18.307, p: 0.05 },
  { degrees: 10, statistic: 29.588, p: 0.001 },
  { degrees: 30, statistic: 14.953, p: 0.99 },
];

test('chi-square probabilities are those of the tables', () => {
  for (const { degrees, statistic, p } of TABLE) {
    const expected = Array.from({ length: degrees + 1 }, () => 1e6);
    const observed = expected.map((value, index) => (index === 0 ? value + Math.sqrt(statistic * value) : value));
    assert.ok(Math.abs(chiSquareP(observed, expected) / p - 1) < 0.001, `${degrees} degrees`);
  }
});

test('normal probabilities are those of the tables', () => {
  assert.ok(Math.abs(normalP(1.959_964) - 0.05) < 1e-6);
  assert.ok(Math.abs(normalP(3.290_527) - 0.001) < 1e-6);
  assert.equal(normalP(0), 1);
});
