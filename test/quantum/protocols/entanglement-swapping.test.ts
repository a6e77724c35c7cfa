import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  averageOver,
  bellFidelity,
  exactBranches,
  SeededRandom,
  simulate,
  swappedFidelity,
  swappingCircuit,
  wernerNoise,
} from '../../../src/quantum/index.ts';
import { normalP } from '../chi-square.ts';

describe('entanglement swapping', () => {
  test('of two Werner pairs gives F1 F2 + (1 - F1)(1 - F2) / 3', () => {
    for (const [first, second] of [
      [1, 1],
      [0.9, 0.8],
      [0.25, 0.9],
      [0.6, 0.6],
    ] as const) {
      const { state } = averageOver(exactBranches(swappingCircuit([wernerNoise(first), wernerNoise(second)])), [0, 3]);
      const expected = first * second + ((1 - first) * (1 - second)) / 3;
      assert.ok(Math.abs(bellFidelity(state) - expected) < 1e-12);
      assert.ok(Math.abs(swappedFidelity([first, second]) - expected) < 1e-12);
    }
  });

  test('along a chain of four links multiplies the weights', () => {
    const fidelities = [0.95, 0.9, 0.97, 0.85];
    const { state } = averageOver(exactBranches(swappingCircuit(fidelities.map(wernerNoise))), [0, 7]);
    assert.ok(Math.abs(bellFidelity(state) - swappedFidelity(fidelities)) < 1e-12);
  });

  test('along eight links of 0.95 leaves 0.68187 (200,000 shots, seed 421, significance 1e-6)', () => {
    const shots = 200_000;
    const circuit = swappingCircuit(Array.from({ length: 8 }, () => wernerNoise(0.95)));
    // Undone, a Bell pair of the ends is 00; bits 12 and 13 have done their work by then.
    const undone = circuit.cx(0, 15).h(0).measure(0, 12).measure(15, 13);
    const { counts, engine } = simulate(undone, { shots, random: new SeededRandom(421) });
    assert.equal(engine, 'frames');
    const good = [...counts].reduce((sum, [bits, count]) => sum + (bits.startsWith('00') ? count : 0), 0);
    const expected = swappedFidelity(Array.from({ length: 8 }, () => 0.95));
    const deviations = (good / shots - expected) / Math.sqrt((expected * (1 - expected)) / shots);
    assert.ok(normalP(deviations) > 1e-6, `${good / shots}, ${deviations} standard deviations off`);
  });

  test('of one link is that link', () => {
    const circuit = swappingCircuit([undefined]);
    assert.deepEqual([circuit.qubits, circuit.bits], [2, 0]);
    assert.ok(Math.abs(bellFidelity(averageOver(exactBranches(circuit), [0, 1]).state) - 1) < 1e-12);
  });
});
