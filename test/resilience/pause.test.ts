import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pause } from '../../src/resilience/pause.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';

test('a pause lasts so long by the clock that is handed in', async () => {
  const time = new SimulatedTime();
  await time.settled(pause(time, 3_600_000), 3_600_000);
  assert.equal(time.monotonicMs(), 3_600_000);
});

test('a signal ends it, and nothing is left behind', async () => {
  const time = new SimulatedTime();
  const stop = new AbortController();
  const pausing = pause(time, 1000, stop.signal);
  stop.abort();
  await pausing;
  assert.deepEqual([time.monotonicMs(), time.pendingEvents], [0, 0]);
  await pause(time, 1000, stop.signal);
  assert.equal(time.pendingEvents, 0, 'one that has aborted before lets no pause begin');
});

test('the process lives on for as long as somebody waits', async () => {
  const asked: unknown[] = [];
  const time = new SimulatedTime();
  const schedule = (delayMs: number, callback: () => void, options?: unknown): { cancel: () => void } => {
    asked.push(options);
    return time.schedule(delayMs, callback);
  };
  const clock = { wallMs: () => 0, monotonicMs: () => 0, schedule };
  await time.settled(pause(clock, 10), 10);
  assert.deepEqual(asked, [{ holdsProcess: true }]);
});
