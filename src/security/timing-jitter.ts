import type { Hash } from '../crypto/index.ts';

/** How many steps are timed. */
export const JITTER_STEPS = 64;

/** A counter of time as fine as the machine has one; what it counts in does not matter. */
export type FineTimer = () => bigint;

const BYTES_PER_STEP = 8;

/**
 * How long a piece of work took, again and again: additional input that is never counted as entropy, since another program on the
 * machine can see much of it, and under a simulator it is the same each time. docs/spec/entropy.md §2.3
 */
export function timingJitter(hash: Hash, timer: FineTimer): Uint8Array {
  const times = new Uint8Array(JITTER_STEPS * BYTES_PER_STEP);
  const view = new DataView(times.buffer);
  let last = timer();
  for (let step = 0; step < JITTER_STEPS; step += 1) {
    const now = timer();
    view.setBigUint64(step * BYTES_PER_STEP, BigInt.asUintN(64, now - last));
    last = now;
  }
  return hash.digest(times);
}
