import assert from 'node:assert/strict';
import test from 'node:test';
import { Circuit, runOnce, SeededRandom } from '../../../src/quantum/index.ts';

test('one run ends in a collapsed state that fits its bits', () => {
  const circuit = new Circuit(2).h(0).cx(0, 1).measure(0);
  const seen = new Set<number>();
  for (let seed = 0; seed < 10; seed++) {
    const { state, bits } = runOnce(circuit, new SeededRandom(seed));
    seen.add(bits[0] ?? -1);
    assert.ok(Math.abs((state.probabilities()[bits[0] === 1 ? 3 : 0] ?? 0) - 1) < 1e-12);
  }
  assert.equal(seen.size, 2);
});

test('without measurements it is the state of the circuit', () => {
  const { state } = runOnce(new Circuit(1, 0).h(0), new SeededRandom(1), 'plain');
  assert.equal(state.kernelName, 'plain');
  assert.ok(Math.abs((state.amplitudes[2] ?? 0) - Math.SQRT1_2) < 1e-15);
});
