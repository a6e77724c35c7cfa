import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BLOCK_QUBITS, WindowChoice } from '../../../src/quantum/statevector/qubit-window.ts';

describe('the window of a pass', () => {
  test('has all qubits of a small state', () => {
    const choice = new WindowChoice(5);
    assert.ok(choice.admit([4, 0]));
    const window = choice.finish();
    assert.deepEqual([window.qubits, window.mask, window.chunkQubits], [[0, 1, 2, 3, 4], 31, 5]);
    assert.deepEqual([...window.chunkOffsets], [0]);
  });

  test('takes in what is asked for until it is full', () => {
    const choice = new WindowChoice(30);
    for (let qubit = 20; qubit < 27; qubit++) assert.ok(choice.admit([qubit]), `${qubit}`);
    assert.ok(choice.admit([3, 22]), 'what it has already costs nothing');
    assert.ok(!choice.admit([27]));
    assert.equal(choice.finish().qubits.length, BLOCK_QUBITS);
  });

  test('fills what is left with the lowest qubits', () => {
    const choice = new WindowChoice(20);
    choice.admit([19, 17]);
    const { qubits, chunkQubits, chunkOffsets } = choice.finish();
    assert.deepEqual(qubits, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 19]);
    assert.equal(chunkQubits, 11);
    assert.deepEqual([...chunkOffsets], [0, 2 ** 17, 2 ** 19, 2 ** 17 + 2 ** 19]);
  });
});
