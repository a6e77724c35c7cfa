import assert from 'node:assert/strict';
import test from 'node:test';
import { AlgorithmTable } from '../../src/crypto/algorithm-table.ts';
import { assertRefused } from './refusal.ts';

test('an algorithm is made once, when it is first asked for', () => {
  let made = 0;
  const table = new AlgorithmTable<'one', object>('native', {
    one: () => {
      made++;
      return {};
    },
  });
  assert.equal(made, 0);
  assert.equal(table.get('one'), table.get('one'));
  assert.equal(made, 1);
});

test('names that every object has are not algorithms', () => {
  const table = new AlgorithmTable<string, object>('portable', {});
  for (const name of ['one', 'constructor', '__proto__', 'toString', '']) {
    assertRefused('CRYPTO_UNSUPPORTED', () => table.get(name));
  }
});
