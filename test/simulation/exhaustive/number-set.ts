/** Positive whole numbers up to 2^53, each once: as a table of open addresses, since a `Set` takes several times the memory. */
export class NumberSet {
  #slots = new Float64Array(2 ** 16);
  size = 0;

  /** Adds a number. Returns whether it is new. */
  add(number: number): boolean {
    if (this.size * 2 >= this.#slots.length) this.#grow();
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = mixed(number) & mask;
    for (let found = slots[at]; found !== 0; found = slots[at]) {
      if (found === number) return false;
      at = (at + 1) & mask;
    }
    slots[at] = number;
    this.size += 1;
    return true;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Float64Array(before.length * 2);
    this.size = 0;
    for (const number of before) if (number !== 0) this.add(number);
  }
}

/** The mixer of murmur3 over both halves. */
function mixed(number: number): number {
  let word = Math.imul(Math.floor(number / 2 ** 32), 0x9e37_79b1) ^ (number | 0);
  word = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2_ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
