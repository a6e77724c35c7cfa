import assert from 'node:assert/strict';
import test from 'node:test';
import { misread } from '../../../src/quantum/noise/readout-error.ts';
import { chiSquareP } from '../chi-square.ts';
import { seededDraws } from '../random-circuit.ts';

test('each value is misread as often as stated (seed 95, significance 1e-6)', () => {
  const draws = seededDraws(95);
  for (const [outcome, rate] of [
    [0, 0.1],
    [1, 0.25],
  ] as const) {
    let wrong = 0;
    for (let run = 0; run < 20_000; run++) {
      if (misread(outcome, { zeroAsOne: 0.1, oneAsZero: 0.25 }, draws) !== outcome) wrong += 1;
    }
    assert.ok(chiSquareP([wrong, 20_000 - wrong], [20_000 * rate, 20_000 * (1 - rate)]) > 1e-6);
  }
});

test('without an error nothing is misread', () => {
  const draws = seededDraws(96);
  assert.equal(misread(1, undefined, draws), 1);
  assert.equal(misread(0, { zeroAsOne: 0, oneAsZero: 1 }, draws), 0);
});
