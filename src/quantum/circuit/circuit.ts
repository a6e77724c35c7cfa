import type { ComplexMatrix } from '../complex-matrix.ts';
import { requireSpelling } from '../gates/gate-spellings.ts';
import type { GateCall } from '../gates/gate-table.ts';
import type { NoiseChannel } from '../noise/noise-channel.ts';
import type { ReadoutError } from '../noise/readout-error.ts';
import {
  checkBit,
  checkMatrix,
  checkNoise,
  checkOperands,
  checkQubits,
  checkRegister,
  invalidCircuit,
} from './circuit-checks.ts';
import { type Condition, MAX_CONDITION_BITS } from './condition.ts';
import { type Control, type Operation, qubitsOf, type UnitaryOperation } from './operation.ts';
import { relabelled } from './relabelled-operation.ts';

/**
 * A quantum circuit: qubits, classical bits, and operations in the order in which they happen.
 *
 * Every engine, the importers, the optimiser and the drawings take this one type. The methods add an operation, check it at once
 * (`QUANTUM_CIRCUIT_INVALID`, `QUANTUM_GATE_UNKNOWN`, `QUANTUM_NOT_UNITARY`) and return the circuit.
 */
export class Circuit {
  readonly qubits: number;
  readonly bits: number;
  readonly #operations: Operation[] = [];
  #conditions: readonly Condition[] = [];

  constructor(qubits: number, bits: number = qubits) {
    checkRegister('qubits', qubits);
    checkRegister('bits', bits);
    this.qubits = qubits;
    this.bits = bits;
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** A gate by any name that OpenQASM has for it; qubits are its controls, then its targets. Angles in radians. */
  gate(name: string, qubits: readonly number[], angles: readonly number[] = []): this {
    return this.controlled([], name, qubits, angles);
  }

  /** A gate that acts only where each control has its value; a number stands for a control that is 1. */
  controlled(
    controls: readonly (number | Control)[],
    name: string,
    qubits: readonly number[],
    angles: readonly number[] = [],
  ): this {
    const spelling = requireSpelling(name);
    checkOperands(name, spelling, qubits, angles);
    const all = [...controls, ...qubits.slice(0, spelling.controls)].map(asControl);
    const targets = qubits.slice(spelling.controls);
    const phase = spelling.phase?.(angles) ?? 0;
    if (phase !== 0) this.#addGate({ gate: 'gphase', parameters: [phase] }, [], all);
    return this.#addGate(spelling.call(angles), targets, all);
  }

  /** A unitary matrix; the first target is the lowest bit of its index. */
  matrix(
    label: string,
    matrix: ComplexMatrix,
    targets: readonly number[],
    controls: readonly (number | Control)[] = [],
  ): this {
    checkMatrix(label, matrix, targets.length);
    return this.#addUnitary({ kind: 'matrix', label, matrix, targets, controls: controls.map(asControl) });
  }

  /** Measures a qubit into a bit; by default the one of the same number. */
  measure(qubit: number, bit: number = qubit, readout?: ReadoutError): this {
    const operation = { kind: 'measure', qubit, bit } as const;
    return this.add(readout === undefined ? operation : { ...operation, readout });
  }

  /** Measures every qubit into the bit of its number. */
  measureAll(): this {
    for (let qubit = 0; qubit < this.qubits; qubit++) this.measure(qubit);
    return this;
  }

  /** Puts qubits into 0. */
  reset(...qubits: readonly number[]): this {
    checkQubits(this, qubits);
    for (const qubit of qubits) this.#push({ kind: 'reset', qubit });
    return this;
  }

  /** A barrier across qubits; across all when none is named. */
  barrier(...qubits: readonly number[]): this {
    checkQubits(this, qubits);
    const across = qubits.length === 0 ? Array.from({ length: this.qubits }, (_, index) => index) : [...qubits];
    return this.#push({ kind: 'barrier', qubits: across });
  }

  /** Noise on qubits. */
  noise(channel: NoiseChannel, ...qubits: readonly number[]): this {
    checkQubits(this, qubits);
    checkNoise(channel, qubits.length);
    return this.#push({ kind: 'noise', channel, qubits: [...qubits] });
  }

  /** What `build` adds happens only when the bits, the first one lowest, read as `value` - or as any other, if `negated`. */
  when(
    bits: number | readonly number[],
    value: number,
    build: (circuit: this) => void,
    options?: { readonly negated: boolean },
  ): this {
    const read = typeof bits === 'number' ? [bits] : [...bits];
    for (const bit of read) checkBit(this, bit);
    if (read.length === 0 || read.length > MAX_CONDITION_BITS) {
      throw invalidCircuit(`a condition reads 1 to ${MAX_CONDITION_BITS} bits, not ${read.length}`);
    }
    const outer = this.#conditions;
    this.#conditions = [...outer, { bits: read, value, negated: options?.negated ?? false }];
    try {
      build(this);
    } finally {
      this.#conditions = outer;
    }
    return this;
  }

  /** Adds the operations of another circuit, whose qubit and bit of number i become the i-th ones named here. */
  append(other: Circuit, qubits?: readonly number[], bits?: readonly number[]): this {
    for (const operation of other.operations) this.add(relabelled(operation, qubits, bits));
    return this;
  }

  /** Adds an operation as it is, under the conditions that hold here. */
  add(operation: Operation): this {
    checkQubits(this, qubitsOf(operation));
    if (operation.kind === 'measure') checkBit(this, operation.bit);
    for (const { bits } of operation.when ?? []) for (const bit of bits) checkBit(this, bit);
    return this.#push(operation);
  }

  h(qubit: number): this {
    return this.gate('h', [qubit]);
  }

  x(qubit: number): this {
    return this.gate('x', [qubit]);
  }

  z(qubit: number): this {
    return this.gate('z', [qubit]);
  }

  rx(angle: number, qubit: number): this {
    return this.gate('rx', [qubit], [angle]);
  }

  ry(angle: number, qubit: number): this {
    return this.gate('ry', [qubit], [angle]);
  }

  rz(angle: number, qubit: number): this {
    return this.gate('rz', [qubit], [angle]);
  }

  cx(control: number, target: number): this {
    return this.gate('cx', [control, target]);
  }

  cz(control: number, target: number): this {
    return this.gate('cz', [control, target]);
  }

  #addGate({ gate, parameters }: GateCall, targets: readonly number[], controls: readonly Control[]): this {
    const last = controls.at(-1);
    if (gate !== 'gphase' || last === undefined) {
      return this.#addUnitary({ kind: 'gate', gate, parameters, targets, controls });
    }
    // A phase that controls see is a phase gate on the last of them.
    const rest = controls.slice(0, -1);
    const phase = { kind: 'gate', gate: 'p', parameters, targets: [last.qubit], controls: rest } as const;
    if (last.value === 1) return this.#addUnitary(phase);
    return this.x(last.qubit).#addUnitary(phase).x(last.qubit);
  }

  #addUnitary(operation: UnitaryOperation): this {
    checkQubits(this, qubitsOf(operation));
    return this.#push(operation);
  }

  #push(operation: Operation): this {
    const conditions = [...this.#conditions, ...(operation.when ?? [])];
    this.#operations.push(conditions.length === 0 ? operation : { ...operation, when: conditions });
    return this;
  }
}

function asControl(control: number | Control): Control {
  return typeof control === 'number' ? { qubit: control, value: 1 } : control;
}
