import assert from 'node:assert/strict';
import test from 'node:test';
import { type Leaving, leftLoop, loopValues } from '../../../src/quantum/qasm/qasm-loop.ts';
import { parseQasm } from '../../../src/quantum/qasm/qasm-parser.ts';
import { QasmScope } from '../../../src/quantum/qasm/qasm-scope.ts';

const PLACE = { line: 1, column: 1 };

/** The values of a loop over what is written. */
function valuesOf(over: string): readonly number[] {
  const scope = new QasmScope();
  scope.declare(PLACE, 'c', { kind: 'bits', indices: [0, 1], isSingle: false });
  const [loop] = parseQasm(`for int i in ${over} {}`).statements;
  assert.ok(loop?.kind === 'for');
  return loopValues(PLACE, loop.over, scope);
}

test('loops go over sets and ranges', () => {
  assert.deepEqual(valuesOf('{4, 1, 1}'), [4, 1, 1]);
  assert.deepEqual(valuesOf('[0:3]'), [0, 1, 2, 3]);
  assert.deepEqual(valuesOf('[5:-2:0]'), [5, 3, 1]);
  assert.deepEqual(valuesOf('[2:1]'), []);
});

test('loops over anything else are refused', () => {
  assert.throws(() => valuesOf('c'), /a loop over a register/u);
  assert.throws(() => valuesOf('[:3]'), /a first and a last value/u);
  assert.throws(() => valuesOf('[0:0:3]'), /does not step by 0/u);
});

test('a break ends at its loop, and what goes further goes on', () => {
  const left = (kind: Leaving['kind']): Leaving => ({ kind, place: PLACE });
  assert.equal(leftLoop(left('break')), undefined);
  assert.deepEqual(leftLoop(left('return')), left('return'));
});
