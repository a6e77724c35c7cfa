import type { RandomSource } from '../../base/index.ts';
import { RandomNumbers } from '../link/random-numbers.ts';
import { FRAME_KEY_BITS, type FramePlan } from './frame-plan.ts';
import { decodeSyndrome } from './syndrome-decoder.ts';

/** Frames that a key of so many bits takes. */
export function frameCount(keyBits: number): number {
  return Math.ceil(keyBits / FRAME_KEY_BITS);
}

/** The bits of one frame of a key; behind its end they are 0 at both ends. */
export function frameBits(key: Uint8Array, frame: number): Uint8Array {
  const bits = new Uint8Array(FRAME_KEY_BITS);
  bits.set(key.subarray(frame * FRAME_KEY_BITS, (frame + 1) * FRAME_KEY_BITS));
  return bits;
}

/** The syndrome that Alice sends for a frame, one bit a byte. Punctured bits are random, from `source`. */
export function frameSyndrome(plan: FramePlan, bits: Uint8Array, source: RandomSource): Uint8Array {
  const random = new RandomNumbers(source);
  const word = new Uint8Array(plan.code.bits);
  for (const [index, place] of plan.keyPlaces.entries()) word[place] = bits[index] ?? 0;
  for (const place of plan.punctured) word[place] = random.bit();
  return plan.code.syndrome(word);
}

/** A large belief, for bits that are known. */
const CERTAIN = 25;

/** Corrects Bob's bits of a frame to those of the syndrome; undefined when the decoder does not settle. */
export function correctFrame(
  plan: FramePlan,
  bits: Uint8Array,
  syndrome: Uint8Array,
  qber: number,
): Uint8Array | undefined {
  const beliefs = new Float64Array(plan.code.bits);
  const trust = Math.log((1 - qber) / qber);
  for (const [index, place] of plan.keyPlaces.entries()) beliefs[place] = bits[index] === 1 ? -trust : trust;
  for (const place of plan.shortened) beliefs[place] = CERTAIN;
  const word = decodeSyndrome(plan.code, syndrome, beliefs);
  if (word === undefined) return undefined;
  return Uint8Array.from(plan.keyPlaces, (place) => word[place] ?? 0);
}
