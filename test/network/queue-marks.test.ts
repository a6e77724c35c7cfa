import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_QUEUE_MARKS, queueMarks } from '../../src/network/queue-marks.ts';

test('marks that are not given take their defaults, which keep a slow connection below 1 MiB', () => {
  assert.deepEqual(queueMarks({}), DEFAULT_QUEUE_MARKS);
  assert.deepEqual(queueMarks({ lowWaterBytes: 5 }), { ...DEFAULT_QUEUE_MARKS, lowWaterBytes: 5 });
  assert.ok(DEFAULT_QUEUE_MARKS.highWaterBytes < 1024 * 1024);
});

test('a low mark above the high one is a programming error', () => {
  assert.throws(() => queueMarks({ highWaterBytes: 10, lowWaterBytes: 11 }), { code: 'ASSERTION_FAILED' });
  assert.throws(() => queueMarks({ highWaterBytes: 10, lowWaterBytes: -1 }), { code: 'ASSERTION_FAILED' });
});
