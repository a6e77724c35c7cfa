import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ComplexMatrix } from '../../../src/quantum/complex-matrix.ts';
import {
  averageOver,
  BELL_STATES,
  bellCircuit,
  Circuit,
  concurrence,
  exactBranches,
  negativity,
  wernerNoise,
} from '../../../src/quantum/index.ts';

function stateOf(circuit: Circuit): ComplexMatrix {
  return averageOver(exactBranches(circuit), [0, 1]).state;
}

describe('measures of entanglement', () => {
  test('are full for Bell states and nothing for products', () => {
    for (const bell of BELL_STATES) {
      assert.ok(Math.abs(concurrence(stateOf(bellCircuit(bell))) - 1) < 1e-7);
      assert.ok(Math.abs(negativity(stateOf(bellCircuit(bell))) - 0.5) < 1e-12);
    }
    const product = stateOf(new Circuit(2).h(0).rx(0.4, 1));
    assert.ok(concurrence(product) < 1e-7 && negativity(product) < 1e-12);
  });

  test('of Werner states are 2F - 1 and (2F - 1) / 2 above F = 1/2, and nothing below', () => {
    for (const fidelity of [0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.99]) {
      const state = stateOf(bellCircuit().noise(wernerNoise(fidelity), 1));
      const expected = Math.max(0, 2 * fidelity - 1);
      assert.ok(Math.abs(concurrence(state) - expected) < 1e-9, `concurrence at ${fidelity}`);
      assert.ok(Math.abs(negativity(state) - expected / 2) < 1e-9, `negativity at ${fidelity}`);
    }
  });

  test('of pure states are |sin| of the angle between them and a Bell state', () => {
    for (const angle of [0.1, 0.7, 1.3]) {
      const state = stateOf(new Circuit(2).ry(angle, 0).cx(0, 1));
      assert.ok(Math.abs(concurrence(state) - Math.sin(angle)) < 1e-7);
      assert.ok(Math.abs(negativity(state) - Math.sin(angle) / 2) < 1e-12);
    }
  });
});
