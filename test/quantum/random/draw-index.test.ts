import assert from 'node:assert/strict';
import test from 'node:test';
import { RandomDraws } from '../../../src/quantum/index.ts';
import { drawIndex } from '../../../src/quantum/random/draw-index.ts';
import { chiSquareP } from '../chi-square.ts';
import { seededDraws } from '../random-circuit.ts';

test('indices are drawn by their weights (seed 6, significance 1e-6)', () => {
  const draws = seededDraws(6);
  const weights = [0, 3, 0, 1, 6, 0];
  const counts = weights.map(() => 0);
  for (let index = 0; index < 20_000; index++) {
    const drawn = drawIndex(weights, draws);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  assert.deepEqual([counts[0], counts[2], counts[5]], [0, 0, 0], 'weight 0 is never drawn');
  assert.ok(
    chiSquareP(
      counts,
      weights.map((weight) => 2_000 * weight),
    ) > 1e-6,
  );
});

test('the largest draw falls on the last weight that is not 0', () => {
  const ones = new RandomDraws({ fill: (target) => target.fill(255) });
  assert.equal(drawIndex([0.1, 0.2, 0], ones), 1);
});
