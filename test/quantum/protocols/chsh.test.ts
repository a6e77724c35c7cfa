import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chshValue, dephasing, exactChsh, measureChsh, SeededRandom, wernerNoise } from '../../../src/quantum/index.ts';
import { normalP } from '../chi-square.ts';

describe('the CHSH game', () => {
  test('gives 2 sqrt 2 times the weight of a Werner pair', () => {
    for (const fidelity of [0.25, 0.5, 0.78, 0.9, 1]) {
      assert.ok(Math.abs(exactChsh(wernerNoise(fidelity)) - chshValue(fidelity)) < 1e-12);
    }
    assert.ok(Math.abs(exactChsh() - 2 * Math.SQRT2) < 1e-12);
  });

  test('a dephased pair keeps what Z sees: sqrt 2 (1 + (1 - 2p))', () => {
    for (const p of [0, 0.2, 0.5]) {
      assert.ok(Math.abs(exactChsh(dephasing(p)) - Math.SQRT2 * (2 - 2 * p)) < 1e-12);
    }
  });

  test('played with shots is as far off as chance allows (50,000 a setting, seed 441, significance 1e-6)', () => {
    const { value, deviation, correlations } = measureChsh(50_000, new SeededRandom(441), wernerNoise(0.9));
    assert.equal(correlations.length, 4);
    assert.ok(normalP((value - chshValue(0.9)) / deviation) > 1e-6, `${value}`);
    assert.ok(value > 2, 'no local model gives that');
  });
});
