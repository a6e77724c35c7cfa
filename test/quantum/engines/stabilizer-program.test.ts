import assert from 'node:assert/strict';
import test from 'node:test';
import { countShots } from '../../../src/quantum/engines/shot-program.ts';
import { stabilizerProgram } from '../../../src/quantum/engines/stabilizer-program.ts';
import { Circuit, depolarizing2, InverseTableau } from '../../../src/quantum/index.ts';
import { chiSquareP } from '../chi-square.ts';
import { seededDraws } from '../random-circuit.ts';

test('Pauli noise strikes both qubits of a pair (seed 301, significance 1e-6)', () => {
  const circuit = new Circuit(2).noise(depolarizing2(0.8), 1, 0).measureAll();
  const counts = countShots(stabilizerProgram(circuit, new InverseTableau(2)), 10_000, seededDraws(301));
  // Of 16 Pauli operators, 4 leave the bits alone; every other outcome has 4 too, each with a sixteenth of 0.8.
  const expected = [0.2 + 0.2, 0.2, 0.2, 0.2].map((value) => 10_000 * value);
  const seen = ['00', '01', '10', '11'].map((outcome) => counts.get(outcome) ?? 0);
  assert.ok(chiSquareP(seen, expected) > 1e-6, seen.join(', '));
});

test('any Clifford gate may stand under a condition', () => {
  const circuit = new Circuit(2)
    .h(0)
    .measure(0)
    .when(0, 1, (inner) => inner.h(1))
    .barrier()
    .measure(1);
  const counts = countShots(stabilizerProgram(circuit, new InverseTableau(2)), 400, seededDraws(302));
  assert.equal(counts.get('10'), undefined);
  assert.ok(['00', '01', '11'].every((outcome) => (counts.get(outcome) ?? 0) > 50));
});
