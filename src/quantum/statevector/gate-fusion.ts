import { type ComplexMatrix, identityMatrix, isDiagonal, matrixProduct, tensorProduct } from '../complex-matrix.ts';
import type { LinearOperation } from './linear-operation.ts';

const ONE_QUBIT_SIZE = 2;

/**
 * The same circuit with fewer operations: one-qubit gates that meet become one matrix.
 *
 * A matrix waits at its qubit until an operation on several qubits needs it; a diagonal one waits on past controls.
 */
export function fusedOperations(operations: readonly LinearOperation[]): readonly LinearOperation[] {
  const fusion = new GateFusion();
  for (const operation of operations) fusion.add(operation);
  return fusion.finish();
}

class GateFusion {
  readonly #waiting = new Map<number, ComplexMatrix>();
  readonly #done: LinearOperation[] = [];

  add(operation: LinearOperation): void {
    const { matrix, targets, controls } = operation;
    if (targets.length === 0) this.#addPhase(matrix, controls.length);
    else if (targets.length === 1 && controls.length === 0) this.#fuse(targets[0], matrix);
    else this.#addWide(operation);
  }

  finish(): readonly LinearOperation[] {
    for (const qubit of [...this.#waiting.keys()].toSorted((a, b) => a - b)) this.#release(qubit);
    return this.#done;
  }

  /** A global phase is one on any qubit. */
  #addPhase(phase: ComplexMatrix, controls: number): void {
    if (controls === 0) this.#fuse(0, tensorProduct(identityMatrix(ONE_QUBIT_SIZE), phase));
  }

  #fuse(qubit: number, matrix: ComplexMatrix): void {
    const before = this.#waiting.get(qubit);
    this.#waiting.set(qubit, before === undefined ? matrix : matrixProduct(matrix, before));
  }

  #addWide(operation: LinearOperation): void {
    for (const { qubit } of operation.controls) {
      const waiting = this.#waiting.get(qubit);
      if (waiting !== undefined && !isDiagonal(waiting)) this.#release(qubit);
    }
    if (this.#addBranches(operation)) return;
    for (const target of operation.targets) this.#release(target);
    this.#done.push(operation);
  }

  /**
   * A matrix that waits at the target of a gate with one control goes into both of its branches: alone where the control forbids
   * the gate, multiplied with it where the control lets it act. That is one pass over the state instead of one and a half.
   */
  #addBranches({ matrix, targets, controls }: LinearOperation): boolean {
    const waiting = targets.length === 1 && controls.length === 1 ? this.#waiting.get(targets[0]) : undefined;
    if (waiting === undefined || isDiagonal(waiting)) return false;
    const [{ qubit, value }] = controls;
    this.#waiting.delete(targets[0]);
    this.#done.push({ matrix: waiting, targets, controls: [{ qubit, value: value === 1 ? 0 : 1 }] });
    this.#done.push({ matrix: matrixProduct(matrix, waiting), targets, controls });
    return true;
  }

  #release(qubit: number): void {
    const matrix = this.#waiting.get(qubit);
    if (matrix === undefined) return;
    this.#waiting.delete(qubit);
    this.#done.push({ matrix, targets: [qubit], controls: [] });
  }
}
