import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import {
  amplitudeDamping,
  type BitCounts,
  Circuit,
  depolarizing,
  type EngineName,
  exactBranches,
  type RandomDraws,
  SeededRandom,
  simulate,
} from '../../../src/quantum/index.ts';
import { chiSquareP } from '../chi-square.ts';
import { drawQubits, randomCircuit, randomCliffordCircuit, seededDraws } from '../random-circuit.ts';

const SHOTS = 4_000;
const SIGNIFICANCE = 1e-7;
const ALL: readonly EngineName[] = ['statevector', 'stabilizer', 'frames', 'density'];

function exactCounts(circuit: Circuit): Map<string, number> {
  const expected = new Map<string, number>();
  for (const { bits, probability } of exactBranches(circuit)) {
    const text = Array.from(bits).toReversed().join('');
    expected.set(text, (expected.get(text) ?? 0) + SHOTS * probability);
  }
  return expected;
}

function assertAgree(counts: BitCounts, expected: ReadonlyMap<string, number>, what: string): void {
  for (const outcome of counts.keys()) assert.ok(expected.has(outcome), `${what}: ${outcome} is impossible`);
  const p = chiSquareP(
    [...expected.keys()].map((outcome) => counts.get(outcome) ?? 0),
    [...expected.values()],
  );
  assert.ok(p > SIGNIFICANCE, `${what}: p = ${p}`);
}

/** Teleports through random gates: measurements on the way, conditions, a reset. */
function adaptive(circuit: Circuit, draws: RandomDraws): Circuit {
  const [first = 0, second = 1] = drawQubits(2, circuit.qubits, draws);
  circuit
    .measure(first)
    .when(first, 1, (inner) => inner.x(second))
    .reset(first)
    .gate('h', [first]);
  return circuit.measureAll();
}

describe('simulation', () => {
  test('all engines agree with exact probabilities on Clifford circuits (20, seeds 200-219, significance 1e-7 each)', () => {
    for (let seed = 200; seed < 220; seed++) {
      const draws = seededDraws(seed);
      const circuit = adaptive(randomCliffordCircuit(3, 15, draws), draws);
      const expected = exactCounts(circuit);
      for (const engine of ALL) {
        const { counts } = simulate(circuit, { shots: SHOTS, random: new SeededRandom(seed), engine });
        assertAgree(counts, expected, `seed ${seed}, ${engine}`);
      }
    }
  });

  test('state vector and density matrix agree on universal circuits with noise (20, seeds 220-239)', () => {
    for (let seed = 220; seed < 240; seed++) {
      const draws = seededDraws(seed);
      const circuit = randomCircuit(3, 10, draws).noise(amplitudeDamping(0.3), 1).noise(depolarizing(0.2), 0);
      adaptive(circuit.append(randomCircuit(3, 10, draws)), draws);
      const expected = exactCounts(circuit);
      const { counts, engine } = simulate(circuit, { shots: SHOTS, random: new SeededRandom(seed) });
      assert.equal(engine, 'statevector');
      assertAgree(counts, expected, `seed ${seed}`);
    }
  });

  test('measurements that come last are sampled from one run, into the bits they name', () => {
    const circuit = new Circuit(3, 5).x(1).gate('t', [0]).measure(1, 4).measure(0, 0);
    const { counts } = simulate(circuit, { shots: 10, random: new SeededRandom(1) });
    assert.deepEqual([...counts], [['10000', 10]]);
  });

  test('a seed repeats a run, on both kernels', () => {
    const circuit = randomCircuit(11, 60, seededDraws(5)).measureAll();
    const run = (kernel: 'plain' | 'simd'): BitCounts =>
      simulate(circuit, { shots: 100, random: new SeededRandom(9), engine: 'statevector', kernel }).counts;
    assert.deepEqual(run('plain'), run('simd'));
    assert.deepEqual(run('simd'), run('simd'));
  });

  test('shots are counted whole, also beyond a batch', () => {
    const { counts } = simulate(new Circuit(1).h(0).measureAll(), { shots: 2_500, random: new SeededRandom(1) });
    assert.equal(
      [...counts.values()].reduce((sum, count) => sum + count, 0),
      2_500,
    );
  });

  test('no shots, or far too many, are refused', () => {
    for (const shots of [0, -1, 1.5, 1e12]) {
      assert.throws(
        () => simulate(new Circuit(1), { shots, random: new SeededRandom(1) }),
        (error) => error instanceof QForgeError && error.code === 'ARGUMENT_INVALID',
      );
    }
  });
});
