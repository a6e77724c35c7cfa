import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { JITTER_STEPS, timingJitter } from '../../src/security/timing-jitter.ts';

const sha512 = nativeBackend.hash('SHA-512');

/** A timer that goes on by these steps. */
function timerOf(steps: readonly bigint[]): () => bigint {
  let [now, index] = [0n, 0];
  return () => {
    now += steps[index % steps.length] ?? 0n;
    index += 1;
    return now;
  };
}

describe('timing jitter', () => {
  test('is a digest of how long each step took', () => {
    const expected = sha512.digest(
      ...Array.from({ length: JITTER_STEPS }, (_, index) => {
        const bytes = Buffer.alloc(8);
        bytes.writeBigUInt64BE(index % 2 === 0 ? 9n : 7n);
        return bytes;
      }),
    );
    assert.deepEqual(timingJitter(sha512, timerOf([7n, 9n])), expected);
  });

  test('is the same under a clock that is: nobody may count it as entropy', () => {
    assert.deepEqual(timingJitter(sha512, timerOf([5n])), timingJitter(sha512, timerOf([5n])));
    assert.notDeepEqual(timingJitter(sha512, timerOf([5n])), timingJitter(sha512, timerOf([5n, 5n, 6n])));
  });

  test('comes from the machine', () => {
    const timer = (): bigint => process.hrtime.bigint();
    assert.notDeepEqual(timingJitter(sha512, timer), timingJitter(sha512, timer));
  });
});
