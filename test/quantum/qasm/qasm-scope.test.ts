import assert from 'node:assert/strict';
import test from 'node:test';
import { type QasmBinding, QasmScope } from '../../../src/quantum/qasm/qasm-scope.ts';

const PLACE = { line: 3, column: 4 };
const qubit = (index: number): QasmBinding => ({ kind: 'qubits', indices: [index], isSingle: true });

test('inner blocks see what is outside, and may hide it', () => {
  const outer = new QasmScope();
  outer.declare(PLACE, 'q', qubit(0));
  const inner = new QasmScope(outer);
  assert.deepEqual(inner.find('q'), qubit(0));
  inner.declare(PLACE, 'q', qubit(1));
  assert.deepEqual([inner.find('q'), outer.find('q')], [qubit(1), qubit(0)]);
  assert.equal(inner.find('p'), undefined);
});

test('a name is declared once in a block', () => {
  const scope = new QasmScope();
  scope.declare(PLACE, 'q', qubit(0));
  assert.throws(() => scope.declare(PLACE, 'q', qubit(1)), /line 3, column 4: q is declared twice/u);
});

test('an alias may be given again, where it lives', () => {
  const outer = new QasmScope();
  outer.redeclare('io', qubit(0));
  new QasmScope(outer).redeclare('io', qubit(5));
  assert.deepEqual(outer.find('io'), qubit(5));
});
