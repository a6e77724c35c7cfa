import type { Operation } from '../circuit/operation.ts';
import type { QasmExpression } from './qasm-expression.ts';
import { invalidQasm, type QasmPlace, unsupportedQasm } from './qasm-fault.ts';
import { fittedNumber } from './qasm-number.ts';
import type { QasmBinding, QasmScope } from './qasm-scope.ts';
import type { QasmParameter, QasmType } from './qasm-statement.ts';
import { knownInteger, knownNumber, valueOf } from './qasm-value.ts';
import { numberType } from './qasm-variables.ts';
import type { QasmValue } from './value-kind.ts';

type QubitsBinding = Extract<QasmBinding, { readonly indices: readonly number[] }>;

/** Where the operands of a call stand, and how qubits are found there. */
export interface CallSite {
  readonly scope: QasmScope;
  /** Under how many conditions on measured bits the call is made. */
  readonly conditions: number;
  readonly qubits: (operand: QasmExpression) => QubitsBinding;
}

/** What a parameter stands for in the body, `body` being its scope. Throws `QASM_INVALID` and `QASM_UNSUPPORTED`. */
export function parameterBinding(
  parameter: QasmParameter,
  operand: QasmExpression,
  body: QasmScope,
  site: CallSite,
): QasmBinding {
  switch (parameter.kind) {
    case 'qubits': {
      const { indices } = site.qubits(operand);
      return sized(parameter, operand, indices, body);
    }
    case 'bits': {
      const value = valueOf(operand, site.scope);
      if (value.kind !== 'bits') throw unsupportedQasm(operand, 'something other than measured bits for bits');
      return { ...sized(parameter, operand, value.indices, body), isParameter: true };
    }
    case 'number': {
      const type = numberType(parameter.type, body);
      const value = fittedNumber(operand, knownNumber(operand, site.scope), type);
      return { kind: 'number', value, ...type, isConstant: false, conditions: site.conditions };
    }
    default:
      return arrayBinding(parameter, operand, body, site);
  }
}

/** Qubits or bits, as many as the parameter says. */
function sized(
  { kind, size }: Extract<QasmParameter, { readonly kind: 'qubits' | 'bits' }>,
  operand: QasmExpression,
  indices: readonly number[],
  body: QasmScope,
): QubitsBinding {
  const count = size === undefined ? 1 : knownInteger(size, body);
  if (indices.length !== count) throw invalidQasm(operand, `${count} ${kind} should stand here, not ${indices.length}`);
  return { kind, indices, isSingle: size === undefined };
}

function arrayBinding(
  { type, isMutable }: Extract<QasmParameter, { readonly kind: 'array' }>,
  operand: QasmExpression,
  body: QasmScope,
  { scope, conditions }: CallSite,
): QasmBinding {
  const value = valueOf(operand, scope);
  if (value.kind !== 'array') throw invalidQasm(operand, 'an array should stand here');
  const { dimensions, element } = value.array;
  const wanted = type.dimensions;
  const fits =
    'count' in wanted
      ? knownInteger(wanted.count, body) === dimensions.length
      : wanted.length === dimensions.length &&
        wanted.every((size, index) => knownInteger(size, body) === dimensions[index]);
  if (!fits) throw invalidQasm(operand, 'the array has other dimensions than the parameter');
  const { type: kind, width } = numberType(type.element, body);
  if (kind !== element.type || width !== element.width) throw invalidQasm(operand, 'the array has other elements');
  if (isMutable && isFixed(operand, scope)) throw invalidQasm(operand, 'a constant cannot be changed');
  return { kind: 'array', array: value.array, isConstant: !isMutable, conditions };
}

/** Whether an array, or what it is a part of, must not change. */
function isFixed(operand: QasmExpression, scope: QasmScope): boolean {
  let base = operand;
  while (base.kind === 'index') base = base.of;
  const binding = base.kind === 'name' ? scope.find(base.name) : undefined;
  return binding?.kind !== 'array' || binding.isConstant;
}

/** A value as the type of the subroutine has it. Bits and conditions stay what they are. */
export function returnedValue(place: QasmPlace, value: QasmValue, returns: QasmType, body: QasmScope): QasmValue {
  if (value.kind === 'array') throw invalidQasm(place, 'a subroutine returns no array');
  if (returns.type === 'bit') {
    const count = returns.width === undefined ? 1 : knownInteger(returns.width, body);
    if (value.kind !== 'bits' || value.indices.length === count) return value;
    throw invalidQasm(place, `${count} bits should be returned, not ${value.indices.length}`);
  }
  if (value.kind === 'number') {
    return { kind: 'number', value: fittedNumber(place, value.value, numberType(returns, body)) };
  }
  if (returns.type === 'bool') return value;
  throw unsupportedQasm(place, 'a number that depends on measured bits');
}

/** Whether an operation writes or reads one of some bits. */
export function touchesBits(operation: Operation, bits: ReadonlySet<number>): boolean {
  const isRead = operation.when?.some((condition) => condition.bits.some((bit) => bits.has(bit))) ?? false;
  return isRead || (operation.kind === 'measure' && bits.has(operation.bit));
}

/** The operation with other bits. */
export function withBits(operation: Operation, renamed: ReadonlyMap<number, number>): Operation {
  const nameOf = (bit: number): number => renamed.get(bit) ?? bit;
  const when = operation.when?.map((condition) => ({ ...condition, bits: condition.bits.map(nameOf) }));
  const moved = operation.kind === 'measure' ? { ...operation, bit: nameOf(operation.bit) } : operation;
  return when === undefined ? moved : { ...moved, when };
}
