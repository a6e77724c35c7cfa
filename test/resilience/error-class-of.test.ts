import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorClassOf, errorCodeOf, isWorthRetrying } from '../../src/resilience/error-class-of.ts';
import { examples } from './failures.ts';

test('an error of the catalogue has its class and its code', () => {
  for (const [name, error] of Object.entries(examples)) {
    assert.deepEqual([errorClassOf(error), errorCodeOf(error)], [name, error.code]);
  }
});

test('whatever else is thrown is a defect', () => {
  for (const thrown of [new TypeError('x'), 'text', undefined, { code: 'DISK_FULL' }]) {
    assert.deepEqual(
      [errorClassOf(thrown), errorCodeOf(thrown), isWorthRetrying(thrown)],
      ['critical', 'INTERNAL', false],
    );
  }
});

test('only what can pass by itself is worth a retry', () => {
  const worth = Object.values(examples).filter(isWorthRetrying);
  assert.deepEqual(worth, [examples.recoverable, examples.performance]);
});
