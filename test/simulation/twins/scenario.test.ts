import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReducer } from '../../../src/consensus/index.ts';
import { runScenario } from './scenario.ts';
import type { ToyBlock } from './toy-chain.ts';
import { runSeeds } from './twins-seeds.ts';

test('the same seed gives the same run', () => {
  const options = { nodes: 4, reduce: createReducer<ToyBlock>(), liveness: true } as const;
  for (const seed of [1, 99, 1_796_000_000_000_123]) {
    assert.deepEqual(runScenario(seed, options), runScenario(seed, options));
  }
});

for (const [nodes, seeds] of [
  [4, 3000],
  [5, 500],
  [7, 500],
] as const) {
  test(`${nodes} validators agree, and come to the end once messages arrive`, (t) => {
    const from = Date.now() * 1000;
    const result = runSeeds({ nodes, from, seeds, liveness: true });
    t.diagnostic(`seeds from ${from}`);
    assert.deepEqual(result.violations, []);
    assert.ok(result.decided >= 2 * seeds, 'every run has decided at least two heights');
  });
}

test('most runs without stabilisation decide something all the same: the storm is no standstill', () => {
  const { decided, violations } = runSeeds({ nodes: 4, from: 1, seeds: 1000, liveness: false });
  assert.deepEqual(violations, []);
  assert.ok(decided > 1000, `${decided} heights`);
});
