import { ByteWriter, equalPublicBytes } from '../../base/index.ts';
import { bytesOfBits, packBits, unpackBits } from '../amplification/bit-strings.ts';
import { toeplitzHash, toeplitzSeedBits } from '../amplification/toeplitz-hash.ts';
import { CascadeCorrector } from '../cascade/cascade-corrector.ts';
import { cascadeVariants } from '../cascade/cascade-variant.ts';
import { type BlockContext, CHSH_SCALE, greet, SEED_BYTES } from './block-context.ts';
import { type ClassCounts, finalKeyBits, testErrorRate } from './block-estimate.ts';
import { AUTHENTICATION_BITS, type EndOutcome, endOutcome } from './block-outcome.ts';
import { encodeDetections } from './detection-message.ts';
import type { BobRecords } from './end-records.ts';
import { correctBySyndromes, type ReconciledKey } from './ldpc-dialogue.ts';
import { encodeQuestions } from './parity-message.ts';
import { HASH_BYTES, PolynomialHash } from './polynomial-hash.ts';
import { type DividedBlock, SiftedBlock } from './sifted-block.ts';
import { SIFT_KEEP, siftingRules } from './sifting.ts';

/** Error rate that reconciliation expects at least, however clean the test was. */
const LEAST_EXPECTED_QBER = 0.002;

/**
 * Bob's end of one block: he corrects his key to Alice's. docs/spec/qkd-post-processing.md.
 *
 * Throws `QKD_ABORTED`, `QKD_AUTHENTICATION_FAILED`, `QKD_AUTHENTICATION_KEY_USED_UP` and `MALFORMED`.
 */
export class BobEnd {
  readonly #context: BlockContext;
  readonly #records: BobRecords;

  constructor(context: BlockContext, records: BobRecords) {
    this.#context = context;
    this.#records = records;
  }

  async run(): Promise<EndOutcome> {
    const { dialogue } = this.#context;
    await greet(this.#context);
    const block = await this.#sift();
    const divided = await this.#divide(block);
    const { counts, chsh } = await this.#estimate(block, divided);
    const reconciled = await this.#reconcile(divided.key, testErrorRate(counts));
    const blocks = await this.#verify(reconciled.bits);
    const fresh = await this.#amplify(reconciled, counts);
    await dialogue.authenticate();
    return endOutcome(this.#context, {
      fresh,
      detections: this.#records.pulses.length,
      sifted: block.sifted,
      counts,
      chsh,
      corrected: reconciled.corrected,
      disclosed: reconciled.disclosed,
      verifiedBlocks: blocks,
    });
  }

  async #sift(): Promise<SiftedBlock> {
    const { dialogue, parameters } = this.#context;
    const rule = siftingRules[parameters.protocol];
    const { pulses, bases, bits } = this.#records;
    const announcedBases = rule.bobAnnouncesBases ? bases : new Uint8Array(0);
    await dialogue.send('detections', encodeDetections({ pulses, bases: announcedBases }));
    const body = await dialogue.receive('sifting');
    const announced = body.bytes(pulses.length);
    body.end();
    const verdicts = announced.map((code, index) => rule.verdict(code & 3, bases[index] ?? 0, bits[index] ?? 0));
    if (!rule.bobAnnouncesBases) {
      await dialogue.send('conclusive', packBits(verdicts.map((verdict) => (verdict === SIFT_KEEP ? 1 : 0))));
    }
    const block = new SiftedBlock(parameters);
    for (const [index, verdict] of verdicts.entries()) {
      const pulseClass = (announced[index] ?? 0) >> 2;
      if (pulseClass >= parameters.classes.length) throw body.malformed(`there is no class ${pulseClass}`);
      const basis = bases[index] ?? 0;
      block.add({ verdict, pulseClass, basis, bit: rule.bobBit(basis, bits[index] ?? 0) });
    }
    return block;
  }

  async #divide(block: SiftedBlock): Promise<DividedBlock> {
    const body = await this.#context.dialogue.receive('sample');
    const divided = block.divide(body.bytes(SEED_BYTES));
    body.end();
    return divided;
  }

  /** Discloses the outcomes of the test; hears how many were wrong. */
  async #estimate(
    block: SiftedBlock,
    divided: DividedBlock,
  ): Promise<{ counts: readonly ClassCounts[]; chsh: number | undefined }> {
    const { dialogue, parameters } = this.#context;
    const outcomes = new ByteWriter().bytes(packBits(divided.test)).bytes(packBits(block.chshBits));
    await dialogue.send('outcomes', outcomes.finish());
    const body = await dialogue.receive('estimate');
    const chsh = body.u32() / CHSH_SCALE;
    const counts = divided.keyCounts.map((keyBits, index) => ({
      keyBits,
      testBits: divided.testCounts[index] ?? 0,
      testErrors: body.u32(),
    }));
    body.end();
    if (counts.some(({ testBits, testErrors }) => testErrors > testBits)) {
      throw body.malformed('there are more errors than bits');
    }
    return { counts, chsh: parameters.protocol === 'e91' ? chsh : undefined };
  }

  async #reconcile(key: Uint8Array, qber: number): Promise<ReconciledKey> {
    const { dialogue, parameters } = this.#context;
    const { reconciliation } = parameters;
    if (reconciliation === 'ldpc') return correctBySyndromes(dialogue, key, qber);
    const opening = await dialogue.receive('permutation');
    const seed = opening.bytes(SEED_BYTES).slice();
    opening.end();
    const expected = Math.max(qber, LEAST_EXPECTED_QBER);
    const cascade = new CascadeCorrector(key, seed, cascadeVariants[reconciliation], expected).run();
    let step = cascade.next(new Uint8Array(0));
    while (step.done !== true) {
      const { count } = step.value;
      await dialogue.send('parityQuestions', encodeQuestions(step.value));
      const body = await dialogue.receive('parityAnswers');
      const answers = unpackBits(body.bytes(bytesOfBits(count)), count);
      body.end();
      step = cascade.next(answers);
    }
    await dialogue.send('corrected', new ByteWriter().u32(step.value.corrected).finish());
    return step.value;
  }

  /** Checks Alice's hash of the key; returns its length in blocks. */
  async #verify(key: Uint8Array): Promise<number> {
    const { dialogue } = this.#context;
    const body = await dialogue.receive('verification');
    const hash = new PolynomialHash(body.bytes(HASH_BYTES)).update(packBits(key));
    const isEqual = equalPublicBytes(body.bytes(HASH_BYTES), hash.digest());
    body.end();
    if (!isEqual) await dialogue.abort('keysDiffer');
    await dialogue.send('verified', new Uint8Array(0));
    return hash.blocks;
  }

  async #amplify(reconciled: ReconciledKey, counts: readonly ClassCounts[]): Promise<Uint8Array> {
    const { dialogue, parameters } = this.#context;
    const body = await dialogue.receive('amplification');
    const finalBits = body.u32();
    const keyBits = reconciled.bits.length;
    const seed = body.bytes(bytesOfBits(toeplitzSeedBits(keyBits)));
    body.end();
    if (finalBits !== (finalKeyBits(parameters, counts, reconciled.disclosed) & ~7))
      await dialogue.abort('otherParameters');
    if (finalBits <= AUTHENTICATION_BITS) await dialogue.abort('nothingSecret');
    return toeplitzHash(packBits(reconciled.bits), keyBits, finalBits, seed);
  }
}
