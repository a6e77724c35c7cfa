import { invalidQasm, type QasmPlace } from './qasm-fault.ts';

/** What a name stands for. */
export type QasmBinding =
  | { readonly kind: 'qubits' | 'bits'; readonly indices: readonly number[]; readonly isSingle: boolean }
  | {
      kind: 'number';
      value: number;
      readonly type: string;
      readonly width: number | undefined;
      readonly isConstant: boolean;
    };

/** Names of a block, and of the blocks around it. */
export class QasmScope {
  readonly #outer: QasmScope | undefined;
  readonly #bindings = new Map<string, QasmBinding>();

  constructor(outer?: QasmScope) {
    this.#outer = outer;
  }

  /** Gives a name a meaning in this block. Throws `QASM_INVALID` when it has one already. */
  declare(place: QasmPlace, name: string, binding: QasmBinding): void {
    if (this.#bindings.has(name)) throw invalidQasm(place, `${name} is declared twice`);
    this.#bindings.set(name, binding);
  }

  /** Gives a name a meaning, also when it has one: for aliases. */
  redeclare(name: string, binding: QasmBinding): void {
    const home = this.#bindings.has(name) ? this : this.#home(name);
    (home ?? this).#bindings.set(name, binding);
  }

  find(name: string): QasmBinding | undefined {
    return this.#bindings.get(name) ?? this.#outer?.find(name);
  }

  /** The block that declares a name. */
  #home(name: string): QasmScope | undefined {
    if (this.#bindings.has(name)) return this;
    return this.#outer === undefined ? undefined : this.#outer.#home(name);
  }
}
