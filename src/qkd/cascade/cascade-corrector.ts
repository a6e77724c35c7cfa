import { QForgeError } from '../../base/index.ts';
import type { CascadeVariant } from './cascade-variant.ts';
import { ParityBlock } from './parity-block.ts';
import { ParityQuestions } from './parity-questions.ts';
import { PermutedKey } from './permuted-key.ts';

/** Questions, or corrections, for each bit of the key after which the dialogue is given up; a true one stays below one. */
const STEPS_PER_BIT = 2;
/** Short keys take more, for their many passes. */
const SHORT_KEY_ALLOWANCE = 1000;

/** What became of one key. */
export interface CascadeOutcome {
  /** The key as corrected, one bit a byte. */
  readonly bits: Uint8Array;
  readonly corrected: number;
  /** Parities that were asked for: bits that the other end disclosed. */
  readonly disclosed: number;
  /** Rounds of questions. */
  readonly rounds: number;
}

/** Asks batches of questions, takes the answers, and returns what became of the key. */
export type CascadeDialogue = Generator<ParityQuestions, CascadeOutcome, Uint8Array>;

/**
 * Cascade at the end that corrects its key (Brassard and Salvail, EUROCRYPT '93), as a dialogue with the other end.
 *
 * Blocks with an odd number of errors are halved until the error is found, all those of one pass at a time, since they
 * do not overlap; each error found makes blocks of other passes odd, the smallest of which are next.
 */
export class CascadeCorrector {
  readonly #key: PermutedKey;
  readonly #variant: CascadeVariant;
  readonly #sizes: readonly number[];
  /** Blocks of each pass, in order. */
  readonly #blocks: ParityBlock[][] = [];
  /** Blocks of each pass that have become odd; some may be even again. */
  readonly #pending: ParityBlock[][] = [];
  readonly #questions = new ParityQuestions();
  #corrected = 0;
  #disclosed = 0;
  #rounds = 0;

  /** Corrects a copy of `bits`; `qber` is the expected error rate. */
  constructor(bits: Uint8Array, seed: Uint8Array, variant: CascadeVariant, qber: number) {
    this.#key = new PermutedKey(bits.slice(), seed);
    this.#variant = variant;
    this.#sizes = variant.blockSizes(bits.length, qber);
  }

  /** The dialogue; each batch of questions is only valid until the next. */
  *run(): CascadeDialogue {
    for (const [pass, size] of this.#sizes.entries()) {
      yield* this.#openPass(pass, size, this.#key.length);
      yield* this.#correctAll();
    }
    yield* this.#confirm();
    return {
      bits: this.#key.bits,
      corrected: this.#corrected,
      disclosed: this.#disclosed,
      rounds: this.#rounds,
    };
  }

  /** Asks for the parities of the blocks of a new pass, up to place `end`. */
  *#openPass(pass: number, size: number, end: number): Generator<ParityQuestions, void, Uint8Array> {
    const blocks: ParityBlock[] = [];
    for (let start = 0; start < end; start += size) {
      const block = new ParityBlock(pass, start, Math.min(start + size, end), 0);
      blocks.push(block);
      this.#questions.add(pass, block.start, block.end);
    }
    const answers = yield* this.#ask();
    for (const [index, block] of blocks.entries()) {
      block.odd = (answers[index] ?? 0) ^ this.#key.parity(pass, block.start, block.end);
    }
    this.#blocks[pass] = blocks;
    this.#pending[pass] = blocks.filter(({ odd }) => odd === 1);
  }

  /** Random halves of the key, until enough of them agree in a row. */
  *#confirm(): Generator<ParityQuestions, void, Uint8Array> {
    let pass = this.#sizes.length;
    for (let agreeing = 0; agreeing < this.#variant.confirmations; agreeing++, pass++) {
      const half = Math.ceil(this.#key.length / 2);
      yield* this.#openPass(pass, half, half);
      if ((this.#pending[pass]?.length ?? 0) > 0) agreeing = -1;
      yield* this.#correctAll();
    }
  }

  *#correctAll(): Generator<ParityQuestions, void, Uint8Array> {
    for (let batch = this.#nextBatch(); batch.length > 0; batch = this.#nextBatch()) {
      const found = yield* this.#search(batch);
      for (const block of found) this.#correct(this.#key.bitAt(block.pass, block.start));
    }
  }

  /** The odd blocks of the pass that has the smallest one. */
  #nextBatch(): ParityBlock[] {
    let [best, smallest] = [-1, Number.POSITIVE_INFINITY];
    for (let pass = 0; pass < this.#pending.length; pass++) {
      const pending = this.#pending[pass] ?? [];
      if (pending.length === 0) continue;
      const odd = pending.filter((block) => block.odd === 1);
      this.#pending[pass] = odd;
      for (const { size } of odd) if (size < smallest) [best, smallest] = [pass, size];
    }
    if (best < 0) return [];
    const batch = new Set(this.#pending[best]);
    this.#pending[best] = [];
    return Array.from(batch);
  }

  /** Halves odd blocks, all at once, until each has shown the place of one error. */
  *#search(batch: readonly ParityBlock[]): Generator<ParityQuestions, ParityBlock[], Uint8Array> {
    let open = batch.map(smallestOddPart);
    const found: ParityBlock[] = [];
    while (open.length > 0) {
      for (const block of open) if (block.size === 1) found.push(block);
      open = open.filter(({ size }) => size > 1);
      if (open.length === 0) break;
      for (const { pass, start, middle } of open) this.#questions.add(pass, start, middle);
      const answers = yield* this.#ask();
      for (const [index, block] of open.entries()) {
        block.split((answers[index] ?? 0) ^ this.#key.parity(block.pass, block.start, block.middle));
      }
      open = open.map(smallestOddPart);
    }
    if (!this.#variant.reusesParts) for (const block of batch) block.join();
    return found;
  }

  #correct(bit: number): void {
    this.#key.flip(bit);
    this.#corrected++;
    this.#assertConverging(this.#corrected);
    for (let pass = 0; pass < this.#blocks.length; pass++) {
      const blocks = this.#blocks[pass] ?? [];
      const size = blocks[0]?.size ?? 1;
      const place = this.#key.placeOf(pass, bit);
      const part = blocks[Math.floor(place / size)]?.toggle(place);
      if (part?.odd === 1) this.#pending[pass]?.push(part);
    }
  }

  /** Whoever answers truly discloses less than the key; answers that contradict each other could go on for ever. */
  #assertConverging(steps: number): void {
    if (steps <= STEPS_PER_BIT * this.#key.length + SHORT_KEY_ALLOWANCE) return;
    throw new QForgeError('QKD_ABORTED', { reason: 'reconciliation did not converge' });
  }

  *#ask(): Generator<ParityQuestions, Uint8Array, Uint8Array> {
    this.#disclosed += this.#questions.count;
    this.#rounds++;
    this.#assertConverging(this.#disclosed);
    const answers = yield this.#questions;
    this.#questions.clear();
    return answers;
  }
}

function smallestOddPart(block: ParityBlock): ParityBlock {
  let part = block;
  for (let next = part.oddPart; next !== undefined; next = part.oddPart) part = next;
  return part;
}
