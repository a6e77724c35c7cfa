import { Circuit } from '../circuit/circuit.ts';
import { MAX_CIRCUIT_QUBITS } from '../circuit/circuit-checks.ts';
import { type Condition, MAX_CONDITION_BITS } from '../circuit/condition.ts';
import type { Operation, UnitaryOperation } from '../circuit/operation.ts';
import type { QasmExpression, QasmIndex } from './qasm-expression.ts';
import { invalidQasm, type QasmPlace, unsupportedQasm } from './qasm-fault.ts';
import { checkDistinct, MAX_QASM_OPERATIONS, QasmGates } from './qasm-gate.ts';
import { type QasmBinding, QasmScope } from './qasm-scope.ts';
import type { QasmGateCall, QasmProgram, QasmStatement } from './qasm-statement.ts';
import {
  conditionsOf,
  indexedPlaces,
  knownInteger,
  knownNumber,
  negatedConditions,
  rangeValues,
  valueOf,
} from './qasm-value.ts';

/** A classical register of a program: its bits follow each other in the circuit. */
export interface QasmRegister {
  readonly name: string;
  readonly firstBit: number;
  readonly bits: number;
}

/** A circuit that was read, with the names of its bits. */
export interface ImportedCircuit {
  readonly version: 2 | 3;
  readonly circuit: Circuit;
  readonly registers: readonly QasmRegister[];
}

/** Makes the circuit of a program: gates are expanded, loops unrolled, and what is known now is decided now. */
export function elaborate(program: QasmProgram): ImportedCircuit {
  return new Elaborator(program.version).run(program.statements);
}

type Registers = Extract<QasmBinding, { readonly indices: readonly number[] }>;

class Elaborator {
  readonly #version: 2 | 3;
  readonly #gates: QasmGates;
  readonly #operations: Operation[] = [];
  readonly #registers: QasmRegister[] = [];
  readonly #count = { qubits: 0, bits: 0 };
  /** What must hold for the statement at hand. */
  #conditions: readonly Condition[] = [];

  constructor(version: 2 | 3) {
    this.#version = version;
    this.#gates = new QasmGates(version);
  }

  run(statements: readonly QasmStatement[]): ImportedCircuit {
    this.#all(statements, new QasmScope());
    if (this.#count.qubits === 0) throw invalidQasm({ line: 1, column: 1 }, 'the program has no qubits');
    const circuit = new Circuit(this.#count.qubits, this.#count.bits);
    for (const operation of this.#operations) circuit.add(operation);
    return { version: this.#version, circuit, registers: this.#registers };
  }

  #all(statements: readonly QasmStatement[], scope: QasmScope): void {
    for (const statement of statements) this.#one(statement, scope);
  }

  #one(statement: QasmStatement, scope: QasmScope): void {
    switch (statement.kind) {
      case 'gate':
        return this.#gate(statement, scope);
      case 'define':
        return this.#gates.define(statement);
      case 'qubits':
      case 'bits':
        return this.#register(statement, scope);
      case 'measure':
        return this.#measure(statement, statement.operand, statement.into, scope);
      case 'reset':
        return this.#reset(statement, statement.operand, scope);
      case 'barrier':
        return this.#barrier(statement.operands, scope);
      case 'if':
        return this.#if(statement, scope);
      case 'for':
        return this.#loop(statement, scope);
      case 'alias':
        return this.#alias(statement, scope);
      case 'number':
        return this.#number(statement, scope);
      default:
        return this.#assign(statement, scope);
    }
  }

  #register(statement: Extract<QasmStatement, { kind: 'qubits' | 'bits' }>, scope: QasmScope): void {
    const { kind, name, size } = statement;
    const count = size === undefined ? 1 : knownInteger(size, scope);
    const first = this.#count[kind];
    if (count < 1 || first + count > MAX_CIRCUIT_QUBITS) {
      throw invalidQasm(statement, `${first + count} ${kind} are not 1 to ${MAX_CIRCUIT_QUBITS}`);
    }
    if (this.#conditions.length > 0) throw unsupportedQasm(statement, 'a declaration under a condition');
    this.#count[kind] += count;
    const indices = Array.from({ length: count }, (_, index) => first + index);
    scope.declare(statement, name, { kind, indices, isSingle: size === undefined });
    if (kind === 'bits') this.#registers.push({ name, firstBit: first, bits: count });
  }

  /** One call, or one for each qubit of the registers that are named. */
  #gate(call: QasmGateCall, scope: QasmScope): void {
    const operands = call.operands.map((operand) => this.#operand(operand, 'qubits', scope));
    const wide = operands.filter(({ isSingle }) => !isSingle);
    const times = wide.length === 0 ? 1 : wide[0].indices.length;
    if (wide.some(({ indices }) => indices.length !== times)) throw invalidQasm(call, 'its registers differ in size');
    for (let index = 0; index < times; index++) {
      const qubits = operands.map(({ indices, isSingle }) => indices[isSingle ? 0 : index]);
      checkDistinct(call, qubits);
      const phasesCount = call.name === 'gphase' || call.modifiers.length > 0;
      for (const operation of this.#gates.expand(call, qubits, scope)) {
        if (phasesCount || !isPhase(operation)) this.#push(call, operation);
      }
    }
  }

  #measure(place: QasmPlace, operand: QasmExpression, into: QasmExpression, scope: QasmScope): void {
    const { indices: qubits } = this.#operand(operand, 'qubits', scope);
    const { indices: bits } = this.#operand(into, 'bits', scope);
    if (qubits.length !== bits.length)
      throw invalidQasm(place, `${qubits.length} qubits do not fit into ${bits.length} bits`);
    const read = new Set(this.#conditions.flatMap((condition) => condition.bits));
    if (bits.some((bit) => read.has(bit)))
      throw unsupportedQasm(place, 'a measurement into bits that its own condition reads');
    for (const [index, qubit] of qubits.entries()) this.#push(place, { kind: 'measure', qubit, bit: bits[index] });
  }

  #reset(place: QasmPlace, operand: QasmExpression, scope: QasmScope): void {
    for (const qubit of this.#operand(operand, 'qubits', scope).indices) this.#push(place, { kind: 'reset', qubit });
  }

  #barrier(operands: readonly QasmExpression[], scope: QasmScope): void {
    const named = operands.flatMap((operand) => this.#operand(operand, 'qubits', scope).indices);
    const all = Array.from({ length: this.#count.qubits }, (_, index) => index);
    const qubits = operands.length === 0 ? all : [...new Set(named)];
    if (qubits.length > 0) this.#operations.push({ kind: 'barrier', qubits });
  }

  #if(statement: Extract<QasmStatement, { kind: 'if' }>, scope: QasmScope): void {
    const { condition, whenTrue, otherwise } = statement;
    const value = valueOf(condition, scope);
    if (value.kind === 'number') return this.#all(value.value === 0 ? otherwise : whenTrue, new QasmScope(scope));
    const conditions = conditionsOf(condition, value);
    for (const { bits } of conditions) {
      if (bits.length > MAX_CONDITION_BITS) throw unsupportedQasm(condition, `a condition on ${bits.length} bits`);
    }
    this.#under(conditions, whenTrue, scope);
    if (otherwise.length > 0) this.#under(negatedConditions(condition, conditions), otherwise, scope);
  }

  #under(conditions: readonly Condition[], statements: readonly QasmStatement[], scope: QasmScope): void {
    const outer = this.#conditions;
    this.#conditions = [...outer, ...conditions];
    this.#all(statements, new QasmScope(scope));
    this.#conditions = outer;
  }

  #loop(statement: Extract<QasmStatement, { kind: 'for' }>, scope: QasmScope): void {
    for (const value of loopValues(statement, statement.over, scope)) {
      const inner = new QasmScope(scope);
      inner.declare(statement, statement.variable, {
        kind: 'number',
        value,
        type: 'int',
        width: undefined,
        isConstant: true,
      });
      this.#all(statement.body, inner);
    }
  }

  #alias({ name, parts }: Extract<QasmStatement, { kind: 'alias' }>, scope: QasmScope): void {
    const operands = parts.map((part) => this.#operand(part, 'qubits', scope));
    const isSingle = operands.length === 1 && operands[0].isSingle;
    scope.redeclare(name, { kind: 'qubits', indices: operands.flatMap(({ indices }) => indices), isSingle });
  }

  #number(statement: Extract<QasmStatement, { kind: 'number' }>, scope: QasmScope): void {
    const { name, type, isConstant } = statement;
    const width = statement.width === undefined ? undefined : knownInteger(statement.width, scope);
    const value = statement.value === undefined ? 0 : knownNumber(statement.value, scope);
    scope.declare(statement, name, {
      kind: 'number',
      value: fitted(statement, value, type, width),
      type,
      width,
      isConstant,
    });
  }

  #assign(statement: Extract<QasmStatement, { kind: 'assign' }>, scope: QasmScope): void {
    const { target, operator, value } = statement;
    const binding = target.kind === 'name' ? scope.find(target.name) : undefined;
    if (binding?.kind !== 'number') throw unsupportedQasm(statement, 'an assignment to bits other than a measurement');
    if (binding.isConstant) throw invalidQasm(statement, 'a constant cannot be changed');
    if (this.#conditions.length > 0) throw unsupportedQasm(statement, 'an assignment that depends on measured bits');
    const changed: QasmExpression =
      operator === '='
        ? value
        : { ...target, kind: 'binary', operator: plainOperator(operator), left: target, right: value };
    binding.value = fitted(statement, knownNumber(changed, scope), binding.type, binding.width);
  }

  /** The qubits, or the bits, that an operand names. */
  #operand(operand: QasmExpression, kind: Registers['kind'], scope: QasmScope): Registers {
    if (operand.kind === 'index') {
      const whole = this.#operand(operand.of, kind, scope);
      const places = indexedPlaces(operand, operand.index, whole.indices.length, scope);
      return { kind, indices: places.map((at) => whole.indices[at]), isSingle: operand.index.kind === 'one' };
    }
    if (operand.kind !== 'name') throw invalidQasm(operand, `${kind} are named here`);
    const binding = scope.find(operand.name);
    if (binding?.kind === kind) return binding;
    if (binding?.kind === 'number' && kind === 'bits') throw unsupportedQasm(operand, 'a measurement into a number');
    throw invalidQasm(
      operand,
      binding === undefined ? `${operand.name} is not declared` : `${operand.name} are no ${kind}`,
    );
  }

  #push(place: QasmPlace, operation: Operation): void {
    if (this.#operations.length >= MAX_QASM_OPERATIONS) {
      throw invalidQasm(place, `it expands to more than ${MAX_QASM_OPERATIONS} operations`);
    }
    this.#operations.push(this.#conditions.length === 0 ? operation : { ...operation, when: this.#conditions });
  }
}

function isPhase(operation: UnitaryOperation): boolean {
  return operation.kind === 'gate' && operation.gate === 'gphase' && operation.controls.length === 0;
}

/** `<<=` without its equals sign, and `**=` as the power that it is. */
function plainOperator(assignment: string): string {
  const operator = assignment.slice(0, -1);
  return operator === '**' ? 'power' : operator;
}

function loopValues(place: QasmPlace, over: QasmIndex, scope: QasmScope): readonly number[] {
  if (over.kind === 'set') return over.values.map((value) => knownNumber(value, scope));
  if (over.kind === 'one' || over.from === undefined || over.to === undefined) {
    throw invalidQasm(place, 'a loop has a first and a last value');
  }
  const step = over.step === undefined ? 1 : knownInteger(over.step, scope);
  return rangeValues(place, knownInteger(over.from, scope), step, knownInteger(over.to, scope));
}

/** Whole numbers of a stated width wrap around, as unsigned ones do; others stay. */
function fitted(place: QasmPlace, value: number, type: string, width: number | undefined): number {
  if (Number.isNaN(value)) throw invalidQasm(place, 'the value is no number');
  if (type === 'bool') return value === 0 ? 0 : 1;
  if (type !== 'int' && type !== 'uint') return value;
  const whole = Math.trunc(value);
  if (type === 'int' || width === undefined || width > 53) return whole;
  const size = 2 ** width;
  return whole - size * Math.floor(whole / size);
}
