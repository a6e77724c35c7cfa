import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isaCircuit, type MachineDescription } from '../../../src/quantum/hardware/isa-circuit.ts';
import { Circuit, exactBranches } from '../../../src/quantum/index.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

const HERON: MachineDescription = {
  qubits: 4,
  basisGates: ['rz', 'sx', 'x', 'cz', 'id'],
  coupling: [
    [0, 1],
    [1, 2],
    [2, 3],
  ],
};
const FALCON: MachineDescription = {
  ...HERON,
  basisGates: ['rz', 'sx', 'x', 'cx'],
  coupling: [
    [1, 0],
    [1, 2],
    [3, 2],
  ],
};

/** Exact probability of each value of the bits. */
function distribution(circuit: Circuit): Map<string, number> {
  const found = new Map<string, number>();
  for (const { bits, probability } of exactBranches(circuit)) {
    found.set(bits.join(''), (found.get(bits.join('')) ?? 0) + probability);
  }
  return found;
}

function assertInstructions(circuit: Circuit, { basisGates, coupling }: MachineDescription): void {
  for (const operation of circuit.operations) {
    if (operation.kind !== 'gate') continue;
    const name = 'c'.repeat(operation.controls.length) + operation.gate;
    assert.ok(basisGates.includes(name), name);
    const [control] = operation.controls;
    if (control === undefined) continue;
    const [target] = operation.targets;
    const isCoupled = coupling.some(
      ([a, b]) => (a === control.qubit && b === target) || (name === 'cz' && b === control.qubit && a === target),
    );
    assert.ok(isCoupled, `${control.qubit} to ${target}`);
  }
}

describe('circuits in the instructions of a machine', () => {
  for (const machine of [HERON, FALCON]) {
    test(`give the same outcomes on ${machine.basisGates.at(-2)} (15 circuits, seed 721)`, () => {
      const draws = seededDraws(721);
      for (let run = 0; run < 15; run++) {
        const circuit = randomCircuit(4, 8, draws, 0)
          .cx(0, 3)
          .gate('ccx', [3, 1, 0])
          .append(randomCircuit(4, 6, draws, 0));
        circuit
          .measure(2, 0)
          .when(0, 1, (inner) => inner.cx(0, 3).gate('rz', [1], [0.4]))
          .h(1)
          .measureAll();
        const isa = isaCircuit(circuit, machine, 'm');
        assertInstructions(isa, machine);
        const [before, after] = [distribution(circuit), distribution(isa)];
        for (const [bits, probability] of before)
          assert.ok(Math.abs(probability - (after.get(bits) ?? 0)) < 1e-9, bits);
      }
    });
  }

  test('keep diagonal gates one turn about Z', () => {
    const isa = isaCircuit(new Circuit(1).gate('t', [0]).gate('s', [0]), HERON, 'm');
    assert.equal(isa.operations.length, 1);
  });

  test('cannot be had without RZ, SX, X and CZ or CX', () => {
    assert.throws(
      () => isaCircuit(new Circuit(1), { ...HERON, basisGates: ['rz', 'sx', 'x', 'ecr'] }, 'm'),
      /its gates are rz, sx, x, ecr/u,
    );
    assert.throws(() => isaCircuit(new Circuit(1), { ...HERON, basisGates: ['u', 'cz'] }, 'm'), /does not take RZ/u);
  });
});
