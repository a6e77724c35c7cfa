import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RetryNotice, type RetryPlan, retry } from '../../src/resilience/retry.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { examples, Flaky, middle } from './failures.ts';

const plan: RetryPlan = {
  attempts: 4,
  backOff: { growth: 'exponential', firstMs: 100, capMs: 10_000, jitter: 'none' },
};
const { recoverable, security, timeout, performance } = examples;

test('what fails for a while works in the end, after pauses that grow', async () => {
  const time = new SimulatedTime();
  const flaky = new Flaky(recoverable, performance, recoverable);
  const notices: RetryNotice[] = [];
  const options = { plan, clock: time, random: middle, onRetry: (notice: RetryNotice) => notices.push(notice) };
  assert.equal(await time.settled(retry(flaky.work, options), 10_000), 'done');
  assert.deepEqual([flaky.calls, time.monotonicMs()], [4, 700]);
  assert.deepEqual(
    notices.map(({ retry: number, delayMs, error }) => [number, delayMs, error]),
    [
      [1, 100, recoverable],
      [2, 200, performance],
      [3, 400, recoverable],
    ],
  );
});

test('the attempts are counted, the first one included, and the last error is passed on', async () => {
  const time = new SimulatedTime();
  const flaky = new Flaky(...Array.from({ length: 9 }, () => recoverable));
  await assert.rejects(time.settled(retry(flaky.work, { plan, clock: time, random: middle }), 10_000), recoverable);
  assert.equal(flaky.calls, 4);
  const once = new Flaky(recoverable);
  await assert.rejects(retry(once.work, { plan: { ...plan, attempts: 1 }, clock: time, random: middle }), recoverable);
  assert.equal(once.calls, 1);
});

test('what does not pass by itself, or may have happened, is not tried again', async () => {
  const time = new SimulatedTime();
  for (const error of [security, timeout, new TypeError('a defect')]) {
    const flaky = new Flaky(error);
    await assert.rejects(retry(flaky.work, { plan, clock: time, random: middle }), error);
    assert.equal(flaky.calls, 1);
  }
  const flaky = new Flaky(timeout);
  const options = { plan, clock: time, random: middle, isWorthwhile: () => true };
  assert.equal(await time.settled(retry(flaky.work, options), 10_000), 'done');
});

test('a signal ends the pause and the attempts', async () => {
  const time = new SimulatedTime();
  const stop = new AbortController();
  const flaky = new Flaky(recoverable, recoverable);
  const trying = retry(flaky.work, { plan, clock: time, random: middle, signal: stop.signal });
  time.schedule(50, () => stop.abort());
  await assert.rejects(time.settled(trying, 10_000), (error: Error & { code?: string }) => {
    return error.code === 'CANCELLED' && error.cause === recoverable;
  });
  assert.deepEqual([flaky.calls, time.monotonicMs()], [1, 50]);
});

test('no attempt begins later than the plan allows, and the last error is passed on', async () => {
  for (const [withinMs, calls, endMs] of [
    [299, 2, 100],
    [300, 3, 300],
    [100_000, 9, 25_500],
  ] as const) {
    const time = new SimulatedTime();
    const flaky = new Flaky(...Array.from({ length: 8 }, () => recoverable));
    const bounded = {
      ...plan,
      attempts: Number.POSITIVE_INFINITY,
      withinMs,
      backOff: { ...plan.backOff, capMs: 12_800 },
    };
    const trying = retry(flaky.work, { plan: bounded, clock: time, random: middle });
    const end = await time.settled(trying, 200_000).catch((error: unknown) => error);
    assert.equal(end, calls === 9 ? 'done' : recoverable);
    assert.deepEqual([flaky.calls, time.monotonicMs()], [calls, endMs]);
  }
});
