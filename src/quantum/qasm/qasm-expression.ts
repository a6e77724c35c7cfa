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
    | {
        readonly kind: 'index';
        readonly of: QasmExpression;
        readonly index: QasmIndex;
        /** Of the dimensions behind the first one. */
        readonly further: readonly QasmIndex[];
      }
    /** `{1, 2}`, where an array gets its first values. */
    | { readonly kind: 'list'; readonly items: readonly QasmExpression[] }
    /** `measure q`, where a value may be measured. */
    | { readonly kind: 'measure'; readonly operand: QasmExpression }
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

/** Most operators of one level, or most indices, that follow each other. */
export const MAX_QASM_CHAIN = 400;

/** Reads an expression. `power` is the sign of powers: `^` in OpenQASM 2, `**` in 3. */
export function readExpression(reader: TokenReader, power: '^' | '**', level: number = 0): QasmExpression {
  return reader.nested(() => readLevel(reader, power, level));
}

function readLevel(reader: TokenReader, power: '^' | '**', level: number): QasmExpression {
  const operators = LEVELS.at(level);
  if (operators === undefined) return readUnary(reader, power);
  let left = readLevel(reader, power, level + 1);
  for (let length = 0; operators.some((operator) => operator !== power && reader.sees(operator)); length++) {
    const { line, column, text: operator } = reader.next();
    checkChain({ line, column }, length);
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
  return readIndexed(reader, power, readPrimary(reader, power));
}

/** Reads the indices behind an expression, if there are any. */
export function readIndexed(reader: TokenReader, power: '^' | '**', base: QasmExpression): QasmExpression {
  let expression = base;
  for (let length = 0; reader.sees('['); length++) {
    const { line, column } = reader.peek();
    checkChain({ line, column }, length);
    const [index, ...further] = readIndices(reader, power);
    expression = { kind: 'index', line, column, of: expression, index, further };
  }
  return expression;
}

function checkChain(place: QasmPlace, length: number): void {
  if (length >= MAX_QASM_CHAIN) throw invalidQasm(place, `more than ${MAX_QASM_CHAIN} of them follow each other`);
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
  const operands = reader.sees(')') ? [] : reader.list(')', () => readExpression(reader, power));
  reader.expect(')');
  return { kind: 'call', line, column, name: text, operands };
}

/** Reads `[...]` of one dimension. */
export function readIndex(reader: TokenReader, power: '^' | '**'): QasmIndex {
  const { line, column } = reader.peek();
  const [index, ...further] = readIndices(reader, power);
  if (further.length > 0) throw invalidQasm({ line, column }, 'there is one dimension here');
  return index;
}

/** Reads `[...]`, an index for each dimension. */
function readIndices(reader: TokenReader, power: '^' | '**'): readonly [QasmIndex, ...QasmIndex[]] {
  reader.expect('[');
  const one = (): QasmIndex => (reader.sees('{') ? readSet(reader, power) : readRange(reader, power));
  const indices: [QasmIndex, ...QasmIndex[]] = [one()];
  while (reader.takes(',') && !reader.sees(']')) indices.push(one());
  reader.expect(']');
  return indices;
}

/** Reads the first value of an array: an expression, or a list of such in braces. */
export function readInitialValue(reader: TokenReader, power: '^' | '**'): QasmExpression {
  const { line, column } = reader.peek();
  if (!reader.takes('{')) return readExpression(reader, power);
  const items = reader.list('}', () => reader.nested(() => readInitialValue(reader, power)));
  reader.expect('}');
  return { kind: 'list', line, column, items };
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
    reader.sees(':') || reader.sees(']') || reader.sees(',') ? undefined : readExpression(reader, power);
  const first = part();
  if (!reader.takes(':')) {
    if (first === undefined) throw reader.unexpected('an index');
    return { kind: 'one', value: first };
  }
  const second = part();
  if (!reader.takes(':')) return { kind: 'range', from: first, step: undefined, to: second };
  return { kind: 'range', from: first, step: second, to: part() };
}
