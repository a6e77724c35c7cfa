import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exactBranches, superdenseCodingCircuit, wernerNoise } from '../../../src/quantum/index.ts';

const MESSAGES = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

describe('superdense coding', () => {
  test('delivers two bits with one qubit', () => {
    for (const message of MESSAGES) {
      const [branch, ...others] = exactBranches(superdenseCodingCircuit(message));
      assert.equal(others.length, 0);
      assert.deepEqual([...(branch?.bits ?? [])], [...message]);
    }
  });

  test('through a Werner pair of fidelity F delivers both with probability F, every other message alike', () => {
    for (const fidelity of [0.25, 0.7, 0.95]) {
      for (const message of MESSAGES) {
        const branches = exactBranches(superdenseCodingCircuit(message, wernerNoise(fidelity)));
        assert.equal(branches.length, 4);
        for (const { bits, probability } of branches) {
          const isRight = bits[0] === message[0] && bits[1] === message[1];
          assert.ok(Math.abs(probability - (isRight ? fidelity : (1 - fidelity) / 3)) < 1e-12);
        }
      }
    }
  });
});
