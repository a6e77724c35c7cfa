import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_QASM_CHARS, parseQasm } from '../../../src/quantum/qasm/qasm-parser.ts';

const kinds = (source: string): string[] => parseQasm(source).statements.map(({ kind }) => kind);

describe('the parser', () => {
  test('knows the version, 3 by default', () => {
    assert.equal(parseQasm('').version, 3);
    assert.equal(parseQasm('OPENQASM 2.0;').version, 2);
    assert.equal(parseQasm('OPENQASM 3;').version, 3);
    assert.throws(() => parseQasm('OPENQASM 4.0;'), /OpenQASM 4.0 in line 1, column 10/u);
  });

  test('knows the statements of OpenQASM 2', () => {
    const source = `OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; creg c[2]; gate g(a) x { U(a,0,0) x; } opaque o x;
      g(pi) q[0]; CX q[0],q[1]; barrier q; reset q; measure q -> c; if(c==1) x q[0];`;
    const expected = ['qubits', 'bits', 'define', 'define', 'gate', 'gate', 'barrier', 'reset', 'measure', 'if'];
    assert.deepEqual(kinds(source), expected);
  });

  test('knows those of OpenQASM 3', () => {
    const source = `qubit[2] q; bit b; bit[2] c = measure q; const int[32] n = 3; float f; let a = q[0] ++ q[1];
      ctrl(2) @ inv @ x q[0], q[1], q[2]; gphase(1); f = 2; f += 1; b = measure q[0];
      for uint i in [0:3] { h q[i]; } if (b) { x q; } else z q; { reset q; }`;
    const expected = [
      'qubits',
      'bits',
      'bits',
      'measure',
      'number',
      'number',
      'alias',
      'gate',
      'gate',
      'assign',
      'assign',
      'measure',
    ];
    assert.deepEqual(kinds(source), [...expected, 'for', 'if', 'reset']);
  });

  test('names what it does not take', () => {
    for (const [source, what] of [
      ['box { x q; }', 'a box'],
      ['@tag x q;', 'an annotation'],
      ['include "mine.inc";', 'the file "mine.inc"'],
      ['measure q;', 'a measurement whose outcome goes nowhere'],
    ] as const) {
      assert.throws(() => parseQasm(source), new RegExp(what.replaceAll(/[()"]/gu, '.'), 'u'), source);
    }
  });

  test('keywords are no names, but OpenQASM 2 has fewer of them', () => {
    assert.throws(() => parseQasm('qubit let;'), /let is a keyword/u);
    assert.deepEqual(kinds('OPENQASM 2.0; qreg input[1]; creg end[1];'), ['qubits', 'bits']);
  });

  test('is not led into deep water', () => {
    assert.throws(() => parseQasm(`x q[${'('.repeat(5_000)}`), /nested deeper/u);
    assert.throws(() => parseQasm('{'.repeat(5_000)), /nested deeper/u);
    assert.throws(() => parseQasm(`if (true) `.repeat(5_000)), /nested deeper/u);
    assert.throws(() => parseQasm(`float x = ${'-'.repeat(5_000)}1;`), /nested deeper/u);
    assert.throws(() => parseQasm(' '.repeat(MAX_QASM_CHARS + 1)), /more than/u);
  });
});
