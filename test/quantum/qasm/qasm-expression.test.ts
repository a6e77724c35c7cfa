import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readExpression, readIndex } from '../../../src/quantum/qasm/qasm-expression.ts';
import { QasmScope } from '../../../src/quantum/qasm/qasm-scope.ts';
import { qasmTokens } from '../../../src/quantum/qasm/qasm-tokens.ts';
import { knownNumber } from '../../../src/quantum/qasm/qasm-value.ts';
import { TokenReader } from '../../../src/quantum/qasm/token-reader.ts';

const number = (source: string, power: '^' | '**' = '**'): number =>
  knownNumber(readExpression(new TokenReader(qasmTokens(source)), power), new QasmScope());

describe('expressions', () => {
  test('bind as they do everywhere', () => {
    assert.equal(number('1 + 2 * 3 - 4 / 2'), 5);
    assert.equal(number('(1 + 2) * 3'), 9);
    assert.equal(number('-2 ** 2'), -4);
    assert.equal(number('2 ** 3 ** 2'), 512);
    assert.equal(number('2 ** -1'), 0.5);
    assert.equal(number('10 - 4 - 3'), 3);
    assert.equal(number('1 << 2 + 1'), 8);
    assert.equal(number('7 & 3 | 8'), 11);
    assert.equal(number('1 < 2 == true && !(3 == 4)'), 1);
  });

  test('^ is a power in OpenQASM 2, and exclusive or in 3', () => {
    assert.equal(number('2 ^ 3', '^'), 8);
    assert.equal(number('2 ^ 3', '**'), 1);
  });

  test('know constants, functions and casts', () => {
    assert.equal(number('pi / 2'), Math.PI / 2);
    assert.equal(number('τ - 2 * π'), 0);
    assert.equal(number('sin(pi / 6) + sqrt(4) + ln(exp(1))'), Math.sin(Math.PI / 6) + 3);
    assert.equal(number('mod(-1, 4) + int[8](3.9) + bool(7)'), 7);
  });

  test('indices are places, sets and ranges', () => {
    const kind = (source: string): string => readIndex(new TokenReader(qasmTokens(source)), '**').kind;
    assert.deepEqual(['[3]', '[{1, 2}]', '[0:3]', '[:]', '[5:-1:0]'].map(kind), [
      'one',
      'set',
      'range',
      'range',
      'range',
    ]);
    assert.throws(() => kind('[]'), /an index should stand here/u);
    assert.throws(() => kind('[1, 2]'), /one dimension here/u);
  });

  test('what is none is refused', () => {
    for (const bad of ['1 +', '* 2', 'int', 'measure q', '"01"', 'f()'])
      assert.throws(() => number(bad), /line 1/u, bad);
  });
});
