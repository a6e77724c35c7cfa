import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf } from './sweep.ts';

test('what is kept is right when all that was acknowledged is there once, with at most what was under way', () => {
  const acknowledged = new Set([1, 2]);
  assert.deepEqual(faultsOf([1, 2], acknowledged, 3), []);
  assert.deepEqual(faultsOf([1, 2, 3], acknowledged, 3), []);
  assert.deepEqual(faultsOf([2], acknowledged, 3), ['1 was acknowledged and is lost']);
  assert.deepEqual(faultsOf([1, 2, 2], acknowledged, 3), ['something is there twice']);
  assert.deepEqual(faultsOf([1, 2, 4], acknowledged, 3), ['4 was never begun']);
  assert.deepEqual(faultsOf([1, 2, Number.NaN], acknowledged, 3), ['NaN was never begun']);
});
