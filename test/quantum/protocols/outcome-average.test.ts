import assert from 'node:assert/strict';
import test from 'node:test';
import { averageOver, Circuit, exactBranches } from '../../../src/quantum/index.ts';

const branches = exactBranches(
  new Circuit(3, 1)
    .ry(2 * Math.asin(Math.sqrt(0.3)), 0)
    .cx(0, 2)
    .h(1)
    .measure(0, 0),
);

test('all branches together are the state without the outcome', () => {
  const { state, probability } = averageOver(branches, [2]);
  assert.ok(Math.abs(probability - 1) < 1e-12);
  assert.ok(Math.abs((state.entries[6] ?? 0) - 0.3) < 1e-12);
});

test('kept branches are normalised by what they have together', () => {
  const { state, probability } = averageOver(branches, [2, 1], (bits) => bits[0] === 1);
  assert.ok(Math.abs(probability - 0.3) < 1e-12);
  // Qubit 2, the first one named, is 1; qubit 1 is in superposition.
  const diagonal = [0, 1, 2, 3].map((row) => Number((state.entries[10 * row] ?? 0).toFixed(12)));
  assert.deepEqual(diagonal, [0, 0.5, 0, 0.5]);
  assert.ok(Math.abs((state.entries[2 * (4 + 3)] ?? 0) - 0.5) < 1e-12, 'with its coherence');
});

test('nothing kept is nothing', () => {
  const { state, probability } = averageOver(branches, [1], () => false);
  assert.equal(probability, 0);
  assert.ok(state.entries.every((value) => value === 0));
});
