import type { CliffordStep } from '../gates/clifford-steps.ts';
import type { RandomDraws } from '../random/random-draws.ts';

/** Words of a batch: 1,024 shots run side by side, one in each bit. */
export const FRAME_WORDS = 32;
/** Shots of a batch. */
export const FRAME_SHOTS: number = 32 * FRAME_WORDS;

/**
 * For many shots at once, the Pauli operator by which each differs from the reference shot.
 *
 * Word w of qubit q is at `q * FRAME_WORDS + w`.
 */
export class FrameBatch {
  readonly #x: Int32Array;
  readonly #z: Int32Array;
  readonly #draws: RandomDraws;

  constructor(qubits: number, draws: RandomDraws) {
    this.#x = new Int32Array(qubits * FRAME_WORDS);
    this.#z = new Int32Array(qubits * FRAME_WORDS);
    this.#draws = draws;
  }

  /** All zeros: any product of Zs may stand before it, and a random one does. */
  begin(): void {
    this.#x.fill(0);
    for (let index = 0; index < this.#z.length; index++) this.#z[index] = this.#draws.word();
  }

  /** Moves the operators past steps of a Clifford gate. */
  apply(steps: readonly CliffordStep[], qubits: readonly number[]): void {
    for (const step of steps) {
      const at = qubits[step[1]] * FRAME_WORDS;
      if (step[0] === 'cx') this.#applyCx(at, qubits[step[2]] * FRAME_WORDS);
      else if (step[0] === 'h') this.#applyH(at);
      else if (step[0] === 's') this.#applyS(at);
    }
  }

  /** Writes which shots see another outcome than the reference into `flips`; the measured qubit's Z becomes random. */
  measure(qubit: number, flips: Int32Array): void {
    const at = qubit * FRAME_WORDS;
    for (let word = 0; word < FRAME_WORDS; word++) {
      flips[word] = this.#x[at + word];
      this.#z[at + word] = this.#draws.word();
    }
  }

  /** A qubit is 0 in all shots. */
  reset(qubit: number): void {
    const at = qubit * FRAME_WORDS;
    for (let word = 0; word < FRAME_WORDS; word++) {
      this.#x[at + word] = 0;
      this.#z[at + word] = this.#draws.word();
    }
  }

  /** Applies a Pauli operator to one shot; 1, 2 and 3 are X, Y and Z. */
  strike(qubit: number, shot: number, pauli: number): void {
    const at = qubit * FRAME_WORDS + (shot >> 5);
    const bit = 1 << (shot & 31);
    if (pauli === 1 || pauli === 2) this.#x[at] ^= bit;
    if (pauli === 2 || pauli === 3) this.#z[at] ^= bit;
  }

  /** Applies a Pauli operator to the shots of a mask. */
  strikeAll(qubit: number, shots: Int32Array, pauli: number): void {
    const at = qubit * FRAME_WORDS;
    for (let word = 0; word < FRAME_WORDS; word++) {
      if (pauli === 1 || pauli === 2) this.#x[at + word] ^= shots[word];
      if (pauli === 2 || pauli === 3) this.#z[at + word] ^= shots[word];
    }
  }

  #applyH(at: number): void {
    for (let word = at; word < at + FRAME_WORDS; word++) {
      const x = this.#x[word];
      this.#x[word] = this.#z[word];
      this.#z[word] = x;
    }
  }

  #applyS(at: number): void {
    for (let word = at; word < at + FRAME_WORDS; word++) this.#z[word] ^= this.#x[word];
  }

  #applyCx(control: number, target: number): void {
    for (let word = 0; word < FRAME_WORDS; word++) {
      this.#x[target + word] ^= this.#x[control + word];
      this.#z[control + word] ^= this.#z[target + word];
    }
  }
}
