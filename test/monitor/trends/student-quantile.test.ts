import assert from 'node:assert/strict';
import test from 'node:test';
import { centralShare, intervalFactor } from '../../../src/monitor/trends/student-quantile.ts';

/** Two-sided critical values as tables print them (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2), by degrees: 90, 95, 99 %. */
const table: Readonly<Record<number, readonly [number, number, number]>> = {
  1: [6.314, 12.706, 63.657],
  2: [2.92, 4.303, 9.925],
  3: [2.353, 3.182, 5.841],
  5: [2.015, 2.571, 4.032],
  10: [1.812, 2.228, 3.169],
  29: [1.699, 2.045, 2.756],
  100: [1.66, 1.984, 2.626],
};

test('agrees with the printed tables', () => {
  for (const [degrees, factors] of Object.entries(table)) {
    for (const [at, confidence] of [0.9, 0.95, 0.99].entries()) {
      const found = intervalFactor(confidence, Number(degrees));
      assert.equal(found.toFixed(3), factors[at]?.toFixed(3), `${degrees} degrees, ${confidence}`);
    }
  }
});

test('comes to the normal distribution as degrees grow', () => {
  assert.ok(Math.abs(intervalFactor(0.95, 1e9) - 1.95996) < 0.003);
});

test('agrees with the density, summed in small steps', () => {
  for (const degrees of [3, 4, 7, 8]) {
    const density = (t: number): number => (1 + (t * t) / degrees) ** (-(degrees + 1) / 2);
    const sum = (to: number): number => {
      let total = 0;
      for (let t = 0.001; t < to; t += 0.002) total += density(t) * 0.002;
      return total;
    };
    const within = sum(1.5) / sum(100);
    assert.ok(
      Math.abs(centralShare(1.5, degrees) - within) < 0.001,
      `${degrees}: ${centralShare(1.5, degrees)} ${within}`,
    );
  }
});
