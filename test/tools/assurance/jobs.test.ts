import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Job, runJobs } from '../../../tools/assurance/jobs.ts';

test('jobs run so many at a time, the longest first, and at the end one by one those that want to be alone', async () => {
  let running = 0;
  const seen: (readonly [string, number])[] = [];
  const job = (name: string, when?: Job['when']): Job => ({
    name,
    ...(when === undefined ? {} : { when }),
    run: async () => {
      running += 1;
      await delay(1);
      seen.push([name, running]);
      await delay(1);
      running -= 1;
    },
  });
  const ended: string[] = [];
  const jobs = [job('quiet', 'alone'), job('a'), job('b'), job('long', 'first'), job('quiet too', 'alone')];
  await runJobs(jobs, 2, ({ name }, seconds) => {
    assert.ok(seconds >= 0);
    ended.push(name);
  });
  assert.deepEqual(
    seen.map(([name]) => name),
    ['long', 'a', 'b', 'quiet', 'quiet too'],
  );
  const besides = new Map(seen);
  assert.deepEqual([besides.get('long'), besides.get('quiet'), besides.get('quiet too')], [2, 1, 1]);
  assert.equal(ended.length, 5);
});

test('a job that rejects ends the run', async () => {
  const bad: Job = { name: 'bad', run: () => Promise.reject(new Error('no')) };
  await assert.rejects(
    runJobs([bad], 1, () => undefined),
    /no/u,
  );
});
