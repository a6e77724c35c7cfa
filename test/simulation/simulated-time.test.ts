import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedTime } from './simulated-time.ts';

test('events run in the order of their time, then of their making, with promises settled between them', async () => {
  const time = new SimulatedTime();
  const log: string[] = [];
  const note = (what: string) => () => {
    log.push(`${what} at ${time.monotonicMs()}`);
    void Promise.resolve().then(() => log.push(`after ${what}`));
  };
  time.schedule(20, note('late'));
  time.schedule(10, note('first'));
  time.schedule(10, note('second'));
  assert.equal(await time.run(() => false, 1000), 'idle');
  assert.deepEqual(log, ['first at 10', 'after first', 'second at 10', 'after second', 'late at 20', 'after late']);
});

test('a cancelled event does not run, and an event may make another', async () => {
  const time = new SimulatedTime();
  const log: number[] = [];
  const cancelled = time.schedule(5, () => log.push(-1));
  time.schedule(1, () => {
    cancelled.cancel();
    time.schedule(2, () => log.push(time.monotonicMs()));
  });
  await time.run(() => false, 1000);
  assert.deepEqual(log, [3]);
  cancelled.cancel();
  assert.equal(time.pendingEvents, 0);
});

test('a run stops where it is done, or at its limit with the clock there', async () => {
  const time = new SimulatedTime();
  let count = 0;
  const again = (): void => {
    count += 1;
    time.schedule(10, again);
  };
  again();
  assert.equal(await time.run(() => count === 4, 1000), 'done');
  assert.equal(time.monotonicMs(), 30);
  assert.equal(await time.run(() => false, 15), 'late');
  assert.deepEqual([time.monotonicMs(), count], [45, 5]);
});

test('work outside the simulation is waited for before it counts as idle', async () => {
  const time = new SimulatedTime();
  let finished = false;
  setImmediate(() => {
    finished = true;
  });
  assert.equal(await time.run(() => finished, 1000), 'done');
});

test('a promise that never settles is named a hang', async () => {
  const time = new SimulatedTime();
  await assert.rejects(time.settled(new Promise(() => undefined), 1000), /hangs/);
  await assert.rejects(time.settled(Promise.reject(new TypeError('no')), 1000), TypeError);
  assert.equal(
    await time.settled(
      time.passes(5).then(() => 'yes'),
      1000,
    ),
    'yes',
  );
});

test('the wall clock can be moved without the other', () => {
  const time = new SimulatedTime();
  const before = time.wallMs();
  time.wallOffsetMs = -7_200_000;
  assert.deepEqual([time.wallMs() - before, time.monotonicMs()], [-7_200_000, 0]);
});
