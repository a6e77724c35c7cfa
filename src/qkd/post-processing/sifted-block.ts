import type { BlockParameters } from './block-parameters.ts';
import { SIFT_CHSH, SIFT_KEEP } from './sifting.ts';
import { sampleBits } from './test-sample.ts';

/** One detection as both ends know it after sifting, with the bit that this end has of it. */
export interface SiftedDetection {
  readonly verdict: number;
  readonly pulseClass: number;
  /** Basis of this end, which for kept detections of decoy links is that of both. */
  readonly basis: number;
  readonly bit: number;
}

/** The bits of one end after sifting, in the same order at both. */
export class SiftedBlock {
  readonly #parameters: BlockParameters;
  readonly #bits: number[] = [];
  readonly #testBits: number[] = [];
  readonly #chshBits: number[] = [];
  /** Bits of each class of pulses, in the key and in the test. */
  readonly #keyCounts: number[];
  readonly #testCounts: number[];
  readonly #testClasses: number[] = [];

  constructor(parameters: BlockParameters) {
    this.#parameters = parameters;
    this.#keyCounts = parameters.classes.map(() => 0);
    this.#testCounts = parameters.classes.map(() => 0);
  }

  /** Sifted bits, those of the test included. */
  get sifted(): number {
    return this.#bits.length + this.#testBits.length;
  }

  get chshBits(): Uint8Array {
    return Uint8Array.from(this.#chshBits);
  }

  /** Takes one detection in. Decoy links make the key in basis 0 and test in basis 1. */
  add({ verdict, pulseClass, basis, bit }: SiftedDetection): void {
    if (verdict === SIFT_CHSH) this.#chshBits.push(bit);
    if (verdict !== SIFT_KEEP) return;
    const isTest = this.#parameters.protocol === 'bb84-decoy' && basis === 1;
    const counts = isTest ? this.#testCounts : this.#keyCounts;
    counts[pulseClass] = (counts[pulseClass] ?? 0) + 1;
    if (isTest) this.#testClasses.push(pulseClass);
    (isTest ? this.#testBits : this.#bits).push(bit);
  }

  /** Divides the bits: links without decoys disclose a random sample, chosen by a public seed. */
  divide(seed: Uint8Array): DividedBlock {
    if (this.#parameters.protocol === 'bb84-decoy') {
      const test = Uint8Array.from(this.#testBits);
      return { key: Uint8Array.from(this.#bits), test, testClasses: this.#testClasses, ...this.#counts() };
    }
    const testCount = Math.ceil(this.#bits.length * this.#parameters.testShare);
    const { key, test } = sampleBits(Uint8Array.from(this.#bits), testCount, seed);
    return { key, test, testClasses: [], keyCounts: [key.length], testCounts: [test.length] };
  }

  #counts(): Pick<DividedBlock, 'keyCounts' | 'testCounts'> {
    return { keyCounts: this.#keyCounts, testCounts: this.#testCounts };
  }
}

/** Bits of the key and of the test. */
export interface DividedBlock {
  readonly key: Uint8Array;
  readonly test: Uint8Array;
  /** The class of pulses of each test bit; empty when there is only one. */
  readonly testClasses: readonly number[];
  readonly keyCounts: readonly number[];
  readonly testCounts: readonly number[];
}
