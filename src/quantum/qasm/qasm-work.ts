import { invalidQasm, type QasmPlace } from './qasm-fault.ts';

/** Most statements, parts of expressions, values of ranges and places of registers that one reading goes through. */
export const MAX_QASM_STEPS = 20_000_000;

/** Deepest nesting of blocks, calls and expressions while a program is read into a circuit. */
export const MAX_QASM_NESTING = 500;

/** How much one reading of a program has done: a program that goes on for ever is refused. */
export class QasmWork {
  #steps = 0;
  #depth = 0;

  /** Counts so many steps. Throws `QASM_INVALID` beyond {@link MAX_QASM_STEPS}. */
  spend(place: QasmPlace, steps: number = 1): void {
    this.#steps += steps;
    if (this.#steps > MAX_QASM_STEPS) throw invalidQasm(place, `it takes more than ${MAX_QASM_STEPS} steps`);
  }

  /** Goes one level deeper for as long as `action` takes. Throws `QASM_INVALID` beyond {@link MAX_QASM_NESTING}. */
  nested<T>(place: QasmPlace, action: () => T): T {
    if (this.#depth >= MAX_QASM_NESTING) {
      throw invalidQasm(place, `blocks, calls and expressions are nested deeper than ${MAX_QASM_NESTING}`);
    }
    this.#depth += 1;
    const result = action();
    this.#depth -= 1;
    return result;
  }
}
