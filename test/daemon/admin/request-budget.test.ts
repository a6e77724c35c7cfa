import assert from 'node:assert/strict';
import test from 'node:test';
import { REQUESTS_PER_SECOND, RequestBudget } from '../../../src/daemon/admin/request-budget.ts';
import { ManualClock } from '../../client/manual-clock.ts';

const taken = (budget: RequestBudget, tries: number): number =>
  Array.from({ length: tries }, () => budget.take()).filter(Boolean).length;

test('a burst is answered up to the limit, then as many a second', () => {
  const clock = new ManualClock();
  const budget = new RequestBudget(clock);
  assert.equal(taken(budget, 1000), REQUESTS_PER_SECOND);
  clock.advance(500);
  assert.equal(taken(budget, 1000), REQUESTS_PER_SECOND / 2);
  clock.advance(60_000);
  assert.equal(taken(budget, 1000), REQUESTS_PER_SECOND);
});
