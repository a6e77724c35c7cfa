import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { exportQasm, importQasm, SeededRandom, simulate } from '../../../src/quantum/index.ts';
import { chiSquareP } from '../chi-square.ts';
import { qasmRefusal } from './qasm-refusal.ts';

const DATA = join(import.meta.dirname, '../../../testdata/qasm');
const SHOTS = 2_000;

function filesOf(folder: string, ending: string): readonly string[] {
  return readdirSync(join(DATA, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending));
}

const read = (...path: readonly string[]): string => readFileSync(join(DATA, ...path), 'utf8');

/** What a circuit must give: each outcome with its probability, as its file or its name says. */
const KNOWN: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  // 1 + 15 = 16, and 3 x 5 = 15.
  'adder_n10.qasm': [['10000', 1]],
  'multiply_n13.qasm': [['1111', 1]],
  // The marked element; the hidden shift; three qubits that a Toffoli gate sets.
  'grover_n2.qasm': [['11', 1]],
  'hs4_n4.qasm': [['0101', 1]],
  'toffoli_n3.qasm': [['111', 1]],
  // The phase 3/16 pi, bit by bit; a circuit and its inverse.
  'ipea_n2.qasm': [['0011', 1]],
  'basis_change_n3.qasm': [['000', 1]],
  // The error on qubit 0 is found and undone.
  'qec_sm_n5.qasm': [['01000', 1]],
  'qec9xz_n17.qasm': [['00000000', 1]],
  // A balanced function gives 1 in bit 0.
  'deutsch_n2.qasm': [
    ['01', 0.5],
    ['11', 0.5],
  ],
  'cat_state_n4.qasm': [
    ['0000', 0.5],
    ['1111', 0.5],
  ],
  'lpn_n5.qasm': [
    ['00000', 0.5],
    ['01101', 0.5],
  ],
  'wstate_n3.qasm': [
    ['001', 1 / 3],
    ['010', 1 / 3],
    ['100', 1 / 3],
  ],
  'ghz_n127.qasm': [
    [`${'0'.repeat(127)}${'0'.repeat(127)}`, 0.5],
    [`${'1'.repeat(127)}${'0'.repeat(127)}`, 0.5],
  ],
  'cat_n260.qasm': [
    ['0'.repeat(520), 0.5],
    [`${'1'.repeat(260)}${'0'.repeat(260)}`, 0.5],
  ],
  'qrng_n4.qasm': Array.from({ length: 16 }, (_, index) => [index.toString(2).padStart(4, '0'), 1 / 16] as const),
};

/** Two of the set are wrong or beyond what can be run: the first measures registers that it never declares. */
const FAULTY: Readonly<Record<string, RegExp>> = { 'vqe_uccsd_n6.qasm': /line 2286, column 9: q is not declared/u };

describe('OpenQASM 2: the circuits of QASMBench', () => {
  for (const file of filesOf('qasmbench', '.qasm')) {
    test(`${file} is read, and written again as the same circuit`, () => {
      const refusal = qasmRefusal(read('qasmbench', file));
      if (FAULTY[file] !== undefined) return assert.match(refusal?.message ?? '', FAULTY[file]);
      const { circuit, version } = importQasm(read('qasmbench', file));
      assert.equal(version, 2);
      assert.ok(circuit.operations.length > 0);
      assert.deepEqual(importQasm(exportQasm(circuit)).circuit.operations, circuit.operations);
    });
  }

  for (const [file, outcomes] of Object.entries(KNOWN)) {
    test(`${file} gives its known output (${SHOTS} shots, seed 1, significance 1e-6)`, () => {
      const { circuit } = importQasm(read('qasmbench', file));
      const { counts } = simulate(circuit, { shots: SHOTS, random: new SeededRandom(1) });
      const known = new Map(outcomes);
      assert.deepEqual(
        [...counts.keys()].filter((outcome) => !known.has(outcome)),
        [],
      );
      if (outcomes.length === 1) return;
      const seen = outcomes.map(([outcome]) => counts.get(outcome) ?? 0);
      assert.ok(
        chiSquareP(
          seen,
          outcomes.map(([, probability]) => SHOTS * probability),
        ) > 1e-6,
      );
    });
  }
});

/** Programs of the specification that are read; all others are refused with a place and a reason. */
const READ_EXAMPLES = ['adder', 'inverseqft1', 'inverseqft2', 'qec', 'qft', 'qpt', 'rb', 'teleport'];

/** Programs that are wrong, with why: cphase is a piece of one; two call subroutines in a way that the grammar has dropped. */
const WRONG_EXAMPLES: Readonly<Record<string, string>> = {
  arrays: 'there is no place 4 among 4',
  cphase: 'is not declared',
  msd: 'distill_and_buffer is a subroutine: all its operands stand in parentheses',
  varteleport: 'bellprep is a subroutine: all its operands stand in parentheses',
};

describe('OpenQASM 3: the examples of the specification', () => {
  for (const file of filesOf('openqasm3/examples', '.qasm')) {
    const name = file.replace('.qasm', '');
    test(`${file} is ${READ_EXAMPLES.includes(name) ? 'read' : 'refused with a reason'}`, () => {
      const refusal = qasmRefusal(read('openqasm3/examples', file));
      if (READ_EXAMPLES.includes(name)) return assert.equal(refusal, undefined);
      assert.ok(refusal !== undefined && refusal.line > 0 && refusal.column > 0);
      const wrong = WRONG_EXAMPLES[name];
      assert.equal(refusal.code, wrong === undefined ? 'QASM_UNSUPPORTED' : 'QASM_INVALID', refusal.message);
      if (wrong !== undefined) assert.ok(refusal.message.includes(wrong), refusal.message);
    });
  }

  test('adder.qasm adds 1 and 15', () => {
    const { circuit } = importQasm(read('openqasm3/examples/adder.qasm'));
    assert.deepEqual([...simulate(circuit, { shots: 50, random: new SeededRandom(1) }).counts], [['10000', 50]]);
  });

  test('qec.qasm finds the error that it has put in, and takes it back', () => {
    const { circuit, registers } = importQasm(read('openqasm3/examples/qec.qasm'));
    assert.deepEqual(registers, [
      { name: 'c', firstBit: 0, bits: 3 },
      { name: 'syn', firstBit: 3, bits: 2 },
    ]);
    // The syndrome 1 of an error on qubit 0, and three qubits that are 0 again.
    assert.deepEqual([...simulate(circuit, { shots: 50, random: new SeededRandom(1) }).counts], [['01000', 50]]);
  });

  test('teleport.qasm sends U(0.3, 0.2, 0.1) (4,000 shots, seed 2, significance 1e-6)', () => {
    const { circuit } = importQasm(read('openqasm3/examples/teleport.qasm'));
    const { counts } = simulate(circuit, { shots: 4_000, random: new SeededRandom(2) });
    const ones = [...counts].reduce((sum, [bits, count]) => sum + (bits.startsWith('1') ? count : 0), 0);
    const expected = 4_000 * Math.sin(0.15) ** 2;
    assert.ok(chiSquareP([ones, 4_000 - ones], [expected, 4_000 - expected]) > 1e-6);
  });

  test('both inverse Fourier transforms measure alike: 0 for the uniform state', () => {
    for (const file of ['inverseqft1.qasm', 'inverseqft2.qasm']) {
      const { circuit } = importQasm(read('openqasm3/examples', file));
      assert.deepEqual(
        [...simulate(circuit, { shots: 100, random: new SeededRandom(1) }).counts.keys()],
        ['0000'],
        file,
      );
    }
  });
});

describe('OpenQASM 3: the tests of the grammar', () => {
  test('every statement that is wrong is refused, with its place', () => {
    const lines = filesOf('openqasm3/grammar-tests/invalid', '.qasm')
      .flatMap((file) => read('openqasm3/grammar-tests/invalid', file).split('\n'))
      .filter((line) => line.trim() !== '' && !line.startsWith('//'));
    assert.ok(lines.length > 120);
    for (const line of lines) {
      const refusal = qasmRefusal(line);
      assert.ok(refusal !== undefined, `taken: ${line}`);
      assert.ok(
        refusal.line === 1 && refusal.column >= 1 && refusal.column <= line.length + 1,
        `${refusal.column}: ${line}`,
      );
    }
  });

  test('every program that is right is read, or refused with its place: nothing else happens', () => {
    let sources = 0;
    for (const file of filesOf('openqasm3/grammar-tests/reference', '.yaml')) {
      const source = yamlSource(read('openqasm3/grammar-tests/reference', file));
      const refusal = qasmRefusal(source);
      sources += 1;
      if (refusal === undefined) continue;
      assert.ok(refusal.line >= 1 && refusal.line <= source.split('\n').length, `${file}: ${refusal.message}`);
    }
    assert.ok(sources > 25);
  });
});

/** The block of text under `source:`. */
function yamlSource(yaml: string): string {
  const lines = yaml.split('\n');
  const start = lines.findIndex((line) => line.startsWith('source: |'));
  if (start === -1) return /^source: (?<text>.*)$/mu.exec(yaml)?.groups?.['text'] ?? '';
  const end = lines.findIndex((line, index) => index > start && /^\S/u.test(line));
  return lines
    .slice(start + 1, end === -1 ? undefined : end)
    .map((line) => line.slice(2))
    .join('\n');
}
