import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_QASM_ARRAY, QasmArray } from '../../../src/quantum/qasm/qasm-array.ts';

const PLACE = { line: 1, column: 1 };
const INT = { type: 'int', width: undefined };

/** An array whose elements are their places in order. */
function counted(...dimensions: readonly number[]): QasmArray {
  const array = QasmArray.zeros(PLACE, INT, dimensions);
  array.assign(PLACE, [...Array(array.size).keys()]);
  return array;
}

describe('arrays', () => {
  test('have parts, in which a dimension with one place vanishes', () => {
    const array = counted(2, 3, 4);
    for (const [parts, dimensions, values] of [
      [[1], [3, 4], Array.from({ length: 12 }, (_, index) => 12 + index)],
      [[1, 2, 3], [], [23]],
      [[[0, 1], 2, 3], [2], [11, 23]],
      [
        [1, [2, 0], [3]],
        [2, 1],
        [23, 15],
      ],
    ] as const) {
      const part = array.part(parts);
      assert.deepEqual([part.dimensions, part.values()], [dimensions, values]);
    }
  });

  test('share their elements with their parts', () => {
    const array = counted(2, 2);
    array.part([[0, 1], 1]).assign(PLACE, [7, 8]);
    assert.deepEqual(array.values(), [0, 7, 2, 8]);
  });

  test('hold what fits their type', () => {
    const bytes = QasmArray.zeros(PLACE, { type: 'uint', width: 8 }, [2]);
    bytes.assign(PLACE, [256, -1]);
    assert.deepEqual(bytes.values(), [0, 255]);
    assert.throws(() => bytes.assign(PLACE, [1]), /1 elements do not fill 2/u);
  });

  test('have one to seven dimensions, and not too many elements', () => {
    const zeros = (...dimensions: readonly number[]): QasmArray => QasmArray.zeros(PLACE, INT, dimensions);
    assert.ok(zeros(2, 3).isShapedLike(counted(2, 3)) && !zeros(2, 3).isShapedLike(counted(6)));
    assert.throws(() => zeros(), /1 to 7 dimensions/u);
    assert.throws(() => zeros(1, 1, 1, 1, 1, 1, 1, 1), /1 to 7 dimensions/u);
    assert.throws(() => zeros(0), /at least 1/u);
    assert.throws(() => zeros(MAX_QASM_ARRAY + 1), /at most 1048576 elements/u);
  });
});
