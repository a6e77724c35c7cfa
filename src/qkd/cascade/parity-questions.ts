const FIELDS = 3;

/** Stretches of the key, in the order of some pass, whose parities one end asks the other for. */
export class ParityQuestions {
  #fields = new Int32Array(64 * FIELDS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(pass: number, start: number, end: number): void {
    const offset = this.#count * FIELDS;
    if (offset === this.#fields.length) {
      const larger = new Int32Array(this.#fields.length * 2);
      larger.set(this.#fields);
      this.#fields = larger;
    }
    this.#fields[offset] = pass;
    this.#fields[offset + 1] = start;
    this.#fields[offset + 2] = end;
    this.#count++;
  }

  passAt(index: number): number {
    return this.#fields[index * FIELDS] ?? 0;
  }

  startAt(index: number): number {
    return this.#fields[index * FIELDS + 1] ?? 0;
  }

  endAt(index: number): number {
    return this.#fields[index * FIELDS + 2] ?? 0;
  }

  clear(): void {
    this.#count = 0;
  }
}
