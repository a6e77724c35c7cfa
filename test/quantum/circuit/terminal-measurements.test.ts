import assert from 'node:assert/strict';
import test from 'node:test';
import { terminalMeasurements } from '../../../src/quantum/circuit/terminal-measurements.ts';
import { bitFlip, Circuit } from '../../../src/quantum/index.ts';

test('measurements at the end of their qubits are terminal, in any order', () => {
  const circuit = new Circuit(3, 4).h(0).measure(0, 3).cx(1, 2).barrier().measure(2, 0);
  assert.deepEqual([...(terminalMeasurements(circuit) ?? [])], [2, -1, -1, 0]);
});

test('anything that a shot decides on its way is not', () => {
  const cases = [
    new Circuit(2).measure(0).h(0),
    new Circuit(2).measure(0).cx(0, 1),
    new Circuit(2).measure(0).measure(0, 1),
    new Circuit(2).reset(0).measure(0),
    new Circuit(2).noise(bitFlip(0.1), 0).measure(0),
    new Circuit(2).measure(0).when(0, 1, (inner) => inner.x(1)),
    new Circuit(2).measure(0, 0, { zeroAsOne: 0.1, oneAsZero: 0 }),
  ];
  for (const circuit of cases) assert.equal(terminalMeasurements(circuit), undefined);
});
