import { type ArrayPart, QasmArray } from './qasm-array.ts';
import type { QasmExpression } from './qasm-expression.ts';
import { invalidQasm, type QasmPlace, unsupportedQasm } from './qasm-fault.ts';
import { fittedNumber, type NumberType } from './qasm-number.ts';
import type { ArrayBinding, NumberBinding, QasmScope } from './qasm-scope.ts';
import type { QasmArrayDeclaration, QasmAssignment, QasmStatement, QasmType } from './qasm-statement.ts';
import { arrayParts, knownInteger, knownNumber, valueOf } from './qasm-value.ts';

/** A type, its width known now. */
export function numberType({ type, width }: QasmType, scope: QasmScope): NumberType {
  return { type, width: width === undefined ? undefined : knownInteger(width, scope) };
}

/** Declares a number, under so many conditions on measured bits. */
export function declareNumber(
  statement: Extract<QasmStatement, { kind: 'number' }>,
  scope: QasmScope,
  conditions: number,
): void {
  const { name, isConstant } = statement;
  const type = numberType(statement, scope);
  const value = statement.value === undefined ? 0 : knownNumber(statement.value, scope);
  const fitted = fittedNumber(statement, value, type);
  scope.declare(statement, name, { kind: 'number', value: fitted, ...type, isConstant, conditions });
}

/** Declares an array, under so many conditions on measured bits. */
export function declareArray(statement: QasmArrayDeclaration, scope: QasmScope, conditions: number): void {
  const { name, isConstant, element, value } = statement;
  const sizes = statement.dimensions.map((size) => knownInteger(size, scope));
  const array = QasmArray.zeros(statement, numberType(element, scope), sizes);
  scope.work.spend(statement, array.size);
  if (value !== undefined) fill(statement, array, value, scope);
  scope.declare(statement, name, { kind: 'array', array, isConstant, conditions });
}

/** Gives an array its first values: a list with one value for each part of the first dimension, or another array. */
function fill(place: QasmPlace, array: QasmArray, value: QasmExpression, scope: QasmScope): void {
  if (value.kind !== 'list') return copyInto(place, array, value, scope);
  const size = array.dimensions.at(0);
  if (size === undefined) throw invalidQasm(value, 'a list of values stands where one value should');
  if (value.items.length !== size) throw invalidQasm(value, `${value.items.length} values do not fill ${size}`);
  for (const [index, item] of value.items.entries()) fill(item, array.part([index]), item, scope);
}

function copyInto(place: QasmPlace, target: QasmArray, expression: QasmExpression, scope: QasmScope): void {
  if (target.dimensions.length === 0) return target.assign(place, [knownNumber(expression, scope)]);
  const value = valueOf(expression, scope);
  if (value.kind !== 'array' || !target.isShapedLike(value.array)) {
    throw invalidQasm(expression, `an array of ${target.dimensions.join(' times ')} should stand here`);
  }
  scope.work.spend(place, target.size);
  target.assign(place, value.array.values());
}

/** The variable that an assignment changes, if it changes one. */
export function assignedVariable(target: QasmExpression, scope: QasmScope): NumberBinding | ArrayBinding | undefined {
  const base = target.kind === 'index' ? baseOf(target) : target;
  const binding = base.kind === 'name' ? scope.find(base.name) : undefined;
  return binding?.kind === 'number' || binding?.kind === 'array' ? binding : undefined;
}

function baseOf(expression: QasmExpression): QasmExpression {
  let base = expression;
  while (base.kind === 'index') base = base.of;
  return base;
}

/** Changes a variable, under so many conditions on measured bits. */
export function assignVariable(
  statement: QasmAssignment,
  binding: NumberBinding | ArrayBinding,
  scope: QasmScope,
  conditions: number,
): void {
  const { target, operator, value } = statement;
  if (binding.isConstant) throw invalidQasm(statement, 'a constant cannot be changed');
  if ((binding.conditions ?? 0) !== conditions) {
    throw unsupportedQasm(statement, 'an assignment that depends on measured bits');
  }
  const changed: QasmExpression =
    operator === '='
      ? value
      : { ...target, kind: 'binary', operator: plainOperator(operator), left: target, right: value };
  if (binding.kind === 'array') return copyInto(statement, partOf(target, binding.array, scope), changed, scope);
  if (target.kind !== 'name') throw unsupportedQasm(statement, 'an assignment to bits of a number');
  binding.value = fittedNumber(statement, knownNumber(changed, scope), binding);
}

/** The part of an array that is assigned to. */
function partOf(target: QasmExpression, array: QasmArray, scope: QasmScope): QasmArray {
  if (target.kind !== 'index') return array;
  const whole = partOf(target.of, array, scope);
  const parts: readonly ArrayPart[] = arrayParts(target, whole.dimensions, scope);
  return whole.part(parts);
}

/** `<<=` without its equals sign, and `**=` as the power that it is. */
function plainOperator(assignment: string): string {
  const operator = assignment.slice(0, -1);
  return operator === '**' ? 'power' : operator;
}
