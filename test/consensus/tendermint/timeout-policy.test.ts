import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultTimeouts, timeoutMs } from '../../../src/consensus/tendermint/timeout-policy.ts';

test('time-outs grow with the round, without limit', () => {
  for (const step of ['propose', 'prevote', 'precommit'] as const) {
    assert.equal(timeoutMs(defaultTimeouts, step, 0), defaultTimeouts.baseMs[step]);
    for (const round of [1, 10, 1000, 1_000_000]) {
      assert.ok(timeoutMs(defaultTimeouts, step, round) > timeoutMs(defaultTimeouts, step, round - 1));
    }
    assert.ok(
      timeoutMs(defaultTimeouts, step, 1_000_000) > 24 * 60 * 60 * 1000,
      'longer than any outage, in some round',
    );
  }
});
