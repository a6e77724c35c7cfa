import assert from 'node:assert/strict';
import test from 'node:test';
import { anyDetected, photonNumbers } from '../../../src/qkd/link/photon-numbers.ts';
import { assertClose } from '../closeness.ts';

test('photon numbers are Poisson: they add up, and have the mean and the variance', () => {
  for (const mu of [0.05, 0.48, 3, 10]) {
    const weights = photonNumbers(mu);
    const moment = (power: number): number => weights.reduce((sum, p, n) => sum + p * n ** power, 0);
    assertClose(moment(0), 1, 1e-12, 'sum');
    assertClose(moment(1), mu, 1e-12, 'mean');
    assertClose(moment(2), mu + mu ** 2, 1e-12, 'second moment');
  }
});

test('no light has no photons', () => {
  assert.deepEqual(photonNumbers(0), [1, 0]);
});

test('detection of any photon: 1 - (1 - eta)^n, and averaged 1 - exp(-eta mu)', () => {
  assert.equal(anyDetected(0, 1), 0);
  assert.equal(anyDetected(1, 1), 1);
  assertClose(anyDetected(3, 0.5), 7 / 8, 1e-15, 'three of a half');
  assertClose(anyDetected(2, 1e-12), 2e-12, 1e-9, 'rare');
  const mean = photonNumbers(0.7).reduce((sum, weight, photons) => sum + weight * anyDetected(photons, 0.2), 0);
  assertClose(mean, -Math.expm1(-0.14), 1e-12, 'average');
});
