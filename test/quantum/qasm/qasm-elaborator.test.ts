import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importQasm, type Operation } from '../../../src/quantum/index.ts';
import { qasmRefusal } from './qasm-refusal.ts';

const operations = (source: string): readonly Operation[] => importQasm(source).circuit.operations;
const summary = (source: string): string[] =>
  operations(source).map((operation) => {
    if (operation.kind === 'gate') return `${operation.gate} ${operation.targets.join(',')}`;
    return operation.kind === 'measure' ? `measure ${operation.qubit}>${operation.bit}` : operation.kind;
  });

describe('elaboration', () => {
  test('spreads gates, measurements and resets over registers', () => {
    assert.deepEqual(summary('qubit[2] q; qubit r; bit[2] c; h q; x r; cx q, r; c = measure q; reset q;'), [
      'h 0',
      'h 1',
      'x 2',
      'x 2',
      'x 2',
      'measure 0>0',
      'measure 1>1',
      'reset',
      'reset',
    ]);
  });

  test('unrolls loops over ranges and sets, with numbers of their own', () => {
    assert.deepEqual(summary('qubit[4] q; for int i in [0:2] { x q[i]; } for int i in {3, 0} z q[i];'), [
      'x 0',
      'x 1',
      'x 2',
      'z 3',
      'z 0',
    ]);
    const turns = operations('qubit q; uint[2] n = 3; for int i in [1:3] { rx(pi / n) q; n += 1; n += 1; }');
    const angles = turns.map((operation) => (operation.kind === 'gate' ? operation.parameters[0] : 0));
    assert.deepEqual(angles, [Math.PI / 3, Math.PI / 1, Math.PI / 3], 'two bits wrap around');
  });

  test('decides what is known, and leaves conditions on bits to the run', () => {
    assert.deepEqual(summary('qubit q; const bool yes = true; if (yes) x q; else z q; if (!yes) y q;'), ['x 0']);
    const [, x, z] = operations('qubit q; bit c; c = measure q; if (c) x q; else z q;');
    assert.deepEqual(x?.when, [{ bits: [0], value: 1, negated: false }]);
    assert.deepEqual(z?.when, [{ bits: [0], value: 0, negated: false }]);
    const [nested] = operations('qubit q; bit[2] c; if (c[0] == 1) { if (c == 2) { x q; } }');
    assert.equal(nested?.when?.length, 2);
  });

  test('follows aliases and slices', () => {
    assert.deepEqual(summary('qubit[3] q; qubit[2] r; let a = q[1:2] ++ r; x a[0]; z a[-1]; let b = a[{3, 0}]; h b;'), [
      'x 1',
      'z 4',
      'h 4',
      'h 1',
    ]);
  });

  test('counts bits register by register', () => {
    const { registers, circuit } = importQasm('qubit q; bit a; bit[3] b;');
    assert.equal(circuit.bits, 4);
    assert.deepEqual(registers, [
      { name: 'a', firstBit: 0, bits: 1 },
      { name: 'b', firstBit: 1, bits: 3 },
    ]);
  });

  test('refuses what makes no circuit, where it stands', () => {
    for (const [source, place, reason] of [
      ['bit c;', '1:1', 'no qubits'],
      ['qubit[2] q; qubit[3] r; cx q, r;', '1:25', 'differ in size'],
      ['qubit[2] q;\ncx q[0], q[0];', '2:1', 'named twice'],
      ['qubit q; bit[2] c; c = measure q;', '1:20', 'do not fit'],
      ['qubit q; bit c; if (c) c = measure q;', '1:24', 'its own condition reads'],
      ['qubit q; bit c; int n; if (c) n = 1;', '1:31', 'depends on measured bits'],
      ['qubit q; const int n = 1; n = 2;', '1:27', 'constant cannot be changed'],
      ['qubit q; bit c; c = 1;', '1:21', 'a value for bits'],
      ['qubit q; bit c; c ^= 1;', '1:17', 'an assignment to bits'],
      ['qubit q; bit c = 1;', '1:18', 'a value for bits'],
      ['qubit q; f(3);', '1:10', 'an expression as a statement'],
      ['qubit q; bit[2] c; for uint i in c {}', '1:34', 'a loop over a register'],
      ['qubit[9000] q;', '1:1', '9000 qubits'],
      ['qubit q; qubit q;', '1:10', 'declared twice'],
      ['qubit q; angle[4] a; a = measure q;', '1:22', 'into a number'],
      ['qubit q; for int i in [0:1000000] { for int j in [0:1000] { x q; } }', '1:61', '1000000 operations'],
    ] as const) {
      const refusal = qasmRefusal(source);
      assert.ok(refusal?.message.includes(reason), `${source}: ${refusal?.message ?? 'taken'}`);
      assert.equal(`${refusal?.line}:${refusal?.column}`, place, source);
    }
  });
});
