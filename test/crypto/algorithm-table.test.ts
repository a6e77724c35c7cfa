import assert from 'node:assert/strict';
import test from 'node:test';
import { AlgorithmTable } from '../../src/crypto/algorithm-table.ts';
import { assertRefused } from './refusal.ts';

test('an algorithm is made once, when it is first asked for', () => {
  const made: string[] = [];
  const table = new AlgorithmTable('native', ['one', 'two'], (name) => {
    made.push(name);
    return { name };
  });
  assert.deepEqual(made, []);
  assert.equal(table.get('one'), table.get('one'));
  assert.equal(table.get('two').name, 'two');
  assert.deepEqual(made, ['one', 'two']);
});

test('an algorithm that could not be made is tried again', () => {
  let calls = 0;
  const table = new AlgorithmTable('native', ['one'], () => {
    calls += 1;
    if (calls === 1) throw new RangeError('not now');
    return calls;
  });
  assert.throws(() => table.get('one'), RangeError);
  assert.equal(table.get('one'), 2);
});

test('names that every object has are not algorithms', () => {
  const table = new AlgorithmTable<string, object>('portable', [], () => ({}));
  for (const name of ['one', 'constructor', '__proto__', 'toString', '']) {
    assertRefused('CRYPTO_UNSUPPORTED', () => table.get(name));
  }
});
