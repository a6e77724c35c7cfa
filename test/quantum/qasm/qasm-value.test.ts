import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readExpression, readIndex } from '../../../src/quantum/qasm/qasm-expression.ts';
import { QasmScope } from '../../../src/quantum/qasm/qasm-scope.ts';
import { qasmTokens } from '../../../src/quantum/qasm/qasm-tokens.ts';
import {
  conditionsOf,
  indexedPlaces,
  negatedConditions,
  rangeValues,
  valueOf,
} from '../../../src/quantum/qasm/qasm-value.ts';
import { TokenReader } from '../../../src/quantum/qasm/token-reader.ts';
import type { QasmValue } from '../../../src/quantum/qasm/value-kind.ts';

const PLACE = { line: 1, column: 1 };

/** A scope with the bits `c` (4, 5, 6), one bit `b` (9), the qubit `q` and the number `n` = 6. */
function scopeOf(): QasmScope {
  const scope = new QasmScope();
  scope.declare(PLACE, 'c', { kind: 'bits', indices: [4, 5, 6], isSingle: false });
  scope.declare(PLACE, 'b', { kind: 'bits', indices: [9], isSingle: true });
  scope.declare(PLACE, 'q', { kind: 'qubits', indices: [0], isSingle: true });
  scope.declare(PLACE, 'n', { kind: 'number', value: 6, type: 'uint', width: 4, isConstant: false });
  return scope;
}

const value = (source: string): QasmValue =>
  valueOf(readExpression(new TokenReader(qasmTokens(source)), '**'), scopeOf());

describe('values', () => {
  test('of numbers are known, bit by bit too', () => {
    assert.deepEqual(value('n * 2'), { kind: 'number', value: 12 });
    assert.deepEqual(
      [0, 1, 2].map((bit) => value(`n[${bit}]`)),
      [0, 1, 1].map((known) => ({ kind: 'number', value: known })),
    );
    assert.deepEqual(value('~n'), { kind: 'number', value: -7 });
  });

  test('of bits are what the circuit will measure', () => {
    assert.deepEqual(value('c[1]'), { kind: 'bits', indices: [5] });
    assert.deepEqual(value('int[3](c)'), { kind: 'bits', indices: [4, 5, 6] });
    assert.deepEqual(value('c == 3'), {
      kind: 'conditions',
      conditions: [{ bits: [4, 5, 6], value: 3, negated: false }],
    });
    assert.deepEqual(value('1 != b'), { kind: 'conditions', conditions: [{ bits: [9], value: 0, negated: false }] });
    assert.deepEqual(value('!b'), { kind: 'conditions', conditions: [{ bits: [9], value: 0, negated: false }] });
  });

  test('of both are joined; what is known decides at once', () => {
    const joined = value('b && c[0] == 0');
    assert.deepEqual(joined, { kind: 'conditions', conditions: [{ bits: [9, 4], value: 1, negated: false }] });
    const apart = value('b && c != 2');
    assert.equal(apart.kind === 'conditions' ? apart.conditions.length : 0, 2);
    assert.deepEqual(value('false && b'), { kind: 'number', value: 0 });
    assert.deepEqual(value('b && true'), { kind: 'bits', indices: [9] });
  });

  test('the opposite of conditions on bits is one condition on all of them', () => {
    const conditions = [
      { bits: [1], value: 1, negated: false },
      { bits: [4, 5], value: 2, negated: false },
    ];
    assert.deepEqual(negatedConditions(PLACE, conditions), [{ bits: [1, 4, 5], value: 5, negated: true }]);
    assert.throws(() => negatedConditions(PLACE, [...conditions, { bits: [0], value: 0, negated: true }]), /opposite/u);
    assert.deepEqual(conditionsOf(PLACE, { kind: 'bits', indices: [3] }), [{ bits: [3], value: 1, negated: false }]);
  });

  test('that cannot be known are refused', () => {
    for (const [source, reason] of [
      ['c + 1', /arithmetic with measured bits/u],
      ['b || c[0]', /arithmetic/u],
      ['-b', /arithmetic/u],
      ['q', /qubits, which have no value/u],
      ['nothing', /nothing is not declared/u],
      ['frob(1)', /the function frob/u],
      ['sin(1, 2)', /takes 1 numbers/u],
      ['c[3]', /no place 3 among 3/u],
    ] as const) {
      assert.throws(() => value(source), reason, source);
    }
  });
});

describe('places', () => {
  const places = (source: string): readonly number[] =>
    indexedPlaces(PLACE, readIndex(new TokenReader(qasmTokens(source)), '**'), 5, scopeOf());

  test('count from both ends, and ranges have both of theirs', () => {
    assert.deepEqual(places('[-1]'), [4]);
    assert.deepEqual(places('[{0, 3}]'), [0, 3]);
    assert.deepEqual(places('[1:3]'), [1, 2, 3]);
    assert.deepEqual(places('[0:2:4]'), [0, 2, 4]);
    assert.deepEqual(places('[:]'), [0, 1, 2, 3, 4]);
    assert.deepEqual(places('[4:-1:0]'), [4, 3, 2, 1, 0]);
    assert.throws(() => places('[5]'), /no place 5/u);
  });

  test('ranges are finite', () => {
    assert.deepEqual(rangeValues(PLACE, 3, 1, 2), []);
    assert.throws(() => rangeValues(PLACE, 0, 0, 1), /step by 0/u);
    assert.throws(() => rangeValues(PLACE, 0, 1, 1e9), /at most/u);
  });
});
