import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PerformanceTimer } from '../../../src/monitor/logging/performance-timer.ts';
import { RecordingLogger, RecordingMetrics } from '../../resilience/recording-sinks.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';

test('a timer measures the whole and its laps, logs them, and hands the whole to a metric in seconds', async () => {
  const [time, logger, sink] = [new SimulatedTime(), new RecordingLogger(), new RecordingMetrics()];
  const pass = (ms: number): Promise<void> => time.settled(time.passes(ms), ms);
  const timer = PerformanceTimer.start('setup', { clock: time, logger, metric: { sink, name: 'setup_seconds' } });
  await pass(10);
  assert.equal(timer.lap('load'), 10);
  await pass(20);
  timer.lap('check');
  await pass(5);
  timer.lap('load');
  await pass(1.5);
  const result = timer.stop({ result: 'ok' });
  assert.deepEqual(result, { totalMs: 36.5, laps: { load: 15, check: 20 } });
  assert.equal(timer.stop(), result, 'it ends once');
  assert.deepEqual(logger.entries, [
    {
      level: 'info',
      category: 'performance',
      message: 'setup',
      fields: { durationMs: 36.5, loadMs: 15, checkMs: 20, result: 'ok' },
    },
  ]);
  assert.equal(sink.values.get('setup_seconds'), 0.0365);
});

test('work is measured to its end, and its outcome is passed on', async () => {
  const [time, logger] = [new SimulatedTime(), new RecordingLogger()];
  const options = { clock: time, logger };
  assert.equal(await PerformanceTimer.measure('good', options, () => Promise.resolve(7)), 7);
  const failure = new TypeError('x');
  await assert.rejects(
    PerformanceTimer.measure('bad', options, () => Promise.reject(failure)),
    failure,
  );
  assert.deepEqual(
    logger.entries.map(({ message, fields }) => [message, fields?.['result']]),
    [
      ['good', 'ok'],
      ['bad', 'failed'],
    ],
  );
});
