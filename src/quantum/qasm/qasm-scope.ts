import type { QasmArray } from './qasm-array.ts';
import type { QasmExpression } from './qasm-expression.ts';
import { invalidQasm, type QasmPlace } from './qasm-fault.ts';
import { QasmWork } from './qasm-work.ts';
import type { QasmValue } from './value-kind.ts';

/** A number with a name. */
export interface NumberBinding {
  readonly kind: 'number';
  value: number;
  readonly type: string;
  readonly width: number | undefined;
  readonly isConstant: boolean;
  /** Under how many conditions on measured bits it was declared: it changes under the same ones only. */
  readonly conditions?: number;
}

/** An array with a name. */
export interface ArrayBinding {
  readonly kind: 'array';
  readonly array: QasmArray;
  readonly isConstant: boolean;
  readonly conditions?: number;
}

/** What a name stands for. */
export type QasmBinding =
  | {
      readonly kind: 'qubits' | 'bits';
      readonly indices: readonly number[];
      readonly isSingle: boolean;
      /** A parameter holds what the bits were: nothing is measured into it. */
      readonly isParameter?: boolean;
    }
  | NumberBinding
  | ArrayBinding
  | {
      readonly kind: 'subroutine';
      /** Does what the subroutine does, with operands of the caller's scope; undefined if it returns nothing. */
      readonly call: (place: QasmPlace, operands: readonly QasmExpression[], from: QasmScope) => QasmValue | undefined;
    };

/** Names of a block, and of the blocks around it. */
export class QasmScope {
  /** What all blocks of one reading have done together. */
  readonly work: QasmWork;
  readonly #outer: QasmScope | undefined;
  readonly #bindings = new Map<string, QasmBinding>();
  /** Whether the block is the body of a subroutine, which sees constants and subroutines outside and nothing else. */
  readonly #isBody: boolean;

  constructor(outer?: QasmScope, isBody: boolean = false, work: QasmWork = outer?.work ?? new QasmWork()) {
    this.#outer = outer;
    this.#isBody = isBody;
    this.work = work;
  }

  /** Whether no block is around this one. */
  get isGlobal(): boolean {
    return this.#outer === undefined;
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
    const own = this.#bindings.get(name);
    if (own !== undefined || this.#outer === undefined) return own;
    const binding = this.#outer.find(name);
    return this.#isBody && !isSeenInBodies(binding) ? undefined : binding;
  }

  /** The block that declares a name. */
  #home(name: string): QasmScope | undefined {
    if (this.#bindings.has(name)) return this;
    return this.#outer === undefined || this.#isBody ? undefined : this.#outer.#home(name);
  }
}

function isSeenInBodies(binding: QasmBinding | undefined): boolean {
  if (binding?.kind === 'number' || binding?.kind === 'array') return binding.isConstant;
  return binding?.kind === 'subroutine';
}
