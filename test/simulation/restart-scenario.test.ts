import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RestartScenario } from './restart-scenario.ts';
import { resultOf } from './scenario-result.ts';

const FIRST_SEED = 1;
const SEEDS = 20;

test(`messages take effect once over restarts of seeds ${FIRST_SEED} to ${FIRST_SEED + SEEDS - 1}`, async (t) => {
  let cameAgain = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const result = await resultOf(seed, () => new RestartScenario(seed).run());
    assert.deepEqual(result.violations, [], `seed ${seed}`);
    cameAgain += result.cameAgain ?? 0;
  }
  assert.ok(cameAgain > 0, 'processes die between taking a message and its acknowledgement');
  t.diagnostic(`${cameAgain} messages came again and were known`);
});

test('a seed repeats its run', async () => {
  assert.deepEqual(await new RestartScenario(3).run(), await new RestartScenario(3).run());
});

test('an application that keeps nothing does things twice, and that is found', async () => {
  const found: string[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    found.push(...(await new RestartScenario(seed, () => 'new').run()).violations);
  }
  assert.match(found.join('\n'), /not every message once and in order/);
});

test('an effect that is left out is found', async () => {
  const { violations } = await new RestartScenario(1, (message) => (message === 7 ? 'done before' : 'new')).run();
  assert.match(violations.join('\n'), /not every message once and in order/);
});
