import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CircuitState } from 'cockatiel';
import { FailureRateBreaker } from '../../src/resilience/failure-rate-breaker.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';

const rate = { share: 0.5, minimumCalls: 10, windowMs: 60_000 };

test('it opens when more than the share of enough calls fail', () => {
  const breaker = new FailureRateBreaker(rate, new SimulatedTime(), CircuitState);
  for (let call = 0; call < 5; call += 1) breaker.success(CircuitState.Closed);
  const opened = Array.from({ length: 6 }, () => breaker.failure(CircuitState.Closed));
  assert.deepEqual(opened, [false, false, false, false, false, true], '6 of 11 are more than a half, 5 of 10 are not');
});

test('few calls say nothing, and old ones are forgotten', async () => {
  const time = new SimulatedTime();
  const breaker = new FailureRateBreaker(rate, time, CircuitState);
  for (let call = 0; call < 9; call += 1) assert.equal(breaker.failure(CircuitState.Closed), false);
  await time.settled(time.passes(60_000), 60_000);
  assert.equal(breaker.failure(CircuitState.Closed), false, 'that makes one within the window, not ten');
});

test('a trial that fails opens at once, and one that works forgets the failures', () => {
  const breaker = new FailureRateBreaker(rate, new SimulatedTime(), CircuitState);
  for (let call = 0; call < 20; call += 1) breaker.failure(CircuitState.Closed);
  assert.equal(breaker.failure(CircuitState.HalfOpen), true);
  breaker.success(CircuitState.HalfOpen);
  assert.equal(breaker.failure(CircuitState.Closed), false);
});
