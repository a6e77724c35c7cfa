import assert from 'node:assert/strict';
import test from 'node:test';
import { invalidQasm, unsupportedQasm } from '../../../src/quantum/qasm/qasm-fault.ts';

test('faults say where and what', () => {
  const invalid = invalidQasm({ line: 2, column: 7 }, 'it is wrong');
  assert.deepEqual([invalid.code, invalid.details.line, invalid.details.column], ['QASM_INVALID', 2, 7]);
  assert.match(invalid.message, /line 2, column 7: it is wrong/u);
  assert.match(
    unsupportedQasm({ line: 1, column: 1 }, 'a box').message,
    /a box in line 1, column 1, which is not supported/u,
  );
});
