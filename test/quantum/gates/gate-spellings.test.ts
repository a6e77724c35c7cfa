import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import { gateNames, requireSpelling } from '../../../src/quantum/gates/gate-spellings.ts';

test('every name stands for a gate of the table with its controls', () => {
  assert.ok(gateNames().length > 40);
  for (const name of gateNames()) {
    const { controls, targets, parameters, call } = requireSpelling(name);
    assert.ok(controls >= 0 && targets >= 0 && parameters >= 0);
    assert.ok(call(Array.from({ length: parameters }, () => 1)).gate.length > 0);
  }
});

test('names of controlled gates say how many controls they have', () => {
  assert.equal(requireSpelling('cx').controls, 1);
  assert.equal(requireSpelling('ccx').controls, 2);
  assert.equal(requireSpelling('c4x').controls, 4);
  assert.equal(requireSpelling('CNOT').call([]).gate, 'x');
  assert.deepEqual(requireSpelling('u2').call([1, 2]), { gate: 'u', parameters: [Math.PI / 2, 1, 2] });
});

test('an unknown gate is refused by its name', () => {
  assert.throws(
    () => requireSpelling('frobnicate'),
    (error) =>
      error instanceof QForgeError && error.code === 'QUANTUM_GATE_UNKNOWN' && error.message.includes('frobnicate'),
  );
});
