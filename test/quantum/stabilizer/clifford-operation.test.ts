import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Circuit, realMatrix, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { asClifford } from '../../../src/quantum/stabilizer/clifford-operation.ts';
import { denseUnitary, distanceUpToPhase } from '../dense-twin.ts';

const HALF = Math.PI;

function only(circuit: Circuit): UnitaryOperation {
  return circuit.operations[0] as UnitaryOperation;
}

/** The steps as a circuit of their own. */
function stepsCircuit(operation: UnitaryOperation): Circuit {
  const circuit = new Circuit(2);
  const { steps, qubits } = asClifford(operation) ?? { steps: [], qubits: [] };
  for (const [gate, ...places] of steps)
    circuit.gate(
      gate,
      places.map((place) => qubits[place] ?? 0),
    );
  return circuit;
}

describe('Clifford gates', () => {
  const controlled = [
    new Circuit(2).cx(0, 1),
    new Circuit(2).gate('cy', [1, 0]),
    new Circuit(2).cz(0, 1),
    new Circuit(2).gate('cp', [0, 1], [HALF]),
    new Circuit(2).gate('cp', [0, 1], [2 * HALF]),
    new Circuit(2).controlled([{ qubit: 1, value: 0 }], 'x', [0]),
    new Circuit(2).controlled([{ qubit: 0, value: 0 }], 'y', [1]),
    new Circuit(2).controlled([0], 'id', [1]),
  ];

  for (const [index, circuit] of controlled.entries()) {
    test(`with a control are what their matrix says (${index})`, () => {
      const steps = stepsCircuit(only(circuit)).operations as readonly UnitaryOperation[];
      const found = denseUnitary(2, steps);
      assert.ok(distanceUpToPhase(found, denseUnitary(2, [only(circuit)])) < 1e-12);
    });
  }

  test('are told from others', () => {
    const others = [
      new Circuit(3).gate('ccx', [0, 1, 2]),
      new Circuit(3).gate('ch', [0, 1]),
      new Circuit(3).gate('cp', [0, 1], [HALF / 2]),
      new Circuit(3).gate('cp', [0, 1], [1]),
      new Circuit(3).gate('cs', [0, 1]),
      new Circuit(3).gate('cswap', [0, 1, 2]),
      new Circuit(3).gate('t', [0]),
      new Circuit(3).matrix('x', realMatrix(2, [0, 1, 1, 0]), [0]),
    ];
    for (const circuit of others) assert.equal(asClifford(only(circuit)), undefined);
  });
});
