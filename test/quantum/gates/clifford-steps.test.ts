import assert from 'node:assert/strict';
import test from 'node:test';
import { quarterTurns } from '../../../src/quantum/gates/clifford-steps.ts';

const QUARTER = Math.PI / 2;

test('a turn is repeated as often as the angle has quarters, modulo four', () => {
  for (const [quarters, count] of [
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 0],
    [5, 1],
    [-1, 3],
    [-4, 0],
  ] as const) {
    assert.equal(quarterTurns(quarters * QUARTER, [['s', 0]])?.length, count);
  }
});

test('angles that are no multiple of a quarter have no steps', () => {
  assert.equal(quarterTurns(0.1, []), undefined);
  assert.equal(quarterTurns(QUARTER + 1e-11, []), undefined);
  assert.deepEqual(quarterTurns(QUARTER + 1e-13, []), []);
});
