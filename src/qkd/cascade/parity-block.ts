/** A stretch of one pass whose parity at the other end is known. */
export class ParityBlock {
  readonly pass: number;
  readonly start: number;
  readonly end: number;
  /** 1 when the parities of the two ends differ, so that an odd number of errors lies inside. */
  odd: number;
  left: ParityBlock | undefined = undefined;
  right: ParityBlock | undefined = undefined;

  constructor(pass: number, start: number, end: number, odd: number) {
    this.pass = pass;
    this.start = start;
    this.end = end;
    this.odd = odd;
  }

  get size(): number {
    return this.end - this.start;
  }

  /** Where the block is halved: the left part is the larger one. */
  get middle(): number {
    return this.start + ((this.size + 1) >> 1);
  }

  /** Makes the two parts, `leftOdd` being what the left one is. */
  split(leftOdd: number): void {
    this.left = new ParityBlock(this.pass, this.start, this.middle, leftOdd);
    this.right = new ParityBlock(this.pass, this.middle, this.end, this.odd ^ leftOdd);
  }

  /** The part with an odd number of errors, of a block that has one; undefined while the parts are not known. */
  get oddPart(): ParityBlock | undefined {
    return this.left?.odd === 1 ? this.left : this.right;
  }

  /** Forgets the parts. */
  join(): void {
    this.left = undefined;
    this.right = undefined;
  }

  /** Takes in that the bit at `place` was turned over, and returns the smallest known part around it. */
  toggle(place: number): ParityBlock {
    this.odd ^= 1;
    if (this.left === undefined || this.right === undefined) return this;
    return (place < this.middle ? this.left : this.right).toggle(place);
  }
}
