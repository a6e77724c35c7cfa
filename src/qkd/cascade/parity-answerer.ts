import type { ParityQuestions } from './parity-questions.ts';
import { PermutedKey } from './permuted-key.ts';

/** The end whose key is taken to be right: tells parities, and never learns of the other's errors. */
export class ParityAnswerer {
  readonly #key: PermutedKey;
  #disclosed = 0;

  constructor(bits: Uint8Array, seed: Uint8Array) {
    this.#key = new PermutedKey(bits, seed);
  }

  /** Bits disclosed so far. */
  get disclosed(): number {
    return this.#disclosed;
  }

  /** A parity for each question, one a byte. */
  answer(questions: ParityQuestions): Uint8Array {
    const answers = new Uint8Array(questions.count);
    for (let index = 0; index < answers.length; index++) {
      answers[index] = this.#key.parity(questions.passAt(index), questions.startAt(index), questions.endAt(index));
    }
    this.#disclosed += answers.length;
    return answers;
  }
}
