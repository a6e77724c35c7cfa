import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import {
  checkBit,
  checkMatrix,
  checkNoise,
  checkOperands,
  checkQubits,
  checkRegister,
  MAX_CIRCUIT_QUBITS,
} from '../../../src/quantum/circuit/circuit-checks.ts';
import { identityMatrix, scaledMatrix } from '../../../src/quantum/complex-matrix.ts';
import { requireSpelling } from '../../../src/quantum/gates/gate-spellings.ts';
import { dephasing } from '../../../src/quantum/index.ts';

const SIZE = { qubits: 3, bits: 2 };
const isInvalid = (error: unknown): boolean =>
  error instanceof QForgeError && error.code === 'QUANTUM_CIRCUIT_INVALID' && error.details !== undefined;

describe('the checks of a circuit', () => {
  test('take registers up to their limit', () => {
    checkRegister('qubits', 1);
    checkRegister('bits', 0);
    checkRegister('qubits', MAX_CIRCUIT_QUBITS);
    for (const count of [0, MAX_CIRCUIT_QUBITS + 1, 1.5, Number.NaN]) {
      assert.throws(() => checkRegister('qubits', count), isInvalid);
    }
  });

  test('take qubits and bits that are there, each once', () => {
    checkQubits(SIZE, [2, 0, 1]);
    checkBit(SIZE, 1);
    assert.throws(() => checkQubits(SIZE, [0, 3]), isInvalid);
    assert.throws(() => checkQubits(SIZE, [1, 0, 1]), isInvalid);
    assert.throws(() => checkBit(SIZE, 2), isInvalid);
  });

  test('take the numbers of operands that a gate has', () => {
    const cu = requireSpelling('cu');
    checkOperands('cu', cu, [0, 1], [1, 2, 3, 4]);
    assert.throws(() => checkOperands('cu', cu, [0], [1, 2, 3, 4]), isInvalid);
    assert.throws(() => checkOperands('cu', cu, [0, 1], [1, 2, 3]), isInvalid);
    assert.throws(() => checkOperands('cu', cu, [0, 1], [1, 2, 3, Number.POSITIVE_INFINITY]), isInvalid);
    checkNoise(dephasing(0), 1);
    assert.throws(() => checkNoise(dephasing(0), 2), isInvalid);
  });

  test('take unitary matrices, to ten digits', () => {
    checkMatrix('m', identityMatrix(32), 5);
    checkMatrix('m', scaledMatrix(identityMatrix(2), 1 + 1e-11, 0), 1);
    const isNotUnitary = (error: unknown): boolean =>
      error instanceof QForgeError && error.code === 'QUANTUM_NOT_UNITARY';
    assert.throws(() => checkMatrix('m', scaledMatrix(identityMatrix(2), 1 + 1e-9, 0), 1), isNotUnitary);
    assert.throws(() => checkMatrix('m', scaledMatrix(identityMatrix(2), Number.NaN, 0), 1), isNotUnitary);
    assert.throws(() => checkMatrix('m', identityMatrix(64), 6), isInvalid);
    assert.throws(() => checkMatrix('m', { size: 2, entries: new Float64Array(4) }, 1), isInvalid);
  });
});
