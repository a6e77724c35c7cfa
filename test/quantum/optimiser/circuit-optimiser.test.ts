import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  bitFlip,
  Circuit,
  circuitSize,
  importQasm,
  inverseOperation,
  optimiseCircuit,
  type UnitaryOperation,
} from '../../../src/quantum/index.ts';
import { denseUnitary, distance } from '../dense-twin.ts';
import { randomCircuit, randomCliffordCircuit, seededDraws } from '../random-circuit.ts';

const BENCH = join(import.meta.dirname, '../../../testdata/qasm/qasmbench');

function names(circuit: Circuit): string {
  return optimiseCircuit(circuit)
    .operations.map((operation) =>
      operation.kind === 'gate' ? 'c'.repeat(operation.controls.length) + operation.gate : operation.kind,
    )
    .join(' ');
}

function difference(one: Circuit, other: Circuit): number {
  const [before, after] = [one, other].map(({ qubits, operations }) =>
    denseUnitary(qubits, operations as readonly UnitaryOperation[]),
  );
  return Math.max(...(before ?? []).map((column, index) => distance(column, after?.[index] ?? [])));
}

describe('the optimiser', () => {
  test('keeps the unitary, its phase too (2,000 universal circuits, seed 621)', () => {
    const draws = seededDraws(621);
    for (let run = 0; run < 2_000; run++) {
      const circuit = randomCircuit(3, 20, draws, 1);
      const optimised = optimiseCircuit(circuit);
      assert.ok(optimised.operations.length <= circuit.operations.length);
      assert.ok(difference(circuit, optimised) < 1e-9, `run ${run}`);
    }
  });

  test('keeps the unitary of Clifford circuits, and leaves fewer than nine in ten gates (1,000, seed 622)', () => {
    const draws = seededDraws(622);
    let [before, after] = [0, 0];
    for (let run = 0; run < 1_000; run++) {
      const circuit = randomCliffordCircuit(3, 40, draws);
      const optimised = optimiseCircuit(circuit);
      assert.ok(difference(circuit, optimised) < 1e-9, `run ${run}`);
      before += circuit.operations.length;
      after += optimised.operations.length;
    }
    assert.ok(after < 0.9 * before, `${after} of ${before} gates are left`);
  });

  test('removes a circuit that is followed by its inverse (seed 623)', () => {
    const draws = seededDraws(623);
    for (let run = 0; run < 50; run++) {
      const circuit = randomCliffordCircuit(3, 20, draws);
      const both = new Circuit(3).append(circuit);
      const backwards = (circuit.operations as readonly UnitaryOperation[]).toReversed();
      for (const operation of backwards) both.add(inverseOperation(operation));
      assert.equal(names(both), '');
    }
  });

  test('moves gates through CX: diagonal ones past its control, X past its target', () => {
    assert.equal(names(new Circuit(2).gate('t', [0]).cx(0, 1).gate('tdg', [0])), 'cx');
    assert.equal(names(new Circuit(2).x(1).cx(0, 1).x(1)), 'cx');
    assert.equal(names(new Circuit(2).cx(0, 1).rz(0.4, 0).cx(0, 1)), 'rz');
    assert.equal(names(new Circuit(3).cx(0, 1).cx(0, 2).cx(0, 1)), 'cx');
    assert.equal(names(new Circuit(2).x(0).cx(0, 1).x(0)), 'x cx x', 'X does not pass a control');
  });

  test('goes on until nothing is left to do', () => {
    assert.equal(names(new Circuit(1).h(0).gate('s', [0]).gate('t', [0]).gate('tdg', [0]).gate('sdg', [0]).h(0)), '');
  });

  test('moves nothing past barriers, measurements, resets, noise and conditions', () => {
    assert.equal(names(new Circuit(1).x(0).barrier().x(0)), 'x barrier x');
    assert.equal(names(new Circuit(1).z(0).measure(0).z(0)), 'z measure z');
    assert.equal(names(new Circuit(1).x(0).reset(0).x(0)), 'x reset x');
    assert.equal(names(new Circuit(1).x(0).noise(bitFlip(0.1), 0).x(0)), 'x noise x');
    assert.equal(
      names(
        new Circuit(1)
          .x(0)
          .when(0, 1, (inner) => inner.x(0))
          .x(0),
      ),
      'x x x',
    );
    assert.equal(names(new Circuit(2).x(0).measure(1).x(0)), 'measure');
  });

  test('shortens circuits of QASMBench without growing any', () => {
    let shortened = 0;
    for (const file of readdirSync(BENCH).filter((name) => name.endsWith('.qasm') && name !== 'vqe_uccsd_n6.qasm')) {
      const { circuit } = importQasm(readFileSync(join(BENCH, file), 'utf8'));
      const [before, after] = [circuitSize(circuit), circuitSize(optimiseCircuit(circuit))];
      assert.ok(after.operations <= before.operations, file);
      if (after.operations < before.operations) shortened += 1;
    }
    assert.ok(shortened >= 5, `${shortened} circuits`);
  });
});
