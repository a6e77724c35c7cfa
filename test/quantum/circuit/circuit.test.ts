import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ErrorCode, QForgeError } from '../../../src/base/index.ts';
import { Circuit, depolarizing, realMatrix } from '../../../src/quantum/index.ts';

function refusal(code: ErrorCode, part: string): (error: unknown) => boolean {
  return (error) => error instanceof QForgeError && error.code === code && error.message.includes(part);
}

describe('a circuit', () => {
  test('keeps its operations in order', () => {
    const circuit = new Circuit(3).h(0).cx(0, 1).rz(0.5, 2).barrier().measure(1, 2).reset(0);
    assert.deepEqual(
      circuit.operations.map(({ kind }) => kind),
      ['gate', 'gate', 'gate', 'barrier', 'measure', 'reset'],
    );
    const [, cx] = circuit.operations;
    assert.ok(cx?.kind === 'gate');
    assert.deepEqual([cx.gate, cx.targets, cx.controls], ['x', [1], [{ qubit: 0, value: 1 }]]);
  });

  test('takes any control of any gate', () => {
    const [operation] = new Circuit(4).controlled([3, { qubit: 2, value: 0 }], 'cx', [0, 1]).operations;
    assert.ok(operation?.kind === 'gate');
    assert.deepEqual(operation.controls, [
      { qubit: 3, value: 1 },
      { qubit: 2, value: 0 },
      { qubit: 0, value: 1 },
    ]);
  });

  test('makes a controlled global phase a phase gate', () => {
    const [phase] = new Circuit(2).controlled([0, 1], 'gphase', [], [0.3]).operations;
    assert.ok(phase?.kind === 'gate');
    assert.deepEqual([phase.gate, phase.targets, phase.controls], ['p', [1], [{ qubit: 0, value: 1 }]]);
    const negative = new Circuit(2).controlled([{ qubit: 1, value: 0 }], 'gphase', [], [0.3]).operations;
    assert.deepEqual(
      negative.map((operation) => (operation.kind === 'gate' ? operation.gate : '')),
      ['x', 'p', 'x'],
    );
  });

  test('nests conditions, and drops them at the end of each', () => {
    const circuit = new Circuit(1, 3).when(0, 1, (inner) => {
      inner.x(0).when([1, 2], 2, (innermost) => innermost.z(0), { negated: true });
    });
    circuit.h(0);
    assert.deepEqual(
      circuit.operations.map(({ when }) => when?.length ?? 0),
      [1, 2, 0],
    );
    assert.deepEqual(circuit.operations[1]?.when?.[1], { bits: [1, 2], value: 2, negated: true });
  });

  test('takes in another circuit on other qubits and bits', () => {
    const part = new Circuit(2, 1)
      .cx(0, 1)
      .measure(1, 0)
      .when(0, 1, (inner) => inner.x(0));
    const whole = new Circuit(4, 4).append(part, [3, 1], [2]);
    const [cx, measure, x] = whole.operations;
    assert.ok(cx?.kind === 'gate' && measure?.kind === 'measure' && x?.kind === 'gate');
    assert.deepEqual([cx.targets, cx.controls[0]?.qubit], [[1], 3]);
    assert.deepEqual([measure.qubit, measure.bit], [1, 2]);
    assert.deepEqual([x.targets, x.when?.[0]?.bits], [[3], [2]]);
    assert.throws(() => whole.append(part, [0], [0]), refusal('QUANTUM_CIRCUIT_INVALID', 'no qubit'));
  });

  test('refuses what is not there, or there twice', () => {
    const circuit = new Circuit(2, 1);
    assert.throws(() => circuit.h(2), refusal('QUANTUM_CIRCUIT_INVALID', 'no qubit 2'));
    assert.throws(() => circuit.h(-1), refusal('QUANTUM_CIRCUIT_INVALID', 'no qubit -1'));
    assert.throws(() => circuit.h(0.5), refusal('QUANTUM_CIRCUIT_INVALID', 'no qubit 0.5'));
    assert.throws(() => circuit.cx(1, 1), refusal('QUANTUM_CIRCUIT_INVALID', 'named twice'));
    assert.throws(() => circuit.measure(0, 1), refusal('QUANTUM_CIRCUIT_INVALID', 'no bit 1'));
    assert.throws(() => circuit.gate('nope', [0]), refusal('QUANTUM_GATE_UNKNOWN', 'nope'));
    assert.throws(() => circuit.gate('cx', [0]), refusal('QUANTUM_CIRCUIT_INVALID', 'takes 2 qubits'));
    assert.throws(() => circuit.gate('rx', [0]), refusal('QUANTUM_CIRCUIT_INVALID', 'takes 1 angles'));
    assert.throws(() => circuit.rx(Number.NaN, 0), refusal('QUANTUM_CIRCUIT_INVALID', 'no angle'));
    assert.throws(() => circuit.when([], 0, () => undefined), refusal('QUANTUM_CIRCUIT_INVALID', 'condition'));
    assert.throws(() => circuit.noise(depolarizing(0.1), 0, 1), refusal('QUANTUM_CIRCUIT_INVALID', 'acts on 1'));
    assert.equal(circuit.operations.length, 0, 'nothing half-added');
  });

  test('refuses a matrix that is not unitary, or of the wrong size', () => {
    const circuit = new Circuit(3);
    assert.throws(
      () => circuit.matrix('m', realMatrix(2, [1, 1, 0, 1]), [0]),
      refusal('QUANTUM_NOT_UNITARY', 'm is not'),
    );
    assert.throws(
      () => circuit.matrix('m', realMatrix(2, [1, 0, 0, 1]), [0, 1]),
      refusal('QUANTUM_CIRCUIT_INVALID', '4 rows'),
    );
    assert.throws(() => circuit.matrix('m', realMatrix(1, [1]), []), refusal('QUANTUM_CIRCUIT_INVALID', '0 qubits'));
    circuit.matrix('swap', realMatrix(4, [1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]), [0, 2]);
    assert.equal(circuit.operations.length, 1);
  });

  test('has a size', () => {
    assert.throws(() => new Circuit(0), refusal('QUANTUM_CIRCUIT_INVALID', '0 qubits'));
    assert.throws(() => new Circuit(100_000), refusal('QUANTUM_CIRCUIT_INVALID', '100000 qubits'));
    assert.throws(() => new Circuit(1, -1), refusal('QUANTUM_CIRCUIT_INVALID', '-1 bits'));
    assert.equal(new Circuit(3).bits, 3);
    assert.equal(new Circuit(3, 0).bits, 0);
  });
});
