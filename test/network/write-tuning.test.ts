import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_RECORD_PLAINTEXT_BYTES } from '../../src/network/record-limits.ts';
import {
  defaultWriteTuning,
  MAX_COALESCED_BYTES,
  MIN_COALESCED_BYTES,
  SharedWriteTuning,
  type WriteTuning,
} from '../../src/network/write-tuning.ts';

test('takes what is within its bounds, and nothing else', () => {
  const tuning = new SharedWriteTuning();
  const shown = ({ coalescedBytes, holdMs, heldTurns }: WriteTuning): WriteTuning => ({
    coalescedBytes,
    holdMs,
    heldTurns,
  });
  assert.deepEqual(shown(tuning), defaultWriteTuning);
  for (const coalescedBytes of [MIN_COALESCED_BYTES, MAX_COALESCED_BYTES]) {
    tuning.set({ coalescedBytes, holdMs: 1, heldTurns: 2 });
    assert.deepEqual(shown(tuning), { coalescedBytes, holdMs: 1, heldTurns: 2 });
  }
  const good = { coalescedBytes: MIN_COALESCED_BYTES, holdMs: 0, heldTurns: 0 };
  for (const wrong of [
    { coalescedBytes: MIN_COALESCED_BYTES - 1 },
    { coalescedBytes: MAX_COALESCED_BYTES + 1 },
    { holdMs: -1 },
  ]) {
    assert.throws(() => tuning.set({ ...good, ...wrong }));
  }
  assert.ok(MAX_COALESCED_BYTES < MAX_RECORD_PLAINTEXT_BYTES);
});
