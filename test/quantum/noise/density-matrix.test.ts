import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import {
  adjoint,
  type ComplexMatrix,
  matrixDistance,
  matrixProduct,
  matrixSum,
} from '../../../src/quantum/complex-matrix.ts';
import {
  amplitudeDamping,
  Circuit,
  DensityMatrix,
  depolarizing2,
  StateVector,
  type UnitaryOperation,
} from '../../../src/quantum/index.ts';
import { denseUnitary } from '../dense-twin.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

/** The whole matrix of a circuit in the form of the product. */
function unitaryOf(circuit: Circuit): ComplexMatrix {
  const columns = denseUnitary(circuit.qubits, circuit.operations as readonly UnitaryOperation[]);
  const size = columns.length;
  const entries = new Float64Array(2 * size * size);
  for (const [column, values] of columns.entries()) {
    for (const [row, value] of values.entries()) entries.set(value, 2 * (row * size + column));
  }
  return { size, entries };
}

describe('a density matrix', () => {
  test('of a pure state is its projector (1,000 universal circuits, seed 101)', () => {
    const draws = seededDraws(101);
    for (let run = 0; run < 1_000; run++) {
      const operations = randomCircuit(3, 12, draws).operations as readonly UnitaryOperation[];
      const [density, state] = [new DensityMatrix(3), new StateVector(3)];
      density.apply(operations);
      state.apply(operations);
      assert.ok(Math.abs(density.fidelity(state) - 1) < 1e-12, `run ${run}`);
      assert.ok(Math.abs(density.trace() - 1) < 1e-12);
    }
  });

  test('follows its definition: U rho U† and the sum of K rho K† (seed 102)', () => {
    const draws = seededDraws(102);
    for (let run = 0; run < 50; run++) {
      const [before, after] = [randomCircuit(2, 8, draws), randomCircuit(2, 8, draws)];
      const density = new DensityMatrix(2);
      density.apply(before.operations as readonly UnitaryOperation[]);
      const rho = density.matrix();
      const channel = depolarizing2(0.4);
      density.applyNoise(channel, [0, 1]);
      density.apply(after.operations as readonly UnitaryOperation[]);
      const [first, ...rest] = channel.kraus.map((k) => matrixProduct(matrixProduct(k, rho), adjoint(k)));
      assert.ok(first !== undefined);
      const u = unitaryOf(after);
      const expected = matrixProduct(matrixProduct(u, matrixSum(first, ...rest)), adjoint(u));
      assert.ok(matrixDistance(density.matrix(), expected) < 1e-12);
    }
  });

  test('a part of it has the probability as its trace', () => {
    const density = new DensityMatrix(2);
    density.apply(
      new Circuit(2).ry(2 * Math.asin(Math.sqrt(0.3)), 0).cx(0, 1).operations as readonly UnitaryOperation[],
    );
    const copy = density.copy();
    copy.project(1, 1);
    assert.ok(Math.abs(copy.trace() - 0.3) < 1e-12);
    copy.scale(1 / copy.trace());
    assert.ok(Math.abs((copy.probabilities()[3] ?? 0) - 1) < 1e-12);
    assert.ok(Math.abs(density.trace() - 1) < 1e-12, 'the original stays');
  });

  test('a reset forgets: the partner of a Bell pair is left mixed', () => {
    const density = new DensityMatrix(2);
    density.apply(new Circuit(2).h(0).cx(0, 1).operations as readonly UnitaryOperation[]);
    density.reset(0);
    assert.deepEqual(
      Array.from(density.probabilities(), (value) => Number(value.toFixed(12))),
      [0.5, 0, 0.5, 0],
    );
  });

  test('full amplitude damping ends in 0', () => {
    const density = new DensityMatrix(1);
    density.apply(new Circuit(1).h(0).operations as readonly UnitaryOperation[]);
    density.applyNoise(amplitudeDamping(1), [0]);
    assert.ok(Math.abs((density.probabilities()[0] ?? 0) - 1) < 1e-12);
  });

  test('too large is refused, with the memory that it would take', () => {
    assert.throws(
      () => new DensityMatrix(11),
      (error) => error instanceof QForgeError && error.code === 'QUANTUM_TOO_LARGE' && error.message.includes('64 MiB'),
    );
  });
});
