import { invalidQasm, type QasmPlace, unsupportedQasm } from './qasm-fault.ts';
import type { TokenReader } from './token-reader.ts';

/** An index: one place, a set of places, or a range of them. */
export type QasmIndex =
  | { readonly kind: 'one'; readonly value: QasmExpression }
  | { readonly kind: 'set'; readonly values: readonly QasmExpression[] }
  | {
      readonly kind: 'range';
      readonly from: QasmExpression | undefined;
      readonly step: QasmExpression | undefined;
      readonly to: QasmExpression | undefined;
    };

/** An expression, as it is written. */
export type QasmExpression = QasmPlace &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'index'; readonly of: QasmExpression; readonly index: QasmIndex }
    | { readonly kind: 'unary'; readonly operator: string; readonly operand: QasmExpression }
    | {
        readonly kind: 'binary';
        readonly operator: string;
        readonly left: QasmExpression;
        readonly right: QasmExpression;
      }
    | { readonly kind: 'call'; readonly name: string; readonly operands: readonly QasmExpression[] }
  );

/** Operators with two operands, the loosest first; those of a line bind alike. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const CASTS: ReadonlySet<string> = new Set(['int', 'uint', 'float', 'angle', 'bool', 'bit']);
const NO_OPERANDS: ReadonlySet<string> = new Set(['measure', 'durationof', 'complex', 'array', 'duration', 'stretch']);

/** Reads an expression. `power` is the sign of powers: `^` in OpenQASM 2, `**` in 3. */
export function readExpression(reader: TokenReader, power: '^' | '**', level: number = 0): QasmExpression {
  return reader.nested(() => readLevel(reader, power, level));
}

function readLevel(reader: TokenReader, power: '^' | '**', level: number): QasmExpression {
  const operators = LEVELS.at(level);
  if (operators === undefined) return readUnary(reader, power);
  let left = readLevel(reader, power, level + 1);
  while (operators.some((operator) => operator !== power && reader.sees(operator))) {
    const { line, column, text: operator } = reader.next();
    left = { kind: 'binary', line, column, operator, left, right: readLevel(reader, power, level + 1) };
  }
  return left;
}

function readUnary(reader: TokenReader, power: '^' | '**'): QasmExpression {
  const { line, column } = reader.peek();
  for (const operator of ['-', '+', '!', '~']) {
    if (!reader.takes(operator)) continue;
    return { kind: 'unary', line, column, operator, operand: reader.nested(() => readUnary(reader, power)) };
  }
  const left = readPostfix(reader, power);
  if (!reader.takes(power)) return left;
  const right = reader.nested(() => readUnary(reader, power));
  return { kind: 'binary', line, column, operator: 'power', left, right };
}

function readPostfix(reader: TokenReader, power: '^' | '**'): QasmExpression {
  let expression = readPrimary(reader, power);
  while (reader.sees('[')) {
    const { line, column } = reader.peek();
    expression = { kind: 'index', line, column, of: expression, index: readIndex(reader, power) };
  }
  return expression;
}

function readPrimary(reader: TokenReader, power: '^' | '**'): QasmExpression {
  const token = reader.peek();
  const { kind, text, line, column } = token;
  if (kind === 'integer' || kind === 'real') {
    reader.next();
    return { kind: 'number', line, column, value: Number(text) };
  }
  if (kind === 'text') throw unsupportedQasm(token, 'a bit string');
  if (kind === 'name') return readNamed(reader, power);
  if (!reader.takes('(')) throw reader.unexpected('an expression');
  const inner = readExpression(reader, power);
  reader.expect(')');
  return inner;
}

function readNamed(reader: TokenReader, power: '^' | '**'): QasmExpression {
  const { line, column, text } = reader.next();
  if (text === 'true' || text === 'false') return { kind: 'number', line, column, value: text === 'true' ? 1 : 0 };
  if (NO_OPERANDS.has(text)) throw unsupportedQasm({ line, column }, `${text} in an expression`);
  if (CASTS.has(text) && reader.sees('[')) readIndex(reader, power);
  if (!reader.sees('(')) {
    if (CASTS.has(text)) throw invalidQasm({ line, column }, `${text} is the name of a type`);
    return { kind: 'name', line, column, name: text };
  }
  reader.expect('(');
  const operands = reader.list(')', () => readExpression(reader, power));
  reader.expect(')');
  return { kind: 'call', line, column, name: text, operands };
}

/** Reads `[...]`. */
export function readIndex(reader: TokenReader, power: '^' | '**'): QasmIndex {
  reader.expect('[');
  const index = reader.sees('{') ? readSet(reader, power) : readRange(reader, power);
  if (reader.sees(',')) throw unsupportedQasm(reader.peek(), 'an index of several dimensions');
  reader.expect(']');
  return index;
}

/** Reads `{1, 2, 3}`. */
export function readSet(reader: TokenReader, power: '^' | '**'): QasmIndex {
  reader.expect('{');
  const values = reader.list('}', () => readExpression(reader, power));
  reader.expect('}');
  return { kind: 'set', values };
}

function readRange(reader: TokenReader, power: '^' | '**'): QasmIndex {
  const part = (): QasmExpression | undefined =>
    reader.sees(':') || reader.sees(']') ? undefined : readExpression(reader, power);
  const first = part();
  if (!reader.takes(':')) {
    if (first === undefined) throw reader.unexpected('an index');
    return { kind: 'one', value: first };
  }
  const second = part();
  if (!reader.takes(':')) return { kind: 'range', from: first, step: undefined, to: second };
  return { kind: 'range', from: first, step: second, to: part() };
}
