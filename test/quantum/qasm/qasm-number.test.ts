import assert from 'node:assert/strict';
import test from 'node:test';
import { fittedNumber } from '../../../src/quantum/qasm/qasm-number.ts';

const PLACE = { line: 1, column: 1 };

test('numbers are cut to whole ones and truth values, and unsigned ones wrap around', () => {
  for (const [value, type, width, expected] of [
    [2.9, 'int', 8, 2],
    [-2.9, 'int', 8, -2],
    [5, 'uint', 2, 1],
    [-1, 'uint', 4, 15],
    [-1, 'uint', undefined, -1],
    [0.5, 'float', 32, 0.5],
    [0.5, 'bool', undefined, 1],
    [0, 'bool', undefined, 0],
  ] as const) {
    assert.equal(fittedNumber(PLACE, value, { type, width }), expected, `${value} as ${type}`);
  }
  assert.throws(() => fittedNumber(PLACE, Number.NaN, { type: 'float', width: undefined }), /no number/u);
});
