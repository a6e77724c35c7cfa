import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { amplitudePairs, amplitudeTable, checkPrintable } from '../../src/cli/amplitude-table.ts';
import { Circuit, finalState, SeededRandom } from '../../src/quantum/index.ts';

const { state } = finalState(new Circuit(2).h(0).gate('s', [0]).gate('cx', [0, 1]), new SeededRandom(1));

test('only amplitudes that are there are shown', () => {
  assert.deepEqual(amplitudeTable(state), [
    'STATE  AMPLITUDE             PROBABILITY',
    '00     +0.707107 +0.000000i     0.500000',
    '11     +0.000000 +0.707107i     0.500000',
  ]);
});

test('programs get all of them', () => {
  const pairs = amplitudePairs(state);
  assert.equal(pairs.length, 4);
  assert.deepEqual(pairs[1], [0, 0]);
  assert.ok(Math.abs((pairs[3]?.[1] ?? 0) - Math.SQRT1_2) < 1e-12);
});

test('too many are refused', () => {
  checkPrintable(16);
  assert.throws(
    () => checkPrintable(17),
    (error) => error instanceof QForgeError && error.message.includes('17 qubits'),
  );
});
