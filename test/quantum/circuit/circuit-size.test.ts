import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bitFlip, Circuit, circuitSize } from '../../../src/quantum/index.ts';

describe('the size of a circuit', () => {
  test('counts operations by their names', () => {
    const { counts, operations } = circuitSize(
      new Circuit(3).h(0).h(1).cx(0, 1).gate('ccx', [0, 1, 2]).barrier().measureAll(),
    );
    assert.equal(operations, 8);
    assert.deepEqual(Object.fromEntries(counts), { h: 2, cx: 1, ccx: 1, barrier: 1, measure: 3 });
  });

  test('depth is the longest chain of operations that wait for each other', () => {
    assert.equal(circuitSize(new Circuit(3)).depth, 0);
    assert.equal(circuitSize(new Circuit(3).h(0).h(1).h(2)).depth, 1);
    assert.equal(circuitSize(new Circuit(3).h(0).cx(0, 1).cx(1, 2)).depth, 3);
    assert.equal(circuitSize(new Circuit(2).h(0).noise(bitFlip(0.1), 0).barrier().h(1)).depth, 2);
    assert.equal(circuitSize(new Circuit(2).barrier().h(0)).depth, 1);
  });

  test('a condition waits for its bits', () => {
    const circuit = new Circuit(2, 1)
      .h(0)
      .measure(0)
      .when(0, 1, (inner) => inner.x(1));
    assert.equal(circuitSize(circuit).depth, 3);
  });
});
