import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { ErrorStatistics, MAX_ERROR_KINDS, OTHER_ERRORS } from '../../src/resilience/error-statistics.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { RecordingMetrics } from './recording-sinks.ts';

test('errors are counted in all, by class and by code, and lately', async () => {
  const time = new SimulatedTime();
  const statistics = new ErrorStatistics(time);
  assert.deepEqual(statistics.figures(), {
    total: 0,
    lastMinute: 0,
    perMinute: 0,
    byClass: {},
    byCode: {},
    last: undefined,
  });
  for (let count = 0; count < 30; count += 1) statistics.record('CONNECTION_LOST', 'recoverable');
  await time.settled(time.passes(120_000), 120_000);
  statistics.record('DISK_FULL', 'resource');
  const { total, lastMinute, perMinute, byClass, byCode, last } = statistics.figures();
  assert.deepEqual([total, lastMinute, perMinute], [31, 1, 31 / 15]);
  assert.deepEqual(byClass, {
    recoverable: { total: 30, lastMinute: 0, perMinute: 2 },
    resource: { total: 1, lastMinute: 1, perMinute: 1 / 15 },
  });
  assert.deepEqual(Object.keys(byCode), ['CONNECTION_LOST', 'DISK_FULL']);
  assert.deepEqual(last, { code: 'DISK_FULL', errorClass: 'resource', atMs: time.wallMs() });
});

test('kinds without end are counted as one', () => {
  const statistics = new ErrorStatistics(new SimulatedTime());
  for (let kind = 0; kind < MAX_ERROR_KINDS + 50; kind += 1) statistics.record(`KIND_${kind}`, 'critical');
  const { byCode } = statistics.figures();
  assert.equal(Object.keys(byCode).length, MAX_ERROR_KINDS + 1);
  assert.equal(byCode[OTHER_ERRORS]?.total, 50);
});

test('errors are counted as metrics too, and whatever was thrown has a class', () => {
  const metrics = new RecordingMetrics();
  const statistics = new ErrorStatistics(new SimulatedTime(), metrics);
  statistics.note(new QForgeError('DISK_FULL', { path: 'x' }));
  statistics.note(new QForgeError('DISK_FULL', { path: 'y' }));
  statistics.note(new TypeError('a defect'));
  assert.deepEqual(
    [...metrics.values],
    [
      ['qforge_errors_total{class=resource,code=DISK_FULL}', 2],
      ['qforge_errors_total{class=critical,code=INTERNAL}', 1],
    ],
  );
});
