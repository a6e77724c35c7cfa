import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { beginTrace } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { currentTrace, tracedLogger, withTrace } from '../../../src/qkd/etsi/trace-scope.ts';
import { RecordingLogger } from '../../resilience/recording-sinks.ts';

test('work at the same time keeps its traces apart, whatever it waits for', async () => {
  const recorded = new RecordingLogger();
  const logger = tracedLogger(recorded);
  const traces = Array.from({ length: 20 }, () => beginTrace(nativeBackend.random));
  await Promise.all(
    traces.map((trace, at) =>
      withTrace(trace, async () => {
        await delay(at % 5);
        logger.log('info', 'quantum', 'done', { at });
        assert.equal(currentTrace(), trace);
      }),
    ),
  );
  assert.equal(recorded.entries.length, traces.length);
  for (const { fields = {} } of recorded.entries) {
    const trace = traces[Number(fields['at'])];
    assert.deepEqual([fields['traceId'], fields['spanId']], [trace?.traceId, trace?.parentId]);
  }
});

test('work without a trace has none', () => {
  const recorded = new RecordingLogger();
  assert.equal(
    withTrace(undefined, () => currentTrace()),
    undefined,
  );
  tracedLogger(recorded).log('info', 'quantum', 'done', { at: 1 });
  assert.deepEqual(recorded.entries[0]?.fields, { at: 1 });
});
