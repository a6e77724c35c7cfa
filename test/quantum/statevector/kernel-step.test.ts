import assert from 'node:assert/strict';
import test from 'node:test';
import { gateTable } from '../../../src/quantum/index.ts';
import { kernelStep, STEP_KINDS } from '../../../src/quantum/statevector/kernel-step.ts';

const on = (matrix: ReturnType<typeof gateTable.x.matrix>, targets: readonly number[]) =>
  kernelStep({ matrix, targets, controls: [] });

test('the form of a step is the cheapest that its matrix allows', () => {
  assert.equal(on(gateTable.x.matrix(), [0])?.kind, STEP_KINDS.flip);
  assert.equal(on(gateTable.h.matrix(), [0])?.kind, STEP_KINDS.matrix);
  assert.equal(on(gateTable.y.matrix(), [0])?.kind, STEP_KINDS.matrix);
  assert.equal(on(gateTable.t.matrix(), [0])?.kind, STEP_KINDS.phase);
  assert.equal(on(gateTable.rz.matrix(1), [0])?.kind, STEP_KINDS.diagonal);
  assert.equal(on(gateTable.swap.matrix(), [0, 1])?.kind, STEP_KINDS.swap);
  assert.equal(on(gateTable.iswap.matrix(), [0, 1])?.kind, STEP_KINDS.dense);
  assert.equal(on(gateTable.id.matrix(), [0]), undefined);
});

test('controls become masks', () => {
  const controls = [
    { qubit: 5, value: 1 },
    { qubit: 2, value: 0 },
  ] as const;
  const step = kernelStep({ matrix: gateTable.x.matrix(), targets: [0], controls });
  assert.deepEqual([step?.controlMask, step?.controlValue], [0b100100, 0b100000]);
});
