import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FETCH_ATTEMPTS, patientFetch } from '../../src/client/patient-fetch.ts';
import { middle } from '../resilience/failures.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';

/** A server that answers so, one after another, and then well; 0 means that it is not there. */
function rig(...statuses: readonly number[]) {
  const time = new SimulatedTime();
  let calls = 0;
  const fetch = patientFetch(
    async () => {
      const status = statuses[calls] ?? 200;
      calls += 1;
      await Promise.resolve();
      if (status === 0) throw new TypeError('fetch failed');
      return new Response('{}', { status });
    },
    time,
    middle,
  );
  const ask = async (init: RequestInit = {}): Promise<number> =>
    (await time.settled(fetch('https://machine/jobs', init), 600_000)).status;
  return { time, ask, calls: () => calls };
}

describe('a patient fetch', () => {
  test('asks again when a server is not there or is busy, after pauses that grow', async () => {
    const { time, ask, calls } = rig(0, 503, 429);
    assert.deepEqual([await ask(), calls()], [200, 4]);
    // 500, 1000 and 2000 ms, half of each certain and half drawn.
    const drawn = 0x8080_8080 / 2 ** 32;
    assert.ok(Math.abs(time.monotonicMs() - 3500 * (0.5 + 0.5 * drawn)) < 1e-6);
  });

  test('gives what there is when the attempts are used up', async () => {
    const busy = rig(503, 503, 503, 503, 503);
    assert.deepEqual([await busy.ask(), busy.calls()], [503, FETCH_ATTEMPTS]);
    const gone = rig(0, 0, 0, 0, 0);
    await assert.rejects(gone.ask(), TypeError);
    assert.equal(gone.calls(), FETCH_ATTEMPTS);
  });

  test('sends a job once, and takes other answers as they are', async () => {
    const job = rig(503);
    assert.deepEqual([await job.ask({ method: 'POST', body: '{}' }), job.calls()], [503, 1]);
    for (const status of [200, 401, 404, 500]) {
      const answered = rig(status);
      assert.deepEqual([await answered.ask(), answered.calls()], [status, 1]);
    }
  });

  test('ends with the signal', async () => {
    const stop = new AbortController();
    const { ask, calls, time } = rig(503, 0, 0);
    time.schedule(100, () => stop.abort());
    await assert.rejects(ask({ signal: stop.signal }), TypeError);
    assert.equal(calls(), 2);
  });
});
