import { type Condition, MAX_CONDITION_BITS } from '../circuit/condition.ts';
import type { ArrayPart } from './qasm-array.ts';
import type { QasmExpression, QasmIndex } from './qasm-expression.ts';
import { invalidQasm, type QasmPlace, unsupportedQasm } from './qasm-fault.ts';
import type { QasmScope } from './qasm-scope.ts';
import type { QasmValue } from './value-kind.ts';

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
  scope.work.spend(expression);
  return scope.work.nested(expression, () => valueOfKind(expression, scope));
}

function valueOfKind(expression: QasmExpression, scope: QasmScope): QasmValue {
  switch (expression.kind) {
    case 'number':
      return { kind: 'number', value: expression.value };
    case 'name':
      return namedValue(expression, expression.name, scope);
    case 'index':
      return indexedValue(expression, expression, scope);
    case 'unary':
      return unaryValue(expression, expression.operator, valueOf(expression.operand, scope));
    case 'binary':
      return binaryValue(
        expression,
        expression.operator,
        valueOf(expression.left, scope),
        valueOf(expression.right, scope),
      );
    case 'call':
      return calledValue(expression, expression.name, expression.operands, scope);
    case 'list':
      throw invalidQasm(expression, 'a list of values stands only where an array is declared');
    default:
      throw unsupportedQasm(expression, 'a measurement in an expression');
  }
}

/** The value of an expression that must be known now. */
export function knownNumber(expression: QasmExpression, scope: QasmScope): number {
  const value = valueOf(expression, scope);
  if (value.kind === 'array') throw invalidQasm(expression, 'an array is no number');
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
  if (value.kind === 'array') throw invalidQasm(place, 'an array is no condition');
  throw unsupportedQasm(place, 'a known number among measured bits');
}

/** What a single bit is not, it is the opposite of. */
function plainCondition({ bits, value, negated }: Condition): Condition {
  const isPlain = !negated || bits.length > 1 || value > 1;
  return isPlain ? { bits, value, negated } : { bits, value: 1 - value, negated: false };
}

function bitsRead(conditions: readonly Condition[]): number {
  return conditions.reduce((sum, { bits }) => sum + bits.length, 0);
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
  const read = bitsRead(conditions);
  if (read > MAX_CONDITION_BITS) throw unsupportedQasm(place, `a condition on ${read} bits`);
  return [{ ...mergedCondition(conditions), negated: true }];
}

/** The places that an index names in a register of so many. */
export function indexedPlaces(place: QasmPlace, index: QasmIndex, size: number, scope: QasmScope): readonly number[] {
  const checked = (value: number): number => {
    const at = value < 0 ? value + size : value;
    if (at < 0 || at >= size) throw invalidQasm(place, `there is no place ${value} among ${size}`);
    return at;
  };
  scope.work.spend(place, index.kind === 'one' ? 1 : size);
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
  if (binding?.kind === 'array') return { kind: 'array', array: binding.array };
  if (binding?.kind === 'subroutine') throw invalidQasm(place, `${name} is a subroutine`);
  if (binding !== undefined) throw invalidQasm(place, `${name} are qubits, which have no value`);
  const constant = CONSTANTS.get(name);
  if (constant === undefined) throw invalidQasm(place, `${name} is not declared`);
  return { kind: 'number', value: constant };
}

type IndexExpression = Extract<QasmExpression, { readonly kind: 'index' }>;

function indexedValue(place: QasmPlace, expression: IndexExpression, scope: QasmScope): QasmValue {
  const { of, index, further } = expression;
  const whole = valueOf(of, scope);
  if (whole.kind === 'array') {
    const array = whole.array.part(arrayParts(expression, whole.array.dimensions, scope));
    return array.dimensions.length === 0 ? { kind: 'number', value: array.values()[0] } : { kind: 'array', array };
  }
  if (further.length > 0) throw invalidQasm(place, 'there is one dimension here');
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

/** What the indices name in an array of these dimensions. */
export function arrayParts(
  expression: IndexExpression,
  dimensions: readonly number[],
  scope: QasmScope,
): readonly ArrayPart[] {
  const indices = [expression.index, ...expression.further];
  if (indices.length > dimensions.length) throw invalidQasm(expression, `it has ${dimensions.length} dimensions`);
  const parts = indices.map((index, dimension) => {
    const places = indexedPlaces(expression, index, dimensions[dimension], scope);
    return index.kind === 'one' ? places[0] : places;
  });
  const [first] = parts;
  const rows = typeof first === 'number' ? 1 : first.length;
  scope.work.spend(
    expression,
    dimensions.slice(1).reduce((product, size) => product * size, rows),
  );
  return parts;
}

function unaryValue(place: QasmPlace, operator: string, operand: QasmValue): QasmValue {
  if (operand.kind === 'number') {
    const { value } = operand;
    return {
      kind: 'number',
      value: operator === '-' ? -value : operator === '+' ? value : operator === '!' ? truth(value === 0) : ~value,
    };
  }
  if (operand.kind === 'array') throw invalidQasm(place, 'an array takes no operator');
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
  if (left.kind === 'array' || right.kind === 'array') throw invalidQasm(place, 'an array takes no operator');
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
  const canMerge =
    bitsRead(both) <= MAX_CONDITION_BITS &&
    both.every(({ bits, value, negated }) => !negated && value < 2 ** bits.length);
  return { kind: 'conditions', conditions: canMerge ? [mergedCondition(both)] : both };
}

/** The size of a dimension of an array, the first one if none is named. */
function sizeOf(place: QasmPlace, operands: readonly QasmExpression[], scope: QasmScope): QasmValue {
  if (operands.length < 1 || operands.length > 2) throw invalidQasm(place, 'sizeof takes an array and a dimension');
  const value = valueOf(operands[0], scope);
  if (value.kind !== 'array') throw invalidQasm(place, 'sizeof takes an array');
  const dimension = operands.length === 1 ? 0 : knownInteger(operands[1], scope);
  const { dimensions } = value.array;
  if (dimension < 0 || dimension >= dimensions.length) throw invalidQasm(place, `there is no dimension ${dimension}`);
  return { kind: 'number', value: dimensions[dimension] };
}

function calledValue(place: QasmPlace, name: string, operands: readonly QasmExpression[], scope: QasmScope): QasmValue {
  const subroutine = scope.find(name);
  if (subroutine?.kind === 'subroutine') {
    const result = subroutine.call(place, operands, scope);
    if (result === undefined) throw invalidQasm(place, `${name} returns nothing`);
    return result;
  }
  if (name === 'sizeof') return sizeOf(place, operands, scope);
  const values = operands.map((operand) => valueOf(operand, scope));
  const cast = CASTS.get(name);
  const [first] = values;
  if (cast !== undefined && values.length === 1) {
    if (first.kind === 'array') throw invalidQasm(place, 'an array is no number');
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
