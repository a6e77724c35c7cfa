import assert from 'node:assert/strict';
import test from 'node:test';
import { FRAME_KEY_BITS, framePlan } from '../../../src/qkd/ldpc/frame-plan.ts';
import { correctFrame, frameBits, frameCount, frameSyndrome } from '../../../src/qkd/ldpc/frame-reconciler.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { noisyKeys } from '../noisy-keys.ts';

test('frames take a key apart, the last one filled up with zeros', () => {
  assert.equal(frameCount(FRAME_KEY_BITS), 1);
  assert.equal(frameCount(FRAME_KEY_BITS + 1), 2);
  const key = new Uint8Array(FRAME_KEY_BITS + 2).fill(1);
  assert.equal(
    frameBits(key, 1).reduce((sum, bit) => sum + bit, 0),
    2,
  );
});

test('frames decode to what Alice has, and never to anything else', (t) => {
  const random = new SeededRandom('frames');
  const qber = 0.035;
  const plan = framePlan(qber);
  let decoded = 0;
  for (let frame = 0; frame < 6; frame++) {
    const { right, noisy } = noisyKeys(random, FRAME_KEY_BITS, qber);
    const found = correctFrame(plan, noisy, frameSyndrome(plan, right, random), qber);
    if (found === undefined) continue;
    decoded++;
    assert.deepEqual(found, right);
  }
  t.diagnostic(`${decoded} of 6 frames decoded`);
  assert.ok(decoded >= 5);
});

test('far too many errors are noticed', () => {
  const random = new SeededRandom('too many');
  const plan = framePlan(0.03);
  const { right, noisy } = noisyKeys(random, FRAME_KEY_BITS, 0.11);
  assert.equal(correctFrame(plan, noisy, frameSyndrome(plan, right, random), 0.03), undefined);
});
