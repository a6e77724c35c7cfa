import assert from 'node:assert/strict';
import test from 'node:test';
import { arrayOf, numberAt, recordOf, textAt } from '../../../src/quantum/hardware/unverified-json.ts';

test('what is not of the kind asked for is nothing', () => {
  assert.deepEqual(recordOf({ a: 1 }), { a: 1 });
  for (const other of [null, undefined, [], 'a', 1]) assert.equal(recordOf(other), undefined);
  assert.deepEqual(arrayOf([1]), [1]);
  for (const other of [null, {}, 'a']) assert.equal(arrayOf(other), undefined);
  assert.equal(textAt({ a: 'b' }, 'a'), 'b');
  assert.equal(textAt({ a: 1 }, 'a'), undefined);
  assert.equal(numberAt({ a: 1 }, 'a'), 1);
  for (const other of ['1', Number.NaN, Number.POSITIVE_INFINITY, null])
    assert.equal(numberAt({ a: other }, 'a'), undefined);
  assert.equal(numberAt(undefined, 'a'), undefined);
});
