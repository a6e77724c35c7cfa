/** A block has at most 2^13 amplitudes: 128 KiB, which the second-level cache holds beside what else is needed. */
export const BLOCK_QUBITS = 13;
/** Blocks that are gathered take at least 2^6 amplitudes from one place: 1 KiB. */
const LEAST_CHUNK_QUBITS = 6;

/** The qubits of a pass: those whose bits of the index vary within a block. */
export interface QubitWindow {
  /** Rising. */
  readonly qubits: readonly number[];
  /** The same as bits of the index. */
  readonly mask: number;
  /** How many of the lowest qubits are all in the window: a block consists of chunks of 2^chunkQubits amplitudes. */
  readonly chunkQubits: number;
  /** Where the chunks of a block begin, as indices relative to the first. */
  readonly chunkOffsets: Int32Array;
}

/** Chooses the qubits of a pass as steps ask for them: the lowest ones, and what else fits. */
export class WindowChoice {
  readonly #total: number;
  readonly #chosen: Set<number>;
  readonly #capacity: number;

  constructor(totalQubits: number) {
    this.#total = totalQubits;
    this.#capacity = Math.min(totalQubits, BLOCK_QUBITS);
    const first = totalQubits <= BLOCK_QUBITS ? totalQubits : LEAST_CHUNK_QUBITS;
    this.#chosen = new Set(Array.from({ length: first }, (_, index) => index));
  }

  /** Whether the window has, or can take in, all these targets; it takes them in if so. */
  admit(targets: readonly number[]): boolean {
    const missing = targets.filter((target) => !this.#chosen.has(target));
    if (this.#chosen.size + missing.length > this.#capacity) return false;
    for (const target of missing) this.#chosen.add(target);
    return true;
  }

  /** The window; room that is left goes to the lowest qubits, so that chunks are long. */
  finish(): QubitWindow {
    for (let qubit = 0; this.#chosen.size < this.#capacity && qubit < this.#total; qubit++) this.#chosen.add(qubit);
    const qubits = [...this.#chosen].toSorted((a, b) => a - b);
    const firstGap = qubits.findIndex((qubit, index) => qubit !== index);
    const chunkQubits = firstGap === -1 ? qubits.length : firstGap;
    const mask = qubits.reduce((bits, qubit) => bits | (1 << qubit), 0);
    return { qubits, mask, chunkQubits, chunkOffsets: offsetsOf(qubits.slice(chunkQubits)) };
  }
}

/** Every sum of the weights of some of these qubits, in the order of the bits that choose them. */
function offsetsOf(qubits: readonly number[]): Int32Array {
  return Int32Array.from({ length: 2 ** qubits.length }, (_, chosen) =>
    qubits.reduce((sum, qubit, index) => sum + (((chosen >> index) & 1) << qubit), 0),
  );
}
