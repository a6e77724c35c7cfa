import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NumberList } from './number-list.ts';
import { NumberSet } from './number-set.ts';

test('numbers are kept as a Set keeps them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2 ** 51 })), (numbers) => {
      const [set, twin] = [new NumberSet(), new Set<number>()];
      for (const number of [...numbers, ...numbers]) {
        assert.equal(set.add(number), !twin.has(number));
        twin.add(number);
      }
      assert.equal(set.size, twin.size);
    }),
  );
});

test('a set and a list grow', () => {
  const [set, list] = [new NumberSet(), new NumberList()];
  const numbers = Array.from({ length: 100_000 }, (_, at) => at * 2 ** 34 + 1);
  for (const number of numbers) {
    assert.ok(set.add(number));
    list.push(number);
  }
  assert.ok(numbers.every((number, at) => !set.add(number) && list.at(at) === number));
  assert.equal(set.size, numbers.length);
  assert.throws(() => list.at(numbers.length), RangeError);
});
