import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import { rxxMatrix, ryMatrix } from '../../../src/quantum/gates/gate-matrices.ts';
import { basisCircuit, bitFlip, Circuit, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { denseUnitary, distanceUpToPhase } from '../dense-twin.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

function assertSame(circuit: Circuit): void {
  const basis = basisCircuit(circuit, 'test');
  for (const operation of basis.operations) {
    assert.ok(operation.kind === 'gate' && (operation.controls.length === 0 || operation.gate === 'x'));
    assert.ok(operation.targets.length === 1 && operation.controls.length <= 1);
    assert.ok(operation.controls.every(({ value }) => value === 1));
  }
  const [before, after] = [circuit, basis].map(({ qubits, operations }) =>
    denseUnitary(qubits, operations as readonly UnitaryOperation[]),
  );
  assert.ok(distanceUpToPhase(before ?? [], after ?? []) < 1e-9);
}

describe('circuits of one-qubit gates and CX', () => {
  test('do what any circuit with up to one control does (500 random ones, seed 711)', () => {
    const draws = seededDraws(711);
    for (let run = 0; run < 500; run++) {
      const circuit = randomCircuit(3, 8, draws, 1);
      const isTaken = circuit.operations.every(
        (operation) =>
          operation.kind !== 'gate' ||
          operation.targets.length < 2 ||
          operation.controls.length === 0 ||
          operation.gate === 'swap',
      );
      if (isTaken) assertSame(circuit);
    }
  });

  test('do what Toffoli, Fredkin and matrices do', () => {
    assertSame(new Circuit(3).gate('ccx', [2, 0, 1]));
    assertSame(new Circuit(3).gate('ccz', [2, 0, 1]).gate('cswap', [1, 0, 2]));
    assertSame(new Circuit(3).controlled([{ qubit: 0, value: 0 }, 1], 'x', [2]));
    assertSame(new Circuit(2).matrix('m', ryMatrix(0.7), [1], [0]).matrix('m', ryMatrix(0.2), [0]));
  });

  test('keep measurements, barriers and conditions', () => {
    const circuit = new Circuit(2)
      .h(0)
      .barrier()
      .measure(0)
      .when(0, 1, (inner) => inner.gate('swap', [0, 1]))
      .reset(0);
    const { operations } = basisCircuit(circuit, 'test');
    assert.deepEqual(
      operations.map(({ kind }) => kind),
      ['gate', 'barrier', 'measure', 'gate', 'gate', 'gate', 'reset'],
    );
    assert.equal(operations.filter(({ when }) => when !== undefined).length, 3);
  });

  test('cannot be had of everything', () => {
    const refused = (error: unknown): boolean =>
      error instanceof QForgeError && error.code === 'QUANTUM_ENGINE_UNSUITABLE';
    for (const circuit of [
      new Circuit(4).controlled([0, 1, 2], 'x', [3]),
      new Circuit(3).controlled([0, 1], 'h', [2]),
      new Circuit(3).controlled([0], 'iswap', [1, 2]),
      new Circuit(2).matrix('m', rxxMatrix(0.3), [0, 1]),
      new Circuit(1).noise(bitFlip(0.1), 0),
    ]) {
      assert.throws(() => basisCircuit(circuit, 'test'), refused);
    }
  });
});
