import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { realNumber, wholeNumber } from '../../src/cli/whole-number.ts';

const isRefused = (error: unknown): boolean =>
  error instanceof QForgeError && error.code === 'ARGUMENT_INVALID' && error.message.includes('--flag');

test('whole numbers are in their range', () => {
  assert.deepEqual(
    ['1', '10', '007'].map((text) => wholeNumber('--flag', text, 1, 10)),
    [1, 10, 7],
  );
  for (const bad of ['0', '11', '1.5', '-1', '', '1e1', 'x'])
    assert.throws(() => wholeNumber('--flag', bad, 1, 10), isRefused);
});

test('real numbers are in their range', () => {
  assert.deepEqual(
    ['0.25', '1', '5e-1'].map((text) => realNumber('--flag', text, 0.25, 1)),
    [0.25, 1, 0.5],
  );
  for (const bad of ['0.2', '1.01', '', ' ', 'NaN', 'x'])
    assert.throws(() => realNumber('--flag', bad, 0.25, 1), isRefused);
});
