import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLogger } from '../../../src/monitor/logging/combined-logger.ts';
import { RecordingLogger } from '../../resilience/recording-sinks.ts';

test('every entry goes to all loggers', () => {
  const [first, second] = [new RecordingLogger(), new RecordingLogger()];
  combinedLogger(first, second).log('warn', 'network', 'channel cut', { peer: 'x' });
  assert.deepEqual(first.entries, second.entries);
  assert.deepEqual(first.entries, [
    { level: 'warn', category: 'network', message: 'channel cut', fields: { peer: 'x' } },
  ]);
});
