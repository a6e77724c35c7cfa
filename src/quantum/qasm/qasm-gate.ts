import { Circuit } from '../circuit/circuit.ts';
import { inverseOperation } from '../circuit/inverse-operation.ts';
import { type Control, isPlainUnitary, type UnitaryOperation } from '../circuit/operation.ts';
import { findSpelling } from '../gates/gate-spellings.ts';
import { invalidQasm, type QasmPlace, unsupportedQasm } from './qasm-fault.ts';
import { QasmScope } from './qasm-scope.ts';
import type { QasmGateCall, QasmGateDefinition, QasmModifier, QasmStatement } from './qasm-statement.ts';
import { knownInteger, knownNumber } from './qasm-value.ts';

/** Most operations that a program may expand to. */
export const MAX_QASM_OPERATIONS = 1_000_000;

/** Deepest nesting of gates that are defined by others. */
const MAX_GATE_DEPTH = 64;

/** Knows the gates that a program defines, and expands calls into gates of the table. */
export class QasmGates {
  readonly #defined = new Map<string, QasmGateDefinition>();
  readonly #version: 2 | 3;
  #expanded = 0;

  constructor(version: 2 | 3) {
    this.#version = version;
  }

  /** Throws `QASM_INVALID` when the program has defined that gate already. */
  define(definition: QasmGateDefinition): void {
    if (this.#defined.has(definition.name))
      throw invalidQasm(definition, `the gate ${definition.name} is defined twice`);
    this.#defined.set(definition.name, definition);
  }

  /** The operations of a call on these qubits, angles and modifiers evaluated in `scope`. */
  expand(
    call: QasmGateCall,
    qubits: readonly number[],
    scope: QasmScope,
    depth: number = 0,
  ): readonly UnitaryOperation[] {
    const angles = call.angles.map((angle) => knownNumber(angle, scope));
    return this.#modified(call, call.modifiers, angles, qubits, scope, depth);
  }

  /** The outermost modifier is the first: it acts on all that the others make. */
  #modified(
    call: QasmGateCall,
    modifiers: readonly QasmModifier[],
    angles: readonly number[],
    qubits: readonly number[],
    scope: QasmScope,
    depth: number,
  ): readonly UnitaryOperation[] {
    const [modifier, ...inner] = modifiers;
    if (modifiers.length === 0) return this.#gate(call, angles, qubits, scope, depth);
    const rest = (on: readonly number[]): readonly UnitaryOperation[] =>
      this.#modified(call, inner, angles, on, scope, depth);
    if (modifier.kind === 'inv') return rest(qubits).map(inverseOperation).toReversed();
    const operand = modifier.operand === undefined ? 1 : knownPower(modifier, scope);
    if (modifier.kind === 'pow') return this.#power(modifier, rest(qubits), operand);
    if (operand < 1 || operand > qubits.length) throw invalidQasm(modifier, `${operand} controls cannot be`);
    const value = modifier.kind === 'ctrl' ? 1 : 0;
    const controls = qubits.slice(0, operand).map((qubit): Control => ({ qubit, value }));
    return rest(qubits.slice(operand)).flatMap((operation) => controlled(operation, controls));
  }

  #power(place: QasmPlace, operations: readonly UnitaryOperation[], power: number): readonly UnitaryOperation[] {
    this.#count(place, Math.abs(power) * operations.length);
    const once = power < 0 ? operations.map(inverseOperation).toReversed() : operations;
    return Array.from({ length: Math.abs(power) }, () => once).flat();
  }

  #gate(
    call: QasmGateCall,
    angles: readonly number[],
    qubits: readonly number[],
    from: QasmScope,
    depth: number,
  ): readonly UnitaryOperation[] {
    this.#count(call, 1);
    const definition = this.#defined.get(call.name);
    if (definition !== undefined) return this.#definedGate({ call, definition, depth }, angles, qubits, from);
    const spelling = findSpelling(call.name === 'CX' ? 'cx' : call.name === 'U' ? 'u' : call.name);
    if (spelling === undefined) throw invalidQasm(call, `there is no gate named ${call.name}`);
    checkCounts(call, angles.length, spelling.parameters, qubits.length, spelling.controls + spelling.targets);
    const largest = Math.max(0, ...qubits);
    const phase = this.#libraryPhase(call.name, angles);
    const circuit = new Circuit(largest + 1, 0);
    if (phase !== 0) circuit.gate('gphase', [], [phase]);
    return circuit.gate(call.name, qubits, angles).operations.filter(isPlainUnitary);
  }

  /** OpenQASM 3 gives U, u2 and u3 a global phase that controls see: the text of its section "Built-in gates", and stdgates.inc. */
  #libraryPhase(name: string, angles: readonly number[]): number {
    if (this.#version === 2) return 0;
    if (name === 'U') return angles[0] / 2;
    if (name === 'u3') return -(angles[1] + angles[2]) / 2;
    return name === 'u2' ? -(angles[0] + angles[1]) / 2 : 0;
  }

  #definedGate(
    { call, definition, depth }: { call: QasmGateCall; definition: QasmGateDefinition; depth: number },
    angles: readonly number[],
    qubits: readonly number[],
    from: QasmScope,
  ): readonly UnitaryOperation[] {
    const { parameters, body } = definition;
    checkCounts(call, angles.length, parameters.length, qubits.length, definition.qubits.length);
    if (body === undefined) throw unsupportedQasm(call, `the opaque gate ${call.name}`);
    if (depth >= MAX_GATE_DEPTH) throw invalidQasm(call, `gates are defined by others deeper than ${MAX_GATE_DEPTH}`);
    const scope = new QasmScope(undefined, true, from.work);
    for (const [index, name] of parameters.entries()) {
      scope.declare(definition, name, {
        kind: 'number',
        value: angles[index],
        type: 'angle',
        width: undefined,
        isConstant: true,
      });
    }
    for (const [index, name] of definition.qubits.entries()) {
      scope.declare(definition, name, { kind: 'qubits', indices: [qubits[index]], isSingle: true });
    }
    return body.flatMap((statement) => this.#bodyStatement(statement, scope, depth + 1));
  }

  #bodyStatement(statement: QasmStatement, scope: QasmScope, depth: number): readonly UnitaryOperation[] {
    if (statement.kind === 'barrier') return [];
    if (statement.kind !== 'gate') throw unsupportedQasm(statement, 'something other than gates in a gate');
    const qubits = statement.operands.map((operand) => {
      if (operand.kind !== 'name') throw invalidQasm(operand, 'a qubit of a gate is a name');
      const binding = scope.find(operand.name);
      if (binding?.kind !== 'qubits') throw invalidQasm(operand, `${operand.name} is no qubit of this gate`);
      return binding.indices[0];
    });
    checkDistinct(statement, qubits);
    return this.expand(statement, qubits, scope, depth);
  }

  #count(place: QasmPlace, operations: number): void {
    this.#expanded += operations;
    if (this.#expanded > MAX_QASM_OPERATIONS)
      throw invalidQasm(place, `it expands to more than ${MAX_QASM_OPERATIONS} operations`);
  }
}

/** Throws `QASM_INVALID` when a qubit is named twice. */
export function checkDistinct(place: QasmPlace, qubits: readonly number[]): void {
  if (new Set(qubits).size !== qubits.length) throw invalidQasm(place, 'a qubit is named twice in one gate');
}

function knownPower(modifier: QasmModifier, scope: QasmScope): number {
  const { operand } = modifier;
  if (operand === undefined) return 1;
  const value = knownNumber(operand, scope);
  if (!Number.isInteger(value) && modifier.kind === 'pow')
    throw unsupportedQasm(operand, 'a power that is no whole number');
  return knownInteger(operand, scope);
}

/** One more time with controls: a phase becomes one on the last of them. */
function controlled(operation: UnitaryOperation, controls: readonly Control[]): readonly UnitaryOperation[] {
  const all = [...controls, ...operation.controls];
  if (operation.kind === 'matrix' || operation.gate !== 'gphase') return [{ ...operation, controls: all }];
  const largest = Math.max(...all.map(({ qubit }) => qubit));
  return new Circuit(largest + 1, 0)
    .controlled(all, 'gphase', [], operation.parameters)
    .operations.filter(isPlainUnitary);
}

function checkCounts(
  place: QasmGateCall,
  angles: number,
  wantedAngles: number,
  qubits: number,
  wantedQubits: number,
): void {
  if (angles !== wantedAngles) throw invalidQasm(place, `${place.name} takes ${wantedAngles} angles, not ${angles}`);
  if (qubits !== wantedQubits) throw invalidQasm(place, `${place.name} takes ${wantedQubits} qubits, not ${qubits}`);
}
