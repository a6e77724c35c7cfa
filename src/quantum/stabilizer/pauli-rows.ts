import { bitCount } from '../bit-count.ts';

const WORD_BITS = 32;

/** Products of Pauli operators with a sign, one a row, packed 32 qubits to a word. All are Hermitian. */
export class PauliRows {
  readonly #rows: number;
  /** Words of a row. */
  readonly #words: number;
  readonly #x: Int32Array;
  readonly #z: Int32Array;
  /** 1 for a minus. */
  readonly #signs: Uint8Array;

  constructor(rows: number, qubits: number) {
    this.#rows = rows;
    this.#words = Math.ceil(qubits / WORD_BITS);
    this.#x = new Int32Array(rows * this.#words);
    this.#z = new Int32Array(rows * this.#words);
    this.#signs = new Uint8Array(rows);
  }

  /** Makes every row the identity. */
  clear(): void {
    this.#x.fill(0);
    this.#z.fill(0);
    this.#signs.fill(0);
  }

  copyFrom(other: PauliRows): void {
    this.#x.set(other.#x);
    this.#z.set(other.#z);
    this.#signs.set(other.#signs);
  }

  setX(row: number, qubit: number): void {
    this.#x[row * this.#words + (qubit >> 5)] |= 1 << (qubit & 31);
  }

  setZ(row: number, qubit: number): void {
    this.#z[row * this.#words + (qubit >> 5)] |= 1 << (qubit & 31);
  }

  sign(row: number): 0 | 1 {
    return this.#signs[row] as 0 | 1;
  }

  negate(row: number): void {
    this.#signs[row] ^= 1;
  }

  /** The first qubit at which a row has X or Y, or -1. */
  firstX(row: number): number {
    const start = row * this.#words;
    for (let word = 0; word < this.#words; word++) {
      const bits = this.#x[start + word];
      if (bits !== 0) return word * WORD_BITS + 31 - Math.clz32(bits & -bits);
    }
    return -1;
  }

  /**
   * Multiplies one row by another, from the right, and by i as often as `quarterTurns` says.
   *
   * A row is `i^(number of Ys) X^x Z^z` with its sign. Moving Z past X gives a minus for each qubit where both are, so the powers
   * of i add up to: Ys of the left + Ys of the right + 2 (z of the left and x of the right) - Ys of the product.
   */
  multiply(left: number, right: number, quarterTurns: number): void {
    const x = this.#x;
    const z = this.#z;
    let i = left * this.#words;
    let j = right * this.#words;
    // Counters modulo 4, one for each bit of a word: their low and their high bits.
    let low = 0;
    let high = 0;
    for (const end = i + this.#words; i < end; i++, j++) {
      const leftYs = x[i] & z[i];
      const rightYs = x[j] & z[j];
      high ^= (z[i] & x[j]) ^ (low & leftYs);
      low ^= leftYs;
      high ^= low & rightYs;
      low ^= rightYs;
      x[i] ^= x[j];
      z[i] ^= z[j];
      // Minus one is plus three: one, and two.
      const productYs = x[i] & z[i];
      high ^= (low & productYs) ^ productYs;
      low ^= productYs;
    }
    const power = (bitCount(low) + 2 * bitCount(high) + quarterTurns) & 3;
    this.#signs[left] ^= this.#signs[right] ^ (power >> 1);
  }

  /**
   * Changes the basis of the beginning so that a row, which has X or Y at `pivot`, becomes a product of Zs.
   *
   * CX from the pivot to every other X or Y of the row leave all zeros as they are; then the pivot's X or Y is exchanged with Z.
   */
  collapse(row: number, pivot: number): void {
    const mask = this.#x.slice(row * this.#words, (row + 1) * this.#words);
    const [word, bit] = [pivot >> 5, 1 << (pivot & 31)];
    mask[word] &= ~bit;
    for (let other = 0; other < this.#rows; other++) this.#fanOut(other, word, bit, mask);
    const isY = (this.#z[row * this.#words + word] & bit) !== 0;
    for (let other = 0; other < this.#rows; other++) this.#turnToZ(other, word, bit, isY);
  }

  /** Flips the sign of every row that has Z or Y at a qubit: an X there, at the beginning. */
  flipSignsOfZ(qubit: number): void {
    const [word, bit] = [qubit >> 5, qubit & 31];
    for (let row = 0; row < this.#rows; row++) this.#signs[row] ^= (this.#z[row * this.#words + word] >>> bit) & 1;
  }

  /**
   * Conjugates a row by CX from one control to all targets of a mask.
   *
   * A CX flips the sign where the control has X, the target Z, and x of the target equals z of the control at that moment. That z
   * is flipped by every target with Z that came before: summed up over m of them, floor(m / 2) times.
   */
  #fanOut(row: number, word: number, bit: number, mask: Int32Array): void {
    const start = row * this.#words;
    const hasX = (this.#x[start + word] & bit) !== 0;
    let [zs, ys] = [0, 0];
    for (let index = 0; index < mask.length; index++) {
      const z = this.#z[start + index] & mask[index];
      zs += bitCount(z);
      ys += bitCount(z & this.#x[start + index]);
      if (hasX) this.#x[start + index] ^= mask[index];
    }
    const controlZ = (this.#z[start + word] & bit) === 0 ? 0 : 1;
    if (hasX) this.#signs[row] ^= (zs + ys + zs * controlZ + (zs >> 1)) & 1;
    if (zs % 2 === 1) this.#z[start + word] ^= bit;
  }

  /** Conjugates a row by the gate that exchanges Z with X, or with Y, at one qubit. */
  #turnToZ(row: number, word: number, bit: number, isY: boolean): void {
    const at = row * this.#words + word;
    const hasX = (this.#x[at] & bit) !== 0;
    const hasZ = (this.#z[at] & bit) !== 0;
    if (isY) {
      // X to -X, Y to Z, Z to Y.
      if (hasZ) this.#x[at] ^= bit;
      else if (hasX) this.#signs[row] ^= 1;
    } else {
      // X to Z, Z to X, Y to -Y.
      if (hasX !== hasZ) {
        this.#x[at] ^= bit;
        this.#z[at] ^= bit;
      } else if (hasX) this.#signs[row] ^= 1;
    }
  }
}
