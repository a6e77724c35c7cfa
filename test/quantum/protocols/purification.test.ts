import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  averageOver,
  type BellDiagonal,
  bbpssw,
  bellDiagonalNoise,
  bellFidelity,
  dejmps,
  exactBranches,
  isPurified,
  purificationCircuit,
  SeededRandom,
  simulate,
  wernerNoise,
} from '../../../src/quantum/index.ts';
import { normalP } from '../chi-square.ts';

const PAIRS: readonly BellDiagonal[] = [
  { phiPlus: 0.7, psiMinus: 0.15, psiPlus: 0.1, phiMinus: 0.05 },
  { phiPlus: 0.6, psiMinus: 0.2, psiPlus: 0.05, phiMinus: 0.15 },
  { phiPlus: 0.9, psiMinus: 0, psiPlus: 0, phiMinus: 0.1 },
];

const isClose = (found: number, expected: number): boolean => Math.abs(found - expected) < 1e-12;

describe('purification', () => {
  test('BBPSSW: the circuit gives what the formula says, for unequal pairs too', () => {
    for (const [first, second] of [
      [0.6, 0.6],
      [0.9, 0.8],
      [0.55, 0.95],
      [1, 0.7],
      [0.25, 0.25],
    ] as const) {
      const circuit = purificationCircuit('bbpssw', wernerNoise(first), wernerNoise(second));
      const { state, probability } = averageOver(exactBranches(circuit), [0, 1], isPurified);
      const expected = bbpssw(first, second);
      assert.ok(isClose(probability, expected.successProbability), `${first}, ${second}`);
      assert.ok(isClose(bellFidelity(state), expected.fidelity), `${first}, ${second}`);
    }
  });

  test('BBPSSW: equal pairs get better above 1/2 only', () => {
    for (const fidelity of [0.55, 0.7, 0.9, 0.99]) assert.ok(bbpssw(fidelity).fidelity > fidelity);
    for (const fidelity of [0.3, 0.45]) assert.ok(bbpssw(fidelity).fidelity < fidelity);
    assert.ok(isClose(bbpssw(0.5).fidelity, 0.5) && isClose(bbpssw(1).fidelity, 1));
  });

  test('DEJMPS: the circuit gives all four Bell states as the formula says', () => {
    for (const first of PAIRS) {
      for (const second of PAIRS) {
        const circuit = purificationCircuit('dejmps', bellDiagonalNoise(first), bellDiagonalNoise(second));
        const { state, probability } = averageOver(exactBranches(circuit), [0, 1], isPurified);
        const expected = dejmps(first, second);
        assert.ok(isClose(probability, expected.successProbability));
        assert.ok(isClose(bellFidelity(state, 'phi+'), expected.state.phiPlus));
        assert.ok(isClose(bellFidelity(state, 'psi-'), expected.state.psiMinus));
        assert.ok(isClose(bellFidelity(state, 'psi+'), expected.state.psiPlus));
        assert.ok(isClose(bellFidelity(state, 'phi-'), expected.state.phiMinus));
      }
    }
  });

  test('DEJMPS: repeated rounds come as near to Phi+ as one likes', () => {
    let pair = PAIRS[0] ?? { phiPlus: 1, psiMinus: 0, psiPlus: 0, phiMinus: 0 };
    for (let round = 0; round < 12; round++) pair = dejmps(pair).state;
    assert.ok(pair.phiPlus > 0.999_999);
  });

  test('sampled rounds succeed as often as the formula says (F = 0.8, 50,000 shots, seed 431, significance 1e-6)', () => {
    const shots = 50_000;
    const circuit = purificationCircuit('bbpssw', wernerNoise(0.8), wernerNoise(0.8));
    const { counts } = simulate(circuit, { shots, random: new SeededRandom(431) });
    const kept = (counts.get('00') ?? 0) + (counts.get('11') ?? 0);
    const p = bbpssw(0.8).successProbability;
    assert.ok(normalP((kept / shots - p) / Math.sqrt((p * (1 - p)) / shots)) > 1e-6);
  });
});
