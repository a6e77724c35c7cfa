import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importQasm, SeededRandom, simulate } from '../../../src/quantum/index.ts';
import { touchesBits, withBits } from '../../../src/quantum/qasm/subroutine-call.ts';
import { qasmRefusal } from './qasm-refusal.ts';

/** A program with subroutines, and the same written out. */
const EQUIVALENT: readonly (readonly [source: string, flat: string])[] = [
  [
    'def bell(qubit a, qubit b) { h a; cx a, b; } qubit[4] q; bell(q[0], q[1]); bell(q[3], q[2]);',
    'qubit[4] q; h q[0]; cx q[0], q[1]; h q[3]; cx q[3], q[2];',
  ],
  [
    'const int n = 3; def turn(int k, qubit[n] r, float x) { for int i in [0:k] { rx(x * i) r[i]; } k = 9; } qubit[n] q; int k = 1; turn(k, q, pi); turn(k + 1, q, 1);',
    'qubit[3] q; rx(0) q[0]; rx(pi) q[1]; rx(0) q[0]; rx(1) q[1]; rx(2) q[2];',
  ],
  [
    'def power(int b, int e) -> int { if (e == 0) return 1; return b * power(b, e - 1); } qubit q; rx(power(2, 10) + power(3, 2)) q;',
    'qubit q; rx(1033) q;',
  ],
  [
    'def ymeasure(qubit t) -> bit { sdg t; h t; return measure t; } qubit[2] q; bit[2] c; c[1] = ymeasure(q[0]); bit d = ymeasure(q[1]); if (c[1] == 1) x q[1];',
    'qubit[2] q; bit[2] c; sdg q[0]; h q[0]; c[1] = measure q[0]; bit d; sdg q[1]; h q[1]; d = measure q[1]; if (c[1] == 1) x q[1];',
  ],
  [
    'def both(qubit[2] t) -> bit[2] { bit[2] b; b[0] = measure t[1]; if (b[0]) x t[0]; b[1] = measure t[0]; return b; } qubit[2] q; bit[2] c; c = both(q);',
    'qubit[2] q; bit[2] c; c[0] = measure q[1]; if (c[0]) x q[0]; c[1] = measure q[0];',
  ],
  [
    'def fix(bit[2] s, qubit t) { if (s == 3) { x t; } } qubit[2] q; bit[2] c; c = measure q; fix(c, q[0]);',
    'qubit[2] q; bit[2] c; c = measure q; if (c == 3) { x q[0]; }',
  ],
  [
    'def twice(readonly array[int[8], 2] a, mutable array[int[8], #dim = 1] b) { for int i in [0:sizeof(b) - 1] { b[i] = 2 * a[i]; } } qubit q; array[int[8], 2] x = {3, 4}; array[int[8], 2] y; twice(x, y); rx(y[0]) q; rx(y[1]) q;',
    'qubit q; rx(6) q; rx(8) q;',
  ],
  [
    'def down(qubit t, int n) { while (true) { if (n == 0) { return; } n -= 1; x t; } } qubit q; bit c; c = measure q; if (c) { down(q, 2); }',
    'qubit q; bit c; c = measure q; if (c) { x q; x q; }',
  ],
];

describe('subroutines', () => {
  for (const [source, flat] of EQUIVALENT) {
    test(`${source.slice(0, 70)}: as written out`, () => {
      const [made, expected] = [importQasm(source), importQasm(flat)];
      assert.deepEqual(made.circuit.operations, expected.circuit.operations);
      assert.deepEqual(made.registers, expected.registers);
    });
  }

  test('that keep bits to themselves show them under their name', () => {
    const { registers, circuit } = importQasm(
      'def parity(qubit[2] t) -> bool { bit[2] b; b = measure t; return b[0] == 1 && b[1] == 1; } qubit[3] q; x q[0:1]; if (parity(q[0:1])) x q[2]; bit c = measure q[2];',
    );
    assert.deepEqual(registers, [
      { name: 'parity.b', firstBit: 0, bits: 2 },
      { name: 'c', firstBit: 2, bits: 1 },
    ]);
    assert.deepEqual([...simulate(circuit, { shots: 20, random: new SeededRandom(1) }).counts], [['111', 20]]);
  });

  test('are refused where no circuit can be made of them', () => {
    for (const [source, code, reason] of [
      ['def f(qubit t) { x t; } f(q, q);', 'INVALID', 'f takes 1 operands, not 2'],
      ['def f(qubit[2] t) {} f(q);', 'INVALID', '2 qubits should stand here, not 1'],
      ['def f(qubit s, qubit t) {} f(q, q);', 'INVALID', 'named twice'],
      ['def f() -> int {} int n = f();', 'INVALID', 'f ends without a value'],
      ['def f() {} int n = f();', 'INVALID', 'f returns nothing'],
      ['def f() { return 1; } f();', 'INVALID', 'f returns nothing'],
      ['def f() -> int { return; } f();', 'INVALID', 'f returns a value'],
      ['def f() { break; } f();', 'INVALID', 'nothing to break'],
      ['def f() { end; } f();', 'UNSUPPORTED', 'end in a subroutine'],
      ['return;', 'INVALID', 'nothing to return from'],
      ['def f() {} def f() {}', 'INVALID', 'declared twice'],
      ['if (true) { def f() {} }', 'INVALID', 'outside of all blocks'],
      ['def f() { qubit r; } f();', 'INVALID', 'declares no qubits'],
      ['def f() { x q; } f();', 'INVALID', 'q is not declared'],
      ['int n = 1; def f() -> int { return n; } rx(f()) q;', 'INVALID', 'n is not declared'],
      ['def f() {} f q;', 'INVALID', 'all its operands stand in parentheses'],
      ['def f(int n) {} f(q);', 'INVALID', 'which have no value'],
      ['def f(readonly array[int[8], 2] a) { a[0] = 1; } array[int[8], 2] b; f(b);', 'INVALID', 'constant'],
      ['def f(mutable array[int[8], 2] a) {} const array[int[8], 2] b = {1, 2}; f(b);', 'INVALID', 'constant'],
      ['def f(readonly array[int[8], 3] a) {} array[int[8], 2] b; f(b);', 'INVALID', 'other dimensions'],
      ['def f(readonly array[int[4], 2] a) {} array[int[8], 2] b; f(b);', 'INVALID', 'other elements'],
      ['def f(bit b, qubit t) { b = measure t; } bit c; f(c, q);', 'UNSUPPORTED', 'into a parameter'],
      ['def f(bit b) -> bit { return b; } bit c; bit d; d = f(c);', 'UNSUPPORTED', 'other than a measurement'],
      ['def f(qubit t) -> bit[2] { return measure t; } bit[2] c; c = f(q);', 'INVALID', '2 bits should be returned'],
      ['def f(qubit t) -> int { bit b = measure t; return b; } int n = f(q);', 'UNSUPPORTED', 'measured bits'],
      ['def f(qubit t) { bit b = measure t; if (b) return; } f(q);', 'UNSUPPORTED', 'return that depends'],
      ['def f(qubit t) -> bit { return measure t; } bit c; if (c) c = f(q);', 'UNSUPPORTED', 'own condition reads'],
    ] as const) {
      const refusal = qasmRefusal(`qubit q; ${source}`);
      assert.equal(refusal?.code, `QASM_${code}`, `${source}: ${refusal?.message ?? 'taken'}`);
      assert.ok(refusal.message.includes(reason), `${source}: ${refusal.message}`);
    }
  });
});

test('operations know their bits, and take others', () => {
  const measure = { kind: 'measure', qubit: 0, bit: 3, when: [{ bits: [4], value: 1, negated: false }] } as const;
  assert.deepEqual(
    [[3], [4], [0]].map((bits) => touchesBits(measure, new Set(bits))),
    [true, true, false],
  );
  const renamed = withBits(
    measure,
    new Map([
      [3, 7],
      [4, 8],
    ]),
  );
  assert.deepEqual(renamed, { ...measure, bit: 7, when: [{ bits: [8], value: 1, negated: false }] });
});
