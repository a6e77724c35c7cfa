import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { ByteBudget } from '../../src/network/byte-budget.ts';

describe('the budget of a pool', () => {
  test('counts what is owned', () => {
    const budget = new ByteBudget(100, () => assert.fail('there is room'));
    budget.take(60);
    budget.take(40);
    budget.giveBack(30);
    assert.equal(budget.ownedBytes, 70);
  });

  test('asks for what is missing, no more, before it refuses', () => {
    const asked: number[] = [];
    const budget: ByteBudget = new ByteBudget(100, (bytes) => {
      asked.push(bytes);
      budget.giveBack(Math.min(bytes, 20));
    });
    budget.take(90);
    budget.take(30);
    assert.deepEqual([asked, budget.ownedBytes], [[20], 100]);
    assert.throws(
      () => budget.take(50),
      (error) => {
        assert.ok(isQForgeError(error, 'MEMORY_POOL_EXHAUSTED'));
        assert.deepEqual(error.details, { bytes: 50, inUseBytes: 80, limitBytes: 100 });
        return true;
      },
    );
    assert.deepEqual([budget.refusals, budget.ownedBytes], [1, 80]);
  });

  test('a pool without a limit is never refused', () => {
    const budget = new ByteBudget(Number.POSITIVE_INFINITY, () => assert.fail('there is room'));
    budget.take(2 ** 50);
    assert.equal(budget.refusals, 0);
  });
});
