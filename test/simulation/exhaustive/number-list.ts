/** Numbers in a row, without an object for each. */
export class NumberList {
  #numbers = new Float64Array(1024);
  length = 0;

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length] = number;
    this.length += 1;
  }

  /** The number at a place; throws `RangeError` when there is none. */
  at(place: number): number {
    const number = place < this.length ? this.#numbers[place] : undefined;
    if (number === undefined) throw new RangeError(`there is no number ${place}`);
    return number;
  }
}
