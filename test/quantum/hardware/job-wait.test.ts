import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import { waitForJob } from '../../../src/quantum/hardware/job-wait.ts';
import { JOB_TIMEOUT_MS } from '../../../src/quantum/index.ts';
import { SimulatedClock } from '../simulated-clock.ts';

describe('waiting for a job', () => {
  test('ends with its result, looked at now and then', async () => {
    const clock = new SimulatedClock();
    let looks = 0;
    const look = (): Promise<{ state: string; result: number | undefined }> => {
      looks += 1;
      return Promise.resolve({ state: `look ${looks}`, result: looks === 3 ? 42 : undefined });
    };
    const waited: number[] = [];
    const result = await waitForJob(
      { backend: 'b', jobId: 'j', clock, look, cancel: () => Promise.resolve() },
      {
        onProgress: ({ waitedMs }) => {
          waited.push(waitedMs);
          setImmediate(() => clock.advance(2_000));
        },
      },
    );
    assert.equal(result, 42);
    assert.deepEqual(waited, [0, 2_000, 4_000]);
    assert.equal(clock.pendingCalls, 0);
  });

  test('has an end, and cancels what it gives up', async () => {
    const clock = new SimulatedClock();
    let cancelled = 0;
    const waiting = waitForJob(
      {
        backend: 'b',
        jobId: 'j',
        clock,
        look: () => Promise.resolve({ state: 'queued', result: undefined }),
        cancel: () => {
          cancelled += 1;
          return Promise.resolve();
        },
      },
      { onProgress: () => setImmediate(() => clock.advance(JOB_TIMEOUT_MS)) },
    );
    await assert.rejects(waiting, (error) => error instanceof QForgeError && error.code === 'QUANTUM_JOB_FAILED');
    assert.equal(cancelled, 1);
  });

  test('passes on what a look throws', async () => {
    const look = (): Promise<never> =>
      Promise.reject(new QForgeError('QUANTUM_JOB_FAILED', { backend: 'b', jobId: 'j', reason: 'no' }));
    const job = { backend: 'b', jobId: 'j', clock: new SimulatedClock(), look, cancel: () => Promise.resolve() };
    await assert.rejects(waitForJob(job, {}), /failed: no/u);
  });
});
