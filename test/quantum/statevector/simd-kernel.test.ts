import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RandomDraws, SeededRandom, StateVector, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

/** Both kernels after the same circuit, from a random state, as the bits of their numbers. */
function bothStates(qubits: number, gates: number, seed: number): readonly [BigUint64Array, BigUint64Array] {
  const operations = randomCircuit(qubits, gates, seededDraws(seed), 3).operations as readonly UnitaryOperation[];
  const states = (['plain', 'simd'] as const).map((choice) => {
    const state = new StateVector(qubits, choice);
    const draws = new RandomDraws(new SeededRandom(seed));
    for (let index = 0; index < state.amplitudes.length; index++) state.amplitudes[index] = draws.uniform() - 0.5;
    state.normalise();
    state.apply(operations);
    assert.equal(state.kernelName, choice);
    return new BigUint64Array(state.amplitudes.slice().buffer);
  });
  return [states[0] ?? new BigUint64Array(), states[1] ?? new BigUint64Array()];
}

describe('the SIMD kernel', () => {
  for (let qubits = 1; qubits <= 12; qubits++) {
    test(`gives the same bits as the plain one on ${qubits} qubits`, () => {
      for (let seed = 0; seed < 8; seed++) {
        const [plain, simd] = bothStates(qubits, 30, 100 * qubits + seed);
        assert.ok(Buffer.from(plain.buffer).equals(Buffer.from(simd.buffer)), `seed ${100 * qubits + seed}`);
      }
    });
  }

  test('gives the same bits where blocks are gathered (14 to 16 qubits)', () => {
    for (const qubits of [14, 15, 16]) {
      const [plain, simd] = bothStates(qubits, 60, qubits);
      assert.ok(Buffer.from(plain.buffer).equals(Buffer.from(simd.buffer)), `${qubits} qubits`);
    }
  });

  test('is what large states get', () => {
    assert.equal(new StateVector(12).kernelName, 'simd');
    assert.equal(new StateVector(3).kernelName, 'plain');
  });
});
