import { ByteWriter, concatBytes, type RandomSource } from '../../base/index.ts';
import { bytesOfBits, packBits, unpackBits } from '../amplification/bit-strings.ts';
import { FRAME_KEY_BITS, type FramePlan, framePlan } from '../ldpc/frame-plan.ts';
import { correctFrame, frameBits, frameCount, frameSyndrome } from '../ldpc/frame-reconciler.ts';
import type { AuthenticatedDialogue } from './authenticated-dialogue.ts';
import { countDifferences } from './test-sample.ts';

/** A key made equal to the other end's, and what that cost. */
export interface ReconciledKey {
  /** The key of this end, corrected. */
  readonly bits: Uint8Array;
  readonly corrected: number;
  readonly disclosed: number;
}

/** Error rates are planned at least as high, so that a clean test does not lead to codes that cannot decode. */
const LEAST_PLANNED_QBER = 0.002;

/**
 * Alice's part: one message of syndromes, and the bits of the frames that did not decode, which are disclosed whole.
 * docs/spec/qkd-post-processing.md §5.
 */
export async function tellSyndromes(
  dialogue: AuthenticatedDialogue,
  key: Uint8Array,
  qber: number,
  source: RandomSource,
): Promise<ReconciledKey> {
  const plan = framePlan(Math.max(qber, LEAST_PLANNED_QBER));
  const frames = Array.from({ length: frameCount(key.length) }, (_, frame) => frameBits(key, frame));
  const syndromes = frames.map((bits) => packBits(frameSyndrome(plan, bits, source)));
  await dialogue.send('syndromes', concatBytes(...syndromes));
  const body = await dialogue.receive('corrected');
  const corrected = body.u32();
  const failed = unpackBits(body.bytes(bytesOfBits(frames.length)), frames.length);
  body.end();
  const disclosedFrames = frames.filter((_, frame) => failed[frame] === 1);
  await dialogue.send('frames', concatBytes(...disclosedFrames.map(packBits)));
  return { bits: key, corrected, disclosed: disclosedBits(plan, frames.length, disclosedFrames.length) };
}

/** Bob's part: decodes, names the frames that did not settle, and takes those as Alice sends them. */
export async function correctBySyndromes(
  dialogue: AuthenticatedDialogue,
  key: Uint8Array,
  qber: number,
): Promise<ReconciledKey> {
  const planned = Math.max(qber, LEAST_PLANNED_QBER);
  const plan = framePlan(planned);
  const body = await dialogue.receive('syndromes');
  const found = Array.from({ length: frameCount(key.length) }, (_, frame) => {
    const syndrome = unpackBits(body.bytes(bytesOfBits(plan.code.checks)), plan.code.checks);
    return correctFrame(plan, frameBits(key, frame), syndrome, planned);
  });
  body.end();
  const failed = Uint8Array.from(found, (bits) => (bits === undefined ? 1 : 0));
  const settled = found.map((bits, frame) => bits ?? frameBits(key, frame));
  const corrected = countDifferences(joined(settled, key.length), key);
  await dialogue.send('corrected', new ByteWriter().u32(corrected).bytes(packBits(failed)).finish());
  const frames = await dialogue.receive('frames');
  const whole = found.map((bits) => bits ?? unpackBits(frames.bytes(bytesOfBits(FRAME_KEY_BITS)), FRAME_KEY_BITS));
  frames.end();
  const failures = failed.reduce((sum, each) => sum + each, 0);
  return {
    bits: joined(whole, key.length),
    corrected,
    disclosed: disclosedBits(plan, found.length, failures),
  };
}

function joined(frames: readonly Uint8Array[], keyBits: number): Uint8Array {
  return concatBytes(...frames).slice(0, keyBits);
}

function disclosedBits(plan: FramePlan, frames: number, failures: number): number {
  return frames * plan.disclosed + failures * FRAME_KEY_BITS;
}
