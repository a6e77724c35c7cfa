/** A code by its checks: which bits each adds up. */
export class LdpcCode {
  readonly bits: number;
  readonly checks: number;
  /** Edges, ordered by check: the bit of each. */
  readonly edgeBits: Uint16Array;
  /** Where the edges of each check begin; one entry more than checks. */
  readonly checkStarts: Uint32Array;

  constructor(bits: number, checkBits: readonly (readonly number[])[]) {
    this.bits = bits;
    this.checks = checkBits.length;
    this.edgeBits = Uint16Array.from(checkBits.flat());
    this.checkStarts = new Uint32Array(this.checks + 1);
    for (const [check, list] of checkBits.entries()) {
      this.checkStarts[check + 1] = (this.checkStarts[check] ?? 0) + list.length;
    }
  }

  /** The sums of a word, one a byte. */
  syndrome(word: Uint8Array): Uint8Array {
    const sums = new Uint8Array(this.checks);
    for (let check = 0; check < this.checks; check++) {
      let sum = 0;
      const end = this.checkStarts[check + 1] ?? 0;
      for (let edge = this.checkStarts[check] ?? 0; edge < end; edge++) sum ^= word[this.edgeBits[edge] ?? 0] ?? 0;
      sums[check] = sum;
    }
    return sums;
  }
}
