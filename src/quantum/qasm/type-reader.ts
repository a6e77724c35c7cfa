import { type QasmExpression, readExpression, readIndex } from './qasm-expression.ts';
import { invalidQasm, unsupportedQasm } from './qasm-fault.ts';
import type { QasmArrayType, QasmParameter, QasmType } from './qasm-statement.ts';
import type { TokenReader } from './token-reader.ts';

/** Types of numbers. */
export const NUMBER_TYPES: ReadonlySet<string> = new Set(['int', 'uint', 'float', 'angle', 'bool']);

const OTHER_TYPES: ReadonlySet<string> = new Set(['bit', 'complex', 'duration', 'stretch', 'array', 'qubit']);

/** What stands between brackets where a size or a width may stand. */
export function readSize(reader: TokenReader, power: '^' | '**' = '**'): QasmExpression | undefined {
  if (!reader.sees('[')) return undefined;
  const { line, column } = reader.peek();
  const index = readIndex(reader, power);
  if (index.kind !== 'one') throw invalidQasm({ line, column }, 'a size is one number');
  return index.value;
}

/** The type of a number, with its width. */
export function readNumberType(reader: TokenReader): QasmType {
  const token = reader.expectKind('name', 'a type');
  if (OTHER_TYPES.has(token.text)) throw unsupportedQasm(token, `${token.text} as the type of a number`);
  if (!NUMBER_TYPES.has(token.text)) throw invalidQasm(token, `${JSON.stringify(token.text)} is no type of a number`);
  if (token.text === 'bool' && reader.sees('[')) throw reader.unexpected('a name');
  return { type: token.text, width: readSize(reader) };
}

/** `array[int[8], 4, 2]`: the element and the dimensions, or with `#dim = 2` only how many there are. */
export function readArrayType(reader: TokenReader): QasmArrayType {
  reader.expect('array');
  reader.expect('[');
  const element = readNumberType(reader);
  reader.expect(',');
  let dimensions: QasmArrayType['dimensions'];
  if (reader.takes('#dim')) {
    reader.expect('=');
    dimensions = { count: readExpression(reader, '**') };
  } else dimensions = reader.list(']', () => readExpression(reader, '**'));
  reader.expect(']');
  return { element, dimensions };
}

/** The parameters of a subroutine, in parentheses, and the type of what it returns. */
export function readSignature(
  reader: TokenReader,
  newName: () => string,
): { readonly parameters: readonly QasmParameter[]; readonly returns: QasmType | undefined } {
  reader.expect('(');
  const parameters = reader.sees(')') ? [] : reader.list(')', () => readParameter(reader, newName));
  reader.expect(')');
  return { parameters, returns: reader.takes('->') ? readReturnType(reader) : undefined };
}

function readReturnType(reader: TokenReader): QasmType {
  return reader.takes('bit') ? { type: 'bit', width: readSize(reader) } : readNumberType(reader);
}

function readParameter(reader: TokenReader, newName: () => string): QasmParameter {
  const { line, column, text } = reader.peek();
  const place = { line, column };
  if (text === 'readonly' || text === 'mutable') {
    reader.next();
    const type = readArrayType(reader);
    return { ...place, kind: 'array', type, isMutable: text === 'mutable', name: newName() };
  }
  if (text === 'qubit' || text === 'bit') {
    reader.next();
    const size = readSize(reader);
    return { ...place, kind: text === 'qubit' ? 'qubits' : 'bits', size, name: newName() };
  }
  if (text === 'qreg' || text === 'creg') {
    reader.next();
    const name = newName();
    return { ...place, kind: text === 'qreg' ? 'qubits' : 'bits', size: readSize(reader), name };
  }
  return { ...place, kind: 'number', type: readNumberType(reader), name: newName() };
}
