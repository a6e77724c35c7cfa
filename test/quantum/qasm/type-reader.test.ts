import assert from 'node:assert/strict';
import test from 'node:test';
import { qasmTokens } from '../../../src/quantum/qasm/qasm-tokens.ts';
import { TokenReader } from '../../../src/quantum/qasm/token-reader.ts';
import { readArrayType, readNumberType, readSignature, readSize } from '../../../src/quantum/qasm/type-reader.ts';

const reader = (source: string): TokenReader => new TokenReader(qasmTokens(source));

/** The kinds and names of parameters, and the type that comes back. */
function signature(source: string): readonly [string, string | undefined] {
  const words = reader(source);
  const { parameters, returns } = readSignature(words, () => words.expectKind('name', 'a name').text);
  const texts = parameters.map((parameter) =>
    parameter.kind === 'array'
      ? `${parameter.isMutable ? 'mutable' : 'readonly'} ${parameter.name}`
      : `${parameter.kind} ${parameter.name}`,
  );
  return [texts.join(', '), returns?.type];
}

test('types have widths, and arrays dimensions or a number of them', () => {
  assert.equal(readNumberType(reader('uint[8]')).type, 'uint');
  assert.equal(readNumberType(reader('bool')).width, undefined);
  assert.equal(readSize(reader('x')), undefined);
  const known = readArrayType(reader('array[float[64], 3, 4]')).dimensions;
  assert.equal('count' in known ? 0 : known.length, 2);
  assert.ok('count' in readArrayType(reader('array[int[8], #dim = 2]')).dimensions);
});

test('signatures name every kind of parameter, in both ways of writing registers', () => {
  assert.deepEqual(signature('(qubit q, qubit[2] r, qreg s[3], bit b, creg c[2]) -> bit[2]'), [
    'qubits q, qubits r, qubits s, bits b, bits c',
    'bit',
  ]);
  assert.deepEqual(signature('(int[5] i, readonly array[int[8], 2] a, mutable array[int[8], #dim=1] b,) -> bool'), [
    'number i, readonly a, mutable b',
    'bool',
  ]);
  assert.deepEqual(signature('()'), ['', undefined]);
});

test('what is no type is refused', () => {
  for (const [read, reason] of [
    [() => readNumberType(reader('complex')), /complex as the type of a number/u],
    [() => readNumberType(reader('kilo')), /"kilo" is no type/u],
    [() => readNumberType(reader('bool[2]')), /a name should stand here/u],
    [() => readSize(reader('[1:2]')), /a size is one number/u],
    [() => readArrayType(reader('array[int[8]]')), /"," should stand here/u],
    [() => signature('(array[int[8], 2] a)'), /array as the type/u],
    [() => signature('(qubit)'), /a name should stand here/u],
  ] as const) {
    assert.throws(read, reason);
  }
});
