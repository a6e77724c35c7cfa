import assert from 'node:assert/strict';
import test from 'node:test';
import { defined, assert as productAssert, unreachable } from '../../src/base/assert.ts';

test('a condition that holds passes, and one that does not is named in the error', () => {
  productAssert(true, 'never seen');
  assert.throws(() => productAssert(false, 'counters move forward'), {
    name: 'QForgeError',
    code: 'ASSERTION_FAILED',
    details: { assertion: 'counters move forward' },
  });
});

test('a value that is there comes back as it is, falsy values too', () => {
  for (const value of [0, '', false, Number.NaN]) assert.equal(defined(value, 'value'), value);
});

test('a value that is missing is named in the error', () => {
  for (const missing of [undefined, null]) {
    assert.throws(() => defined(missing, 'the root key'), {
      code: 'ASSERTION_FAILED',
      message: /the root key exists/u,
    });
  }
});

test('a branch that the types rule out raises when it is reached after all', () => {
  const impossible = 'surprise' as unknown as never;
  assert.throws(() => unreachable(impossible), { code: 'ASSERTION_FAILED', message: /no case for surprise/u });
});
