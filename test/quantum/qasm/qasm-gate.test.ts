import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Circuit, importQasm, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { denseUnitary, distance } from '../dense-twin.ts';
import { qasmRefusal } from './qasm-refusal.ts';

/** Largest difference between a program's matrix and that of a circuit; global phases count. */
function difference(source: string, expected: Circuit): number {
  const found = denseUnitary(expected.qubits, importQasm(source).circuit.operations as readonly UnitaryOperation[]);
  const wanted = denseUnitary(expected.qubits, expected.operations as readonly UnitaryOperation[]);
  return Math.max(...found.map((column, index) => distance(column, wanted[index] ?? [])));
}

describe('gates of a program', () => {
  const cases: readonly (readonly [string, Circuit])[] = [
    ['qubit[2] q; ctrl @ x q[0], q[1];', new Circuit(2).cx(0, 1)],
    ['qubit[3] q; ctrl(2) @ x q[0], q[1], q[2];', new Circuit(3).gate('ccx', [0, 1, 2])],
    ['qubit[2] q; negctrl @ x q[0], q[1];', new Circuit(2).controlled([{ qubit: 0, value: 0 }], 'x', [1])],
    ['qubit q; inv @ s q;', new Circuit(1).gate('sdg', [0])],
    ['qubit q; pow(3) @ t q;', new Circuit(1).gate('t', [0]).gate('s', [0])],
    ['qubit q; pow(-2) @ t q;', new Circuit(1).gate('sdg', [0])],
    ['qubit[2] q; ctrl @ inv @ pow(2) @ rz(0.3) q[0], q[1];', new Circuit(2).gate('crz', [0, 1], [-0.6])],
    ['qubit[2] q; gate g(a) x, y { rx(a) x; cx x, y; } inv @ g(0.4) q[1], q[0];', new Circuit(2).cx(1, 0).rx(-0.4, 1)],
    ['qubit[2] q; ctrl @ gphase(0.7) q[1];', new Circuit(2).gate('p', [1], [0.7])],
    ['qubit q; gphase(0.7);', new Circuit(1).gate('gphase', [], [0.7])],
    ['qubit[2] q; CX q[1], q[0];', new Circuit(2).cx(1, 0)],
    // The phases that OpenQASM 3 gives these gates: exp(i theta / 2), and exp(-i (phi + lambda) / 2).
    ['qubit[2] q; ctrl @ U(0.3, 0.2, 0.1) q[0], q[1];', new Circuit(2).gate('cu', [0, 1], [0.3, 0.2, 0.1, 0.15])],
    ['qubit[2] q; ctrl @ u3(0.3, 0.2, 0.1) q[0], q[1];', new Circuit(2).gate('cu', [0, 1], [0.3, 0.2, 0.1, -0.15])],
    ['OPENQASM 2.0; qreg q[2]; cu3(0.3, 0.2, 0.1) q[0], q[1];', new Circuit(2).gate('cu', [0, 1], [0.3, 0.2, 0.1, 0])],
    [
      'OPENQASM 2.0; gate cphase(t) a,b { U(0,0,t/2) a; CX a,b; U(0,0,-t/2) b; CX a,b; U(0,0,t/2) b; } qreg q[2]; cphase(pi/3) q[0],q[1];',
      new Circuit(2).gate('cp', [0, 1], [Math.PI / 3]),
    ],
  ];

  for (const [source, expected] of cases) {
    test(source, () => assert.ok(difference(source, expected) < 1e-12));
  }

  test('are refused when they are not there, or do not fit', () => {
    for (const [source, reason] of [
      ['qubit q; frob q;', 'no gate named frob'],
      ['qubit q; rx q;', 'takes 1 angles, not 0'],
      ['qubit[2] q; h q[0], q[1];', 'takes 1 qubits, not 2'],
      ['qubit q; ctrl(3) @ x q;', '3 controls cannot be'],
      ['qubit q; pow(0.5) @ x q;', 'no whole number'],
      ['qubit q; gate g a { g a; } g q;', 'deeper than'],
      ['qubit q; gate g a {} gate g a {}', 'defined twice'],
      ['qubit q; gate g a { reset a; } g q;', 'other than gates'],
      ['qubit q; gate g a { x b; } g q;', 'b is no qubit'],
      ['qubit q; gate g a { x a[0]; } g q;', 'is a name'],
      ['OPENQASM 2.0; opaque o a; qreg q[1]; o q[0];', 'opaque gate o'],
      ['qubit q; pow(10000000) @ x q;', 'expands to more than'],
    ] as const) {
      assert.ok(qasmRefusal(source)?.message.includes(reason), `${source}: ${qasmRefusal(source)?.message ?? 'taken'}`);
    }
  });

  test('that call each other many times over are cut short', () => {
    const doubled = Array.from({ length: 40 }, (_, index) => `gate g${index + 1} a { g${index} a; g${index} a; }`).join(
      '\n',
    );
    assert.match(qasmRefusal(`qubit q; gate g0 a { x a; } ${doubled} g40 q;`)?.message ?? '', /expands to more than/u);
  });
});
