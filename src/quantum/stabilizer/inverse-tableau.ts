import { assert } from '../../base/index.ts';
import type { CliffordStep } from '../gates/clifford-steps.ts';
import type { RandomDraws } from '../random/random-draws.ts';
import { PauliRows } from './pauli-rows.ts';

/**
 * The state of qubits that met only Clifford gates.
 *
 * Kept is what each operator X_q and Z_q was before the circuit: the inverse tableau of Stim (Gidney 2021, section 3.1). A gate
 * then changes a few rows, and whether a measurement is certain is read off one row.
 */
export class InverseTableau {
  readonly qubits: number;
  /** Row q is X_q pulled back to the beginning, row `qubits + q` is Z_q. */
  readonly #rows: PauliRows;
  /** Where the row of each operator is kept: exchanging two operators exchanges two numbers. */
  readonly #place: Int32Array;

  constructor(qubits: number) {
    this.qubits = qubits;
    this.#rows = new PauliRows(2 * qubits, qubits);
    this.#place = Int32Array.from({ length: 2 * qubits }, (_, index) => index);
    this.clear();
  }

  /** Goes back to all zeros. */
  clear(): void {
    const { qubits } = this;
    this.#rows.clear();
    for (let row = 0; row < 2 * qubits; row++) this.#place[row] = row;
    for (let qubit = 0; qubit < qubits; qubit++) {
      this.#rows.setX(qubit, qubit);
      this.#rows.setZ(qubits + qubit, qubit);
    }
  }

  /** Becomes a copy of a tableau of as many qubits. */
  copyFrom(other: InverseTableau): void {
    assert(other.qubits === this.qubits, 'tableaus of one size are copied');
    this.#rows.copyFrom(other.#rows);
    this.#place.set(other.#place);
  }

  /** Applies steps of a Clifford gate; `targets` are the qubits that its numbers stand for. */
  apply(steps: readonly CliffordStep[], targets: readonly number[]): void {
    for (const step of steps) {
      const target = targets[step[1]];
      if (step[0] === 'cx') this.#applyCx(target, targets[step[2]]);
      else if (step[0] === 'h') this.#applyH(target);
      else if (step[0] === 's') this.#applyS(target);
      else if (step[0] === 'x') this.#rows.negate(this.#zRow(target));
      else this.#rows.negate(this.#xRow(target));
    }
  }

  /** Whether the outcome of measuring a qubit is certain. */
  isCertain(qubit: number): boolean {
    return this.#rows.firstX(this.#zRow(qubit)) === -1;
  }

  /** Measures a qubit; an uncertain outcome is drawn, one half each. */
  measure(qubit: number, draws: RandomDraws): 0 | 1 {
    return this.measureOr(qubit, () => draws.bit());
  }

  /** Measures a qubit; `choose` says what is seen when both is possible. */
  measureOr(qubit: number, choose: () => 0 | 1): 0 | 1 {
    const row = this.#zRow(qubit);
    const pivot = this.#rows.firstX(row);
    if (pivot !== -1) {
      this.#rows.collapse(row, pivot);
      if (this.#rows.sign(row) !== choose()) this.#rows.flipSignsOfZ(pivot);
    }
    return this.#rows.sign(row);
  }

  /** Puts a qubit into 0. */
  reset(qubit: number, draws: RandomDraws): void {
    if (this.measure(qubit, draws) === 1) this.#rows.negate(this.#zRow(qubit));
  }

  #xRow(qubit: number): number {
    return this.#place[qubit];
  }

  #zRow(qubit: number): number {
    return this.#place[this.qubits + qubit];
  }

  /** H X H = Z. */
  #applyH(qubit: number): void {
    const x = this.#xRow(qubit);
    this.#place[qubit] = this.#zRow(qubit);
    this.#place[this.qubits + qubit] = x;
  }

  /** S† X S = -Y = -i X Z. */
  #applyS(qubit: number): void {
    this.#rows.multiply(this.#xRow(qubit), this.#zRow(qubit), 3);
  }

  /** CX X_c CX = X_c X_t, and CX Z_t CX = Z_c Z_t. */
  #applyCx(control: number, target: number): void {
    this.#rows.multiply(this.#xRow(control), this.#xRow(target), 0);
    this.#rows.multiply(this.#zRow(target), this.#zRow(control), 0);
  }
}
