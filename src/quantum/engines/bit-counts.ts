/** How often each outcome was seen. An outcome is spelled as OpenQASM does: the last sign is bit 0. */
export type BitCounts = ReadonlyMap<string, number>;

/** Bits as signs, the last one bit 0. */
export function bitText(bits: ArrayLike<number>): string {
  let text = '';
  for (let index = bits.length - 1; index >= 0; index--) text += bits[index] === 1 ? '1' : '0';
  return text;
}

/** Counts outcomes as they come. */
export class BitCounter {
  readonly #counts = new Map<string, number>();

  add(outcome: string, times: number = 1): void {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + times);
  }

  /** The counts, in the order of the outcomes as numbers. */
  finish(): BitCounts {
    return new Map([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
