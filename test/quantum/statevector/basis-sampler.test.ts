import assert from 'node:assert/strict';
import test from 'node:test';
import { sampleBasisStates } from '../../../src/quantum/statevector/basis-sampler.ts';
import { chiSquareP } from '../chi-square.ts';
import { seededDraws } from '../random-circuit.ts';

const WEIGHTS = [0, 0.1, 0, 0.5, 0.3, 0.1, 0];

test('basis states come as often as their probabilities say (seed 31, significance 1e-6)', () => {
  const counts = WEIGHTS.map(() => 0);
  for (const index of sampleBasisStates(7, (at) => WEIGHTS[at] ?? 0, 50_000, seededDraws(31))) {
    counts[index] = (counts[index] ?? 0) + 1;
  }
  assert.ok(
    chiSquareP(
      counts,
      WEIGHTS.map((weight) => 50_000 * weight),
    ) > 1e-6,
  );
  assert.equal((counts[0] ?? 0) + (counts[2] ?? 0) + (counts[6] ?? 0), 0, 'what has no probability is never seen');
});

test('each shot has its own draw, in order', () => {
  const draws = seededDraws(32);
  const sampled = sampleBasisStates(7, (at) => WEIGHTS[at] ?? 0, 200, seededDraws(32));
  for (const index of sampled) {
    const point = draws.uniform();
    const below = WEIGHTS.slice(0, index).reduce((sum, weight) => sum + weight, 0);
    assert.ok(point >= below - 1e-12 && point < below + (WEIGHTS[index] ?? 0) + 1e-12);
  }
});
