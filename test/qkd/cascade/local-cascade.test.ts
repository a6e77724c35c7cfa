import assert from 'node:assert/strict';
import test from 'node:test';
import { cascadeVariants } from '../../../src/qkd/cascade/cascade-variant.ts';
import { reconcileLocally } from '../../../src/qkd/cascade/local-cascade.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { noisyKeys } from '../noisy-keys.ts';

test('both ends in one place make the noisy key the right one', () => {
  const random = new SeededRandom('local');
  for (const variant of Object.values(cascadeVariants)) {
    const { right, noisy, errors } = noisyKeys(random, 4000, 0.03);
    const outcome = reconcileLocally(right, noisy, random.fill(new Uint8Array(16)), variant, 0.03);
    assert.deepEqual(outcome.bits, right, variant.name);
    assert.ok(outcome.corrected >= errors && outcome.disclosed > 0 && outcome.rounds > 0);
  }
});
