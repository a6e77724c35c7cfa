import type { Condition } from '../circuit/condition.ts';
import type { QasmExpression, QasmIndex } from './qasm-expression.ts';
import { invalidQasm, type QasmPlace, unsupportedQasm } from './qasm-fault.ts';
import type { QasmScope } from './qasm-scope.ts';

/** A value: a number that is known now, bits that are known only when the circuit runs, or what they must be. */
export type QasmValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'bits'; readonly indices: readonly number[] }
  | { readonly kind: 'conditions'; readonly conditions: readonly Condition[] };

const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['π', Math.PI],
  ['tau', 2 * Math.PI],
  ['τ', 2 * Math.PI],
  ['euler', Math.E],
  ['ℇ', Math.E],
]);

const FUNCTIONS: ReadonlyMap<string, (...operands: readonly number[]) => number> = new Map([
  ['sin', (x) => Math.sin(x)],
  ['cos', (x) => Math.cos(x)],
  ['tan', (x) => Math.tan(x)],
  ['arcsin', (x) => Math.asin(x)],
  ['arccos', (x) => Math.acos(x)],
  ['arctan', (x) => Math.atan(x)],
  ['exp', (x) => Math.exp(x)],
  ['ln', (x) => Math.log(x)],
  ['log', (x) => Math.log(x)],
  ['sqrt', (x) => Math.sqrt(x)],
  ['floor', (x) => Math.floor(x)],
  ['ceiling', (x) => Math.ceil(x)],
  ['mod', (x, y) => x - y * Math.floor(x / y)],
  ['pow', (x, y) => x ** y],
]);

const CASTS: ReadonlyMap<string, (value: number) => number> = new Map([
  ['int', (x) => Math.trunc(x)],
  ['uint', (x) => Math.trunc(x)],
  ['float', (x) => x],
  ['angle', (x) => x],
  ['bool', (x) => (x === 0 ? 0 : 1)],
  ['bit', (x) => (x === 0 ? 0 : 1)],
]);

const truth = (holds: boolean): number => (holds ? 1 : 0);

const OPERATORS: ReadonlyMap<string, (left: number, right: number) => number> = new Map([
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
  ['%', (a, b) => a % b],
  ['power', (a, b) => a ** b],
  ['<<', (a, b) => a * 2 ** b],
  ['>>', (a, b) => Math.floor(a / 2 ** b)],
  ['&', (a, b) => Number(BigInt(Math.trunc(a)) & BigInt(Math.trunc(b)))],
  ['|', (a, b) => Number(BigInt(Math.trunc(a)) | BigInt(Math.trunc(b)))],
  ['^', (a, b) => Number(BigInt(Math.trunc(a)) ^ BigInt(Math.trunc(b)))],
  ['==', (a, b) => truth(a === b)],
  ['!=', (a, b) => truth(a !== b)],
  ['<', (a, b) => truth(a < b)],
  ['<=', (a, b) => truth(a <= b)],
  ['>', (a, b) => truth(a > b)],
  ['>=', (a, b) => truth(a >= b)],
  ['&&', (a, b) => truth(a !== 0 && b !== 0)],
  ['||', (a, b) => truth(a !== 0 || b !== 0)],
]);

/** The value of an expression. Throws `QASM_INVALID` and `QASM_UNSUPPORTED`. */
export function valueOf(expression: QasmExpression, scope: QasmScope): QasmValue {
  switch (expression.kind) {
    case 'number':
      return { kind: 'number', value: expression.value };
    case 'name':
      return namedValue(expression, expression.name, scope);
    case 'index':
      return indexedValue(expression, expression.of, expression.index, scope);
    case 'unary':
      return unaryValue(expression, expression.operator, valueOf(expression.operand, scope));
    case 'binary':
      return binaryValue(
        expression,
        expression.operator,
        valueOf(expression.left, scope),
        valueOf(expression.right, scope),
      );
    default:
      return calledValue(expression, expression.name, expression.operands, scope);
  }
}

/** The value of an expression that must be known now. */
export function knownNumber(expression: QasmExpression, scope: QasmScope): number {
  const value = valueOf(expression, scope);
  if (value.kind !== 'number') throw unsupportedQasm(expression, 'a number that depends on measured bits');
  return value.value;
}

/** The value of an expression that must be a whole number, known now. */
export function knownInteger(expression: QasmExpression, scope: QasmScope): number {
  const value = knownNumber(expression, scope);
  if (!Number.isSafeInteger(value)) throw invalidQasm(expression, `${value} is no whole number`);
  return value;
}

/** The conditions under which a value is not zero. */
export function conditionsOf(place: QasmPlace, value: QasmValue): readonly Condition[] {
  if (value.kind === 'conditions') return value.conditions;
  if (value.kind === 'bits') return [plainCondition({ bits: value.indices, value: 0, negated: true })];
  throw unsupportedQasm(place, 'a known number among measured bits');
}

/** What a single bit is not, it is the opposite of. */
function plainCondition({ bits, value, negated }: Condition): Condition {
  const isPlain = !negated || bits.length > 1 || value > 1;
  return isPlain ? { bits, value, negated } : { bits, value: 1 - value, negated: false };
}

/** One condition that says what several say of their bits. */
function mergedCondition(conditions: readonly Condition[]): Condition {
  const bits = conditions.flatMap((condition) => condition.bits);
  let [value, weight] = [0, 1];
  for (const condition of conditions) {
    value += condition.value * weight;
    weight *= 2 ** condition.bits.length;
  }
  return { bits, value, negated: false };
}

/** The conditions turned round. Several that say what bits are become one about all of these bits. */
export function negatedConditions(place: QasmPlace, conditions: readonly Condition[]): readonly Condition[] {
  const [only, ...others] = conditions;
  if (others.length === 0) return [plainCondition({ ...only, negated: !only.negated })];
  if (conditions.some(({ negated }) => negated)) throw unsupportedQasm(place, 'the opposite of several conditions');
  return [{ ...mergedCondition(conditions), negated: true }];
}

/** The places that an index names in a register of so many. */
export function indexedPlaces(place: QasmPlace, index: QasmIndex, size: number, scope: QasmScope): readonly number[] {
  const checked = (value: number): number => {
    const at = value < 0 ? value + size : value;
    if (at < 0 || at >= size) throw invalidQasm(place, `there is no place ${value} among ${size}`);
    return at;
  };
  if (index.kind === 'one') return [checked(knownInteger(index.value, scope))];
  if (index.kind === 'set') return index.values.map((value) => checked(knownInteger(value, scope)));
  const step = index.step === undefined ? 1 : knownInteger(index.step, scope);
  const from = index.from === undefined ? (step < 0 ? size - 1 : 0) : checked(knownInteger(index.from, scope));
  const to = index.to === undefined ? (step < 0 ? 0 : size - 1) : checked(knownInteger(index.to, scope));
  return rangeValues(place, from, step, to);
}

/** Most values of one range. */
export const MAX_QASM_RANGE = 1_048_576;

/** Every value of a range, both ends included. */
export function rangeValues(place: QasmPlace, from: number, step: number, to: number): readonly number[] {
  if (step === 0) throw invalidQasm(place, 'a range does not step by 0');
  const count = Math.max(0, Math.floor((to - from) / step) + 1);
  if (count > MAX_QASM_RANGE) throw invalidQasm(place, `a range has at most ${MAX_QASM_RANGE} values`);
  return Array.from({ length: count }, (_, index) => from + index * step);
}

function namedValue(place: QasmPlace, name: string, scope: QasmScope): QasmValue {
  const binding = scope.find(name);
  if (binding?.kind === 'number') return { kind: 'number', value: binding.value };
  if (binding?.kind === 'bits') return { kind: 'bits', indices: binding.indices };
  if (binding !== undefined) throw invalidQasm(place, `${name} are qubits, which have no value`);
  const constant = CONSTANTS.get(name);
  if (constant === undefined) throw invalidQasm(place, `${name} is not declared`);
  return { kind: 'number', value: constant };
}

function indexedValue(place: QasmPlace, of: QasmExpression, index: QasmIndex, scope: QasmScope): QasmValue {
  const whole = valueOf(of, scope);
  if (whole.kind === 'bits') {
    return {
      kind: 'bits',
      indices: indexedPlaces(place, index, whole.indices.length, scope).map((at) => whole.indices[at]),
    };
  }
  if (whole.kind === 'conditions' || index.kind !== 'one') throw unsupportedQasm(place, 'this index');
  const bit = knownInteger(index.value, scope);
  return { kind: 'number', value: Math.floor(whole.value / 2 ** bit) % 2 };
}

function unaryValue(place: QasmPlace, operator: string, operand: QasmValue): QasmValue {
  if (operand.kind === 'number') {
    const { value } = operand;
    return {
      kind: 'number',
      value: operator === '-' ? -value : operator === '+' ? value : operator === '!' ? truth(value === 0) : ~value,
    };
  }
  const isNegation =
    operator === '!' || (operator === '~' && (operand.kind === 'conditions' || operand.indices.length === 1));
  if (!isNegation) throw unsupportedQasm(place, 'arithmetic with measured bits');
  return { kind: 'conditions', conditions: negatedConditions(place, conditionsOf(place, operand)) };
}

function binaryValue(place: QasmPlace, operator: string, left: QasmValue, right: QasmValue): QasmValue {
  if (left.kind === 'number' && right.kind === 'number') {
    const operation = OPERATORS.get(operator);
    if (operation === undefined) throw invalidQasm(place, `${operator} has no meaning here`);
    return { kind: 'number', value: operation(left.value, right.value) };
  }
  if (operator === '&&') return joined(place, left, right);
  const [measured, known] = left.kind === 'number' ? [right, left] : [left, right];
  if ((operator === '==' || operator === '!=') && measured.kind === 'bits' && known.kind === 'number') {
    return {
      kind: 'conditions',
      conditions: [plainCondition({ bits: measured.indices, value: known.value, negated: operator === '!=' })],
    };
  }
  throw unsupportedQasm(place, 'arithmetic with measured bits');
}

/** Both must hold; what is known now decides now. */
function joined(place: QasmPlace, left: QasmValue, right: QasmValue): QasmValue {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ]) {
    if (one.kind === 'number') return one.value === 0 ? one : other;
  }
  const both = [...conditionsOf(place, left), ...conditionsOf(place, right)];
  const canMerge = both.every(({ bits, value, negated }) => !negated && value < 2 ** bits.length);
  return { kind: 'conditions', conditions: canMerge ? [mergedCondition(both)] : both };
}

function calledValue(place: QasmPlace, name: string, operands: readonly QasmExpression[], scope: QasmScope): QasmValue {
  const values = operands.map((operand) => valueOf(operand, scope));
  const cast = CASTS.get(name);
  const [first] = values;
  if (cast !== undefined && values.length === 1) {
    return first.kind === 'number' ? { kind: 'number', value: cast(first.value) } : first;
  }
  const apply = FUNCTIONS.get(name);
  if (apply === undefined) throw unsupportedQasm(place, `the function ${name}`);
  if (values.length !== apply.length)
    throw invalidQasm(place, `${name} takes ${apply.length} numbers, not ${values.length}`);
  const numbers = values.map((value) => {
    if (value.kind !== 'number') throw unsupportedQasm(place, 'arithmetic with measured bits');
    return value.value;
  });
  return { kind: 'number', value: apply(...numbers) };
}
