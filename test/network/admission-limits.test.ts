import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { admissionLimits } from '../../src/network/admission-limits.ts';

describe('the limits of admission', () => {
  test('leave half of the descriptors to channels and files', () => {
    assert.equal(admissionLimits(1024).halfOpen.total, 512);
    assert.equal(admissionLimits(1_048_576).halfOpen.total, 16_384);
    assert.equal(admissionLimits(Number.POSITIVE_INFINITY).halfOpen.total, 16_384);
    assert.equal(admissionLimits(1).halfOpen.total, 1);
  });

  test('fit together', () => {
    const { halfOpen, underLoad } = admissionLimits(1_048_576);
    assert.ok(halfOpen.perSource < halfOpen.total && halfOpen.begun < halfOpen.total);
    assert.ok(halfOpen.begunPerSource < halfOpen.begun && halfOpen.begunPerSource <= halfOpen.perSource);
    assert.deepEqual([underLoad.perSecond, underLoad.burst], [20, 5]);
  });
});
