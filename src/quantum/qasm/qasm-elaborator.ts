import { Circuit } from '../circuit/circuit.ts';
import { MAX_CIRCUIT_QUBITS } from '../circuit/circuit-checks.ts';
import { type Condition, MAX_CONDITION_BITS } from '../circuit/condition.ts';
import type { Operation, UnitaryOperation } from '../circuit/operation.ts';
import type { QasmExpression } from './qasm-expression.ts';
import { invalidQasm, type QasmPlace, unsupportedQasm } from './qasm-fault.ts';
import { checkDistinct, MAX_QASM_OPERATIONS, QasmGates } from './qasm-gate.ts';
import { type Leaving, leftLoop, loopValues, type SubroutineRun } from './qasm-loop.ts';
import { type QasmBinding, QasmScope } from './qasm-scope.ts';
import type {
  QasmAssignment,
  QasmGateCall,
  QasmLoop,
  QasmProgram,
  QasmStatement,
  QasmSubroutine,
} from './qasm-statement.ts';
import { conditionsOf, indexedPlaces, knownInteger, negatedConditions, valueOf } from './qasm-value.ts';
import { assignedVariable, assignVariable, declareArray, declareNumber } from './qasm-variables.ts';
import { parameterBinding, returnedValue, touchesBits, withBits } from './subroutine-call.ts';
import type { QasmValue } from './value-kind.ts';

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
  #call: SubroutineRun | undefined;

  constructor(version: 2 | 3) {
    this.#version = version;
    this.#gates = new QasmGates(version);
  }

  run(statements: readonly QasmStatement[]): ImportedCircuit {
    const left = this.#all(statements, new QasmScope());
    if (left !== undefined && left.kind !== 'end') throw invalidQasm(left.place, `there is nothing to ${left.kind}`);
    if (this.#count.qubits === 0) throw invalidQasm({ line: 1, column: 1 }, 'the program has no qubits');
    const circuit = new Circuit(this.#count.qubits, this.#count.bits);
    for (const operation of this.#operations) circuit.add(operation);
    return { version: this.#version, circuit, registers: this.#registers };
  }

  #all(statements: readonly QasmStatement[], scope: QasmScope): Leaving | undefined {
    for (const statement of statements) {
      scope.work.spend(statement);
      const left = scope.work.nested(statement, () => this.#one(statement, scope));
      if (left !== undefined) return left;
    }
    return undefined;
  }

  #one(statement: QasmStatement, scope: QasmScope): Leaving | undefined {
    switch (statement.kind) {
      case 'if':
        return this.#if(statement, scope);
      case 'for':
        return this.#for(statement, scope);
      case 'while':
        return this.#while(statement, scope);
      case 'break':
      case 'continue':
      case 'end':
        return { kind: statement.kind, place: statement };
      case 'return':
        return this.#return(statement, scope);
      default:
        this.#step(statement, scope);
        return undefined;
    }
  }

  /** A statement behind which the next one always follows. */
  #step(statement: Exclude<QasmStatement, { kind: Leaving['kind'] | 'if' | 'for' | 'while' }>, scope: QasmScope): void {
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
        return this.#barrier(statement, statement.operands, scope);
      case 'alias':
        return this.#alias(statement, scope);
      case 'number':
        return declareNumber(statement, scope, this.#conditions.length);
      case 'array':
        return declareArray(statement, scope, this.#conditions.length);
      case 'subroutine':
        return this.#define(statement, scope);
      case 'evaluate':
        return this.#evaluate(statement.expression, scope);
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
    if (kind === 'qubits' && this.#call !== undefined) {
      throw invalidQasm(statement, 'a subroutine declares no qubits');
    }
    if (this.#conditions.length > 0 && this.#call === undefined) {
      throw unsupportedQasm(statement, 'a declaration under a condition');
    }
    scope.work.spend(statement, count);
    this.#count[kind] += count;
    const indices = Array.from({ length: count }, (_, index) => first + index);
    scope.declare(statement, name, { kind, indices, isSingle: size === undefined });
    if (kind === 'bits') this.#addRegister(name, first, count);
  }

  /** Bits of a subroutine are called after it. */
  #addRegister(name: string, firstBit: number, bits: number): void {
    this.#registers.push({ name: this.#call === undefined ? name : `${this.#call.name}.${name}`, firstBit, bits });
  }

  /** One call, or one for each qubit of the registers that are named. */
  #gate(call: QasmGateCall, scope: QasmScope): void {
    if (scope.find(call.name)?.kind === 'subroutine') {
      throw invalidQasm(call, `${call.name} is a subroutine: all its operands stand in parentheses`);
    }
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
    const { indices: bits, isParameter } = this.#operand(into, 'bits', scope);
    if (isParameter === true) throw unsupportedQasm(place, 'a measurement into a parameter');
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

  #barrier(place: QasmPlace, operands: readonly QasmExpression[], scope: QasmScope): void {
    const named = operands.flatMap((operand) => this.#operand(operand, 'qubits', scope).indices);
    const all = Array.from({ length: this.#count.qubits }, (_, index) => index);
    const qubits = operands.length === 0 ? all : [...new Set(named)];
    scope.work.spend(place, qubits.length);
    if (qubits.length > 0) this.#operations.push({ kind: 'barrier', qubits });
  }

  #if(statement: Extract<QasmStatement, { kind: 'if' }>, scope: QasmScope): Leaving | undefined {
    const { condition, whenTrue, otherwise } = statement;
    const value = valueOf(condition, scope);
    if (value.kind === 'number') return this.#all(value.value === 0 ? otherwise : whenTrue, new QasmScope(scope));
    const conditions = conditionsOf(condition, value);
    for (const { bits } of conditions) {
      if (bits.length > MAX_CONDITION_BITS) throw unsupportedQasm(condition, `a condition on ${bits.length} bits`);
    }
    this.#under(conditions, whenTrue, scope);
    if (otherwise.length > 0) this.#under(negatedConditions(condition, conditions), otherwise, scope);
    return undefined;
  }

  #under(conditions: readonly Condition[], statements: readonly QasmStatement[], scope: QasmScope): void {
    const outer = this.#conditions;
    this.#conditions = [...outer, ...conditions];
    const left = this.#all(statements, new QasmScope(scope));
    if (left !== undefined) throw unsupportedQasm(left.place, `${left.kind} that depends on measured bits`);
    this.#conditions = outer;
  }

  #for(statement: QasmLoop, scope: QasmScope): Leaving | undefined {
    for (const value of loopValues(statement, statement.over, scope)) {
      scope.work.spend(statement);
      const inner = new QasmScope(scope);
      inner.declare(statement, statement.variable, {
        kind: 'number',
        value,
        type: 'int',
        width: undefined,
        isConstant: true,
      });
      const left = this.#all(statement.body, inner);
      if (left !== undefined && left.kind !== 'continue') return leftLoop(left);
    }
    return undefined;
  }

  #while({ condition, body }: Extract<QasmStatement, { kind: 'while' }>, scope: QasmScope): Leaving | undefined {
    for (;;) {
      const value = valueOf(condition, scope);
      if (value.kind !== 'number') throw unsupportedQasm(condition, 'a while loop that depends on measured bits');
      if (value.value === 0) return undefined;
      const left = this.#all(body, new QasmScope(scope));
      if (left !== undefined && left.kind !== 'continue') return leftLoop(left);
    }
  }

  #define(definition: QasmSubroutine, scope: QasmScope): void {
    if (!scope.isGlobal) throw invalidQasm(definition, 'a subroutine is defined outside of all blocks');
    scope.declare(definition, definition.name, {
      kind: 'subroutine',
      call: (place, operands, from) => this.#run(place, definition, operands, { home: scope, from }),
    });
  }

  /** Runs the body of a subroutine in place of its call. */
  #run(
    place: QasmPlace,
    { name, parameters, returns, body }: QasmSubroutine,
    operands: readonly QasmExpression[],
    { home, from }: { readonly home: QasmScope; readonly from: QasmScope },
  ): QasmValue | undefined {
    if (operands.length !== parameters.length) {
      throw invalidQasm(place, `${name} takes ${parameters.length} operands, not ${operands.length}`);
    }
    const inner = new QasmScope(home, true);
    const qubits = (operand: QasmExpression): Registers => this.#operand(operand, 'qubits', from);
    const site = { scope: from, conditions: this.#conditions.length, qubits };
    const bound = parameters.map((parameter, index) => parameterBinding(parameter, operands[index], inner, site));
    checkDistinct(
      place,
      bound.flatMap((binding) => (binding.kind === 'qubits' ? binding.indices : [])),
    );
    for (const [index, parameter] of parameters.entries()) inner.declare(parameter, parameter.name, bound[index]);
    const outer = this.#call;
    this.#call = { name, returns, body: inner };
    const left = this.#all(body, inner);
    this.#call = outer;
    if (left !== undefined && left.kind !== 'return') {
      if (left.kind === 'end') throw unsupportedQasm(left.place, 'end in a subroutine');
      throw invalidQasm(left.place, `there is nothing to ${left.kind}`);
    }
    if (returns !== undefined && left === undefined) throw invalidQasm(place, `${name} ends without a value`);
    return left?.value;
  }

  #return({ value, ...place }: Extract<QasmStatement, { kind: 'return' }>, scope: QasmScope): Leaving {
    const call = this.#call;
    if (call === undefined) throw invalidQasm(place, 'there is nothing to return from');
    if (value === undefined) {
      if (call.returns !== undefined) throw invalidQasm(place, `${call.name} returns a value`);
      return { kind: 'return', place };
    }
    if (call.returns === undefined) throw invalidQasm(place, `${call.name} returns nothing`);
    const found = value.kind === 'measure' ? this.#measured(value, value.operand, scope) : valueOf(value, scope);
    return { kind: 'return', place, value: returnedValue(value, found, call.returns, call.body) };
  }

  /** Measures into bits that nobody has named. */
  #measured(place: QasmPlace, operand: QasmExpression, scope: QasmScope): QasmValue {
    const { indices: qubits } = this.#operand(operand, 'qubits', scope);
    const first = this.#count.bits;
    if (first + qubits.length > MAX_CIRCUIT_QUBITS)
      throw invalidQasm(place, `${first + qubits.length} bits are too many`);
    this.#count.bits += qubits.length;
    this.#addRegister('return', first, qubits.length);
    for (const [index, qubit] of qubits.entries()) this.#push(place, { kind: 'measure', qubit, bit: first + index });
    return { kind: 'bits', indices: qubits.map((_, index) => first + index) };
  }

  #evaluate(expression: QasmExpression, scope: QasmScope): void {
    const subroutine = expression.kind === 'call' ? scope.find(expression.name) : undefined;
    if (expression.kind !== 'call' || subroutine?.kind !== 'subroutine') {
      throw unsupportedQasm(expression, 'an expression as a statement');
    }
    subroutine.call(expression, expression.operands, scope);
  }

  #alias({ name, parts, ...place }: Extract<QasmStatement, { kind: 'alias' }>, scope: QasmScope): void {
    const operands = parts.map((part) => this.#operand(part, 'qubits', scope));
    for (const { indices } of operands) scope.work.spend(place, indices.length);
    const isSingle = operands.length === 1 && operands[0].isSingle;
    scope.redeclare(name, { kind: 'qubits', indices: operands.flatMap(({ indices }) => indices), isSingle });
  }

  #assign(statement: QasmAssignment, scope: QasmScope): void {
    const variable = assignedVariable(statement.target, scope);
    if (variable === undefined) return this.#assignBits(statement, scope);
    assignVariable(statement, variable, scope, this.#conditions.length);
  }

  /** Bits that a subroutine has measured get the names that they are assigned to; they are not copied. */
  #assignBits(statement: QasmAssignment, scope: QasmScope): void {
    const { target, operator, value, isInitial } = statement;
    const { indices: bits, isParameter } = this.#operand(target, 'bits', scope);
    if (operator !== '=' || isParameter === true) {
      throw unsupportedQasm(statement, 'an assignment to bits other than a measurement');
    }
    const from = { operation: this.#operations.length, bit: this.#count.bits, register: this.#registers.length };
    const found = valueOf(value, scope);
    if (isInitial && found.kind === 'number' && found.value === 0) return;
    if (found.kind !== 'bits' || found.indices.some((bit) => bit < from.bit)) {
      throw unsupportedQasm(value, 'a value for bits other than a measurement');
    }
    if (found.indices.length !== bits.length) {
      throw invalidQasm(value, `${found.indices.length} bits do not fit into ${bits.length}`);
    }
    scope.work.spend(statement, this.#operations.length - from.operation);
    const taken = new Set(bits);
    const isRead = this.#conditions.some((condition) => condition.bits.some((bit) => taken.has(bit)));
    if (isRead || this.#operations.slice(from.operation).some((operation) => touchesBits(operation, taken))) {
      throw unsupportedQasm(statement, 'a measurement into bits that its own condition reads');
    }
    const renamed = new Map(found.indices.map((bit, index) => [bit, bits[index]]));
    for (let index = from.operation; index < this.#operations.length; index++) {
      this.#operations[index] = withBits(this.#operations[index], renamed);
    }
    if (renamed.size === this.#count.bits - from.bit) {
      this.#count.bits = from.bit;
      this.#registers.length = from.register;
    }
  }

  /** The qubits, or the bits, that an operand names. */
  #operand(operand: QasmExpression, kind: Registers['kind'], scope: QasmScope): Registers {
    if (operand.kind === 'index') {
      if (operand.further.length > 0) throw invalidQasm(operand, 'there is one dimension here');
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
