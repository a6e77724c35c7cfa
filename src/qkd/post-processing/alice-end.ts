import { ByteWriter, type RandomSource } from '../../base/index.ts';
import { bytesOfBits, packBits, unpackBits } from '../amplification/bit-strings.ts';
import { toeplitzHash, toeplitzSeedBits } from '../amplification/toeplitz-hash.ts';
import { ParityAnswerer } from '../cascade/parity-answerer.ts';
import { RandomNumbers } from '../link/random-numbers.ts';
import { type BlockContext, CHSH_SCALE, greet, SEED_BYTES } from './block-context.ts';
import { type ClassCounts, finalKeyBits, testErrorRate } from './block-estimate.ts';
import { AUTHENTICATION_BITS, type EndOutcome, endOutcome } from './block-outcome.ts';
import { type AnnouncedDetections, decodeDetections } from './detection-message.ts';
import type { AliceRecords, PreparedPulse } from './end-records.ts';
import { tellSyndromes } from './ldpc-dialogue.ts';
import { decodeQuestions } from './parity-message.ts';
import { HASH_BYTES, PolynomialHash } from './polynomial-hash.ts';
import { type DividedBlock, SiftedBlock } from './sifted-block.ts';
import { ChshSum, SIFT_CHSH, SIFT_DISCARD, SIFT_KEEP, siftingRules } from './sifting.ts';

/** Fewest bits of key and test with which a block goes on. */
const LEAST_BITS = 16;
/** The largest value that the classical world allows the CHSH sum. */
const CLASSICAL_CHSH = 2;

/**
 * Alice's end of one block: her key is the one that counts. docs/spec/qkd-post-processing.md.
 *
 * Throws `QKD_ABORTED`, `QKD_AUTHENTICATION_FAILED`, `QKD_AUTHENTICATION_KEY_USED_UP` and `MALFORMED`.
 */
export class AliceEnd {
  readonly #context: BlockContext;
  readonly #records: AliceRecords;
  readonly #source: RandomSource;
  readonly #random: RandomNumbers;

  constructor(context: BlockContext, records: AliceRecords, source: RandomSource) {
    this.#context = context;
    this.#records = records;
    this.#source = source;
    this.#random = new RandomNumbers(source);
  }

  async run(): Promise<EndOutcome> {
    const { dialogue } = this.#context;
    await greet(this.#context);
    const { block, detections, chshPairs } = await this.#sift();
    const divided = await this.#divide(block);
    const { counts, chsh } = await this.#estimate(divided, chshPairs);
    const reconciled = await this.#reconcile(divided.key, testErrorRate(counts));
    const blocks = await this.#verify(divided.key);
    const fresh = await this.#amplify(divided.key, counts, reconciled.disclosed);
    await dialogue.authenticate();
    return endOutcome(this.#context, {
      fresh,
      detections,
      sifted: block.sifted,
      counts,
      chsh,
      corrected: reconciled.corrected,
      disclosed: reconciled.disclosed,
      verifiedBlocks: blocks,
    });
  }

  /** Answers Bob's detections, and notes which of them belong to the CHSH sum. */
  async #sift(): Promise<{ block: SiftedBlock; detections: number; chshPairs: readonly ChshPair[] }> {
    const { dialogue, parameters, pulses } = this.#context;
    const rule = siftingRules[parameters.protocol];
    const body = await dialogue.receive('detections');
    const found = decodeDetections(body, pulses, rule.bobAnnouncesBases, rule.largestBasis);
    const sent = Array.from(found.pulses, (pulse) => this.#records.pulseAt(pulse));
    const announced = sent.map((pulse, index) => {
      return rule.announcement(pulse, found.bases[index] ?? 0, this.#random.bit());
    });
    await dialogue.send(
      'sifting',
      Uint8Array.from(sent, ({ pulseClass }, index) => (announced[index] ?? 0) | (pulseClass << 2)),
    );
    const verdicts = rule.bobAnnouncesBases
      ? announced.map((announcement) => rule.verdict(announcement, 0, 0))
      : await this.#conclusive(sent.length);
    return this.#collect(sent, found, verdicts);
  }

  async #conclusive(count: number): Promise<readonly number[]> {
    const body = await this.#context.dialogue.receive('conclusive');
    const mask = unpackBits(body.bytes(bytesOfBits(count)), count);
    body.end();
    return Array.from(mask, (bit) => (bit === 1 ? SIFT_KEEP : SIFT_DISCARD));
  }

  #collect(
    sent: readonly PreparedPulse[],
    found: AnnouncedDetections,
    verdicts: readonly number[],
  ): { block: SiftedBlock; detections: number; chshPairs: readonly ChshPair[] } {
    const { parameters } = this.#context;
    const rule = siftingRules[parameters.protocol];
    const block = new SiftedBlock(parameters);
    const chshPairs: ChshPair[] = [];
    for (const [index, pulse] of sent.entries()) {
      const verdict = verdicts[index] ?? SIFT_DISCARD;
      const { pulseClass, basis } = pulse;
      block.add({ verdict, pulseClass, basis, bit: rule.aliceBit(pulse) });
      if (verdict === SIFT_CHSH) {
        chshPairs.push({ aliceBasis: basis, aliceBit: pulse.bit, bobBasis: found.bases[index] ?? 0 });
      }
    }
    return { block, detections: sent.length, chshPairs };
  }

  async #divide(block: SiftedBlock): Promise<DividedBlock> {
    const seed = this.#source.fill(new Uint8Array(SEED_BYTES));
    await this.#context.dialogue.send('sample', seed);
    const divided = block.divide(seed);
    if (divided.key.length < LEAST_BITS || divided.test.length < LEAST_BITS)
      await this.#context.dialogue.abort('tooFewBits');
    return divided;
  }

  /** Compares the test bits, and gives the block up when they are too wrong. */
  async #estimate(
    divided: DividedBlock,
    pairs: readonly ChshPair[],
  ): Promise<{ counts: readonly ClassCounts[]; chsh: number | undefined }> {
    const { dialogue, parameters } = this.#context;
    const body = await dialogue.receive('outcomes');
    const bobTest = unpackBits(body.bytes(bytesOfBits(divided.test.length)), divided.test.length);
    const bobChsh = unpackBits(body.bytes(bytesOfBits(pairs.length)), pairs.length);
    body.end();
    const counts = classCounts(divided, bobTest);
    const chsh = chshOf(pairs, bobChsh);
    if (testErrorRate(counts) > parameters.largestQber) await dialogue.abort('tooManyErrors');
    if (parameters.protocol === 'e91' && !(chsh !== undefined && chsh > CLASSICAL_CHSH))
      await dialogue.abort('noEntanglement');
    const writer = new ByteWriter().u32(Math.round((chsh ?? 0) * CHSH_SCALE));
    for (const { testErrors } of counts) writer.u32(testErrors);
    await dialogue.send('estimate', writer.finish());
    return { counts, chsh };
  }

  async #reconcile(key: Uint8Array, qber: number): Promise<{ disclosed: number; corrected: number }> {
    const { dialogue, parameters } = this.#context;
    if (parameters.reconciliation === 'ldpc') return tellSyndromes(dialogue, key, qber, this.#source);
    const seed = this.#source.fill(new Uint8Array(SEED_BYTES));
    await dialogue.send('permutation', seed);
    const answerer = new ParityAnswerer(key, seed);
    for (;;) {
      const [name, body] = await dialogue.receiveOneOf(['parityQuestions', 'corrected']);
      if (name === 'corrected') {
        const corrected = body.u32();
        body.end();
        return { disclosed: answerer.disclosed, corrected };
      }
      const questions = decodeQuestions(body, key.length);
      await dialogue.send('parityAnswers', packBits(answerer.answer(questions)));
      if (answerer.disclosed > 2 * key.length + 1000) await dialogue.abort('notConverged');
    }
  }

  /** Sends a hash of the key; returns its length in blocks. */
  async #verify(key: Uint8Array): Promise<number> {
    const { dialogue } = this.#context;
    const hashKey = this.#source.fill(new Uint8Array(HASH_BYTES));
    const hash = new PolynomialHash(hashKey).update(packBits(key));
    await dialogue.send('verification', new ByteWriter().bytes(hashKey).bytes(hash.digest()).finish());
    (await dialogue.receive('verified')).end();
    return hash.blocks;
  }

  async #amplify(key: Uint8Array, counts: readonly ClassCounts[], disclosed: number): Promise<Uint8Array> {
    const { dialogue, parameters } = this.#context;
    const finalBits = finalKeyBits(parameters, counts, disclosed) & ~7;
    if (finalBits <= AUTHENTICATION_BITS) await dialogue.abort('nothingSecret');
    const seed = this.#source.fill(new Uint8Array(bytesOfBits(toeplitzSeedBits(key.length))));
    await dialogue.send('amplification', new ByteWriter(seed.length + 4).u32(finalBits).bytes(seed).finish());
    return toeplitzHash(packBits(key), key.length, finalBits, seed);
  }
}

interface ChshPair {
  readonly aliceBasis: number;
  readonly aliceBit: number;
  readonly bobBasis: number;
}

function chshOf(pairs: readonly ChshPair[], bobBits: Uint8Array): number | undefined {
  const sum = new ChshSum();
  for (const [index, { aliceBasis, aliceBit, bobBasis }] of pairs.entries()) {
    sum.add(aliceBasis, bobBasis, aliceBit, bobBits[index] ?? 0);
  }
  return sum.value;
}

function classCounts(divided: DividedBlock, bobTest: Uint8Array): readonly ClassCounts[] {
  const errors = divided.keyCounts.map(() => 0);
  for (let index = 0; index < bobTest.length; index++) {
    const pulseClass = divided.testClasses[index] ?? 0;
    if (bobTest[index] !== divided.test[index]) errors[pulseClass] = (errors[pulseClass] ?? 0) + 1;
  }
  return divided.keyCounts.map((keyBits, index) => ({
    keyBits,
    testBits: divided.testCounts[index] ?? 0,
    testErrors: errors[index] ?? 0,
  }));
}
