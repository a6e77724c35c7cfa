import assert from 'node:assert/strict';
import test from 'node:test';
import { PERFORMANCE_MODES, settingsOf } from '../../src/client/performance-modes.ts';
import { defaultWriteTuning, SharedWriteTuning } from '../../src/network/write-tuning.ts';

const configured = { small: 800, medium: 1600, large: 3200 };

test('every mode has settings that a network takes', () => {
  for (const mode of PERFORMANCE_MODES) new SharedWriteTuning().set(settingsOf(mode, configured).writing);
});

test('each mode is on the right side of the balanced one', () => {
  const [balanced, latency, throughput, memory] = PERFORMANCE_MODES.map((mode) => settingsOf(mode, configured));
  assert.deepEqual(balanced, { writing: defaultWriteTuning, retainedBytes: configured });
  assert.ok(latency !== undefined && throughput !== undefined && memory !== undefined);
  assert.ok(latency.writing.holdMs === 0 && latency.writing.coalescedBytes < balanced.writing.coalescedBytes);
  assert.ok(
    throughput.writing.holdMs > balanced.writing.holdMs &&
      throughput.writing.coalescedBytes > balanced.writing.coalescedBytes,
  );
  assert.ok(throughput.retainedBytes.large > configured.large && memory.retainedBytes.large < configured.large);
});
