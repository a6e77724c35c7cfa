import type { QasmExpression } from './qasm-expression.ts';
import { invalidQasm, type QasmPlace, unsupportedQasm } from './qasm-fault.ts';
import type { QasmScope } from './qasm-scope.ts';
import type { QasmLoop, QasmType } from './qasm-statement.ts';
import { knownInteger, knownNumber, rangeValues, valueOf } from './qasm-value.ts';
import type { QasmValue } from './value-kind.ts';

/** How a list of statements ended before its end. */
export interface Leaving {
  readonly kind: 'break' | 'continue' | 'end' | 'return';
  readonly place: QasmPlace;
  readonly value?: QasmValue;
}

/** The call of a subroutine that is going on. */
export interface SubroutineRun {
  readonly name: string;
  readonly returns: QasmType | undefined;
  readonly body: QasmScope;
}

/** What is left outside of a loop whose body was left so, for good. */
export function leftLoop(left: Leaving): Leaving | undefined {
  return left.kind === 'break' ? undefined : left;
}

/** The values that a loop goes through. Throws `QASM_INVALID` and `QASM_UNSUPPORTED`. */
export function loopValues(place: QasmPlace, over: QasmLoop['over'], scope: QasmScope): readonly number[] {
  if (over.kind === 'elements') return elementsOf(over.of, scope);
  if (over.kind === 'set') return over.values.map((value) => knownNumber(value, scope));
  if (over.kind === 'one' || over.from === undefined || over.to === undefined) {
    throw invalidQasm(place, 'a loop has a first and a last value');
  }
  const step = over.step === undefined ? 1 : knownInteger(over.step, scope);
  const values = rangeValues(place, knownInteger(over.from, scope), step, knownInteger(over.to, scope));
  scope.work.spend(place, values.length);
  return values;
}

function elementsOf(expression: QasmExpression, scope: QasmScope): readonly number[] {
  const value = valueOf(expression, scope);
  if (value.kind === 'bits') throw unsupportedQasm(expression, 'a loop over a register');
  if (value.kind !== 'array' || value.array.dimensions.length !== 1) {
    throw invalidQasm(expression, 'a loop goes over an array of one dimension');
  }
  return value.array.values();
}
