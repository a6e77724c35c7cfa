import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Circuit, type UnitaryOperation } from '../../../src/quantum/index.ts';
import {
  FIRST_TARGET_WORD,
  type KernelPlan,
  kernelPlan,
  STEP_WORDS,
} from '../../../src/quantum/statevector/kernel-plan.ts';
import { STEP_KINDS } from '../../../src/quantum/statevector/kernel-step.ts';
import { asLinear } from '../../../src/quantum/statevector/linear-operation.ts';

function planOf(circuit: Circuit): KernelPlan {
  return kernelPlan(
    circuit.operations.map((operation) => asLinear(operation as UnitaryOperation)),
    circuit.qubits,
  );
}

describe('a plan', () => {
  test('of a small circuit is one pass', () => {
    const plan = planOf(new Circuit(6).h(0).cx(0, 5).h(3).cx(3, 5));
    assert.deepEqual(
      plan.passes.map(({ stepCount }) => stepCount),
      [4],
    );
  });

  test('of a circuit on many qubits is few passes', () => {
    const circuit = new Circuit(24);
    for (let layer = 0; layer < 3; layer++) {
      for (let qubit = 0; qubit < 24; qubit++) circuit.h(qubit).rx(0.3, qubit);
      for (let qubit = 0; qubit < 23; qubit++) circuit.cx(qubit, qubit + 1);
    }
    const { passes } = planOf(circuit);
    assert.ok(passes.length <= 9, `${passes.length} passes for ${circuit.operations.length} gates`);
    assert.equal(
      passes.reduce((sum, { stepCount }) => sum + stepCount, 0),
      3 * (24 + 23),
    );
  });

  test('counts targets within the window, and checks controls outside of it once a block', () => {
    const circuit = new Circuit(24);
    for (let qubit = 0; qubit < 13; qubit++) circuit.h(qubit);
    const [pass] = planOf(circuit.controlled([{ qubit: 23, value: 1 }, { qubit: 20, value: 0 }, 3], 'x', [7])).passes;
    const steps = Array.from({ length: pass?.stepCount ?? 0 }, (_, index) =>
      (pass?.steps ?? new Int32Array()).subarray(index * STEP_WORDS, (index + 1) * STEP_WORDS),
    );
    const step = steps.find(([kind]) => kind === STEP_KINDS.flip) ?? new Int32Array();
    assert.deepEqual([...step.subarray(3, 7)], [1 << 3, 1 << 3, (1 << 23) | (1 << 20), 1 << 23]);
    assert.equal(step[FIRST_TARGET_WORD], 7);
  });

  test('takes steps into a pass until its window is full', () => {
    const circuit = new Circuit(20);
    for (let qubit = 6; qubit < 20; qubit++) circuit.h(qubit);
    circuit.cx(18, 0).cx(19, 0).h(0);
    const { passes } = planOf(circuit);
    // Gates of qubits that nothing waits for come last; then 18, 19 and 6 to 10 fill the window beside the lowest six.
    assert.deepEqual(
      passes.map(({ stepCount }) => stepCount),
      [10, 7],
    );
    assert.deepEqual(passes[1]?.window.qubits.slice(-7), [11, 12, 13, 14, 15, 16, 17]);
  });
});
