import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs';
import test from 'node:test';
import { systemClock } from '../../src/base/system-clock.ts';

test('wall time is milliseconds since 1970, as the system has it', () => {
  const before = Date.now();
  const wallMs = systemClock.wallMs();
  assert.ok(before <= wallMs && wallMs <= Date.now());
});

test('monotonic time never runs backwards', () => {
  let last = systemClock.monotonicMs();
  for (let reading = 0; reading < 10_000; reading += 1) {
    const next = systemClock.monotonicMs();
    assert.ok(next >= last);
    last = next;
  }
});

test('monotonic time is in milliseconds: it agrees with the high-resolution timer across a wait', async () => {
  const startNs = process.hrtime.bigint();
  const startMs = systemClock.monotonicMs();
  await new Promise<void>((resolve) => {
    systemClock.schedule(50, resolve);
    // The scheduled call does not keep the process alive, so something else has to.
    setTimeout(() => undefined, 200);
  });
  const elapsedMs = systemClock.monotonicMs() - startMs;
  const elapsedNs = Number(process.hrtime.bigint() - startNs);
  assert.ok(elapsedMs >= 49, `${elapsedMs} ms`);
  assert.ok(elapsedMs * 1e6 <= elapsedNs, 'the inner interval is not longer than the outer one');
});

test('a scheduled call happens once, and never after it was cancelled', async () => {
  const calls: string[] = [];
  systemClock.schedule(5, () => calls.push('kept'));
  const cancelled = systemClock.schedule(5, () => calls.push('cancelled'));
  cancelled.cancel();
  cancelled.cancel();
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(calls, ['kept']);
});

test('a call without delay comes after what is happening now and after input, before any timer, unless cancelled', async () => {
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    // From within input, as a channel does it: the file system's answer stands for it.
    stat('.', () => {
      setTimeout(() => {
        order.push('timer');
        resolve();
      }, 1);
      systemClock.schedule(0, () => order.push('cancelled')).cancel();
      systemClock.schedule(0, () => order.push('no delay'));
      queueMicrotask(() => order.push('microtask'));
      order.push('now');
    });
  });
  assert.deepEqual(order, ['now', 'microtask', 'no delay', 'timer']);
});

test('a scheduled call does not keep the process alive', () => {
  const module = new URL('../../src/base/system-clock.ts', import.meta.url).href;
  const script = `
    import { systemClock } from ${JSON.stringify(module)};
    systemClock.schedule(3_600_000, () => {});`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-'], { input: script, timeout: 60_000 });
  assert.equal(run.status, 0, 'it ended by itself, not by the time limit');
});

test('a call that holds the process comes, though nothing else is left to do', () => {
  const module = new URL('../../src/base/system-clock.ts', import.meta.url).href;
  const script = `
    import { systemClock } from ${JSON.stringify(module)};
    await new Promise((resolve) => systemClock.schedule(50, resolve, { holdsProcess: true }));
    console.log('afterwards');`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-'], { input: script, encoding: 'utf8' });
  assert.deepEqual([run.status, run.stdout], [0, 'afterwards\n']);
});
