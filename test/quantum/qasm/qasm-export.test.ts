import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import { rxMatrix, rxxMatrix } from '../../../src/quantum/gates/gate-matrices.ts';
import { bitFlip, Circuit, exportQasm, importQasm, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { denseUnitary, distanceUpToPhase } from '../dense-twin.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

describe('export', () => {
  test('is what one would write', () => {
    const circuit = new Circuit(2, 1)
      .h(0)
      .cx(0, 1)
      .rz(Math.PI / 4, 1)
      .barrier()
      .measure(1, 0)
      .reset(0);
    assert.deepEqual(exportQasm(circuit.when(0, 1, (inner) => inner.x(0))).split('\n'), [
      'OPENQASM 3.0;',
      'include "stdgates.inc";',
      'qubit[2] q;',
      'bit[1] c;',
      'h q[0];',
      'cx q[0], q[1];',
      'rz(pi/4) q[1];',
      'barrier q[0], q[1];',
      'c[0] = measure q[1];',
      'reset q[0];',
      'if (c[0] == 1) x q[0];',
      '',
    ]);
  });

  test('read again is the same circuit, up to how gates are spelled (200 random ones, seed 501)', () => {
    const draws = seededDraws(501);
    for (let run = 0; run < 200; run++) {
      const circuit = randomCircuit(3, 12, draws);
      const again = importQasm(exportQasm(circuit)).circuit;
      const [before, after] = [circuit, again].map(({ operations }) =>
        denseUnitary(3, operations as readonly UnitaryOperation[]),
      );
      assert.ok(distanceUpToPhase(before ?? [], after ?? []) < 1e-9, exportQasm(circuit));
    }
  });

  test('keeps conditions on several bits, negated ones too', () => {
    const circuit = new Circuit(1, 3)
      .when([0, 2], 2, (inner) => inner.x(0))
      .when([1, 2], 1, (inner) => inner.z(0), { negated: true });
    const [x, z] = importQasm(exportQasm(circuit)).circuit.operations;
    assert.deepEqual(x?.when, [{ bits: [0, 2], value: 2, negated: false }]);
    assert.deepEqual(z?.when, [{ bits: [1, 2], value: 1, negated: true }]);
    const never = new Circuit(1, 1)
      .when([0], 2, (inner) => inner.x(0))
      .when([0], 2, (inner) => inner.z(0), { negated: true });
    assert.equal(importQasm(exportQasm(never)).circuit.operations.length, 1);
  });

  test('writes a matrix on one qubit by its angles, controlled too', () => {
    const circuit = new Circuit(2).matrix('r', rxMatrix(1.1), [0], [1]);
    const again = importQasm(exportQasm(circuit)).circuit;
    const [before, after] = [circuit, again].map(({ operations }) =>
      denseUnitary(2, operations as readonly UnitaryOperation[]),
    );
    assert.ok(distanceUpToPhase(before ?? [], after ?? []) < 1e-12);
  });

  test('refuses what OpenQASM has no words for', () => {
    const isRefused = (error: unknown): boolean =>
      error instanceof QForgeError && error.message.includes('no words for');
    assert.throws(() => exportQasm(new Circuit(1).noise(bitFlip(0.1), 0)), isRefused);
    assert.throws(() => exportQasm(new Circuit(1).measure(0, 0, { zeroAsOne: 0.1, oneAsZero: 0 })), isRefused);
    assert.throws(() => exportQasm(new Circuit(2).matrix('m', rxxMatrix(0.3), [0, 1])), isRefused);
  });
});
