import assert from 'node:assert/strict';
import test from 'node:test';
import { linkSources } from '../../../src/qkd/link/link-parameters.ts';
import { anyDetected, photonNumbers } from '../../../src/qkd/link/photon-numbers.ts';
import { type PhotonPaths, plainPaths, splittingPaths } from '../../../src/qkd/link/splitting-attack.ts';
import { assertClose } from '../closeness.ts';

const { gys } = linkSources;

/** Probability that light of a pulse is detected. */
function lightOf(paths: PhotonPaths, mu: number): number {
  return photonNumbers(mu).reduce((sum, weight, number) => {
    const { passes, photons, transmittance } = paths(number);
    return sum + weight * passes * anyDetected(photons, transmittance);
  }, 0);
}

test('a plain fibre gives 1 - exp(-eta mu), and nobody a bit', () => {
  const paths = plainPaths(gys, 30);
  assertClose(lightOf(paths, 0.48), -Math.expm1(-0.48 * 0.045 * 10 ** -0.63), 1e-12, 'light');
  assert.equal(paths(3).isKnown, false);
});

test('splitting leaves the light of the signal as it was, once the fibre loses enough', () => {
  for (const km of [5, 20, 100]) {
    assertClose(lightOf(splittingPaths(gys, km, 0.48), 0.48), lightOf(plainPaths(gys, km), 0.48), 1e-9, `${km} km`);
  }
});

test('on a fibre that loses nearly nothing it cannot: the kept photon is missed', () => {
  assert.ok(lightOf(splittingPaths(gys, 0.5, 0.48), 0.48) < 0.9 * lightOf(plainPaths(gys, 0.5), 0.48));
});

test('a decoy shows it: its light is not what the fibre would give', () => {
  for (const km of [50, 100]) {
    const split = lightOf(splittingPaths(gys, km, 0.48), 0.05);
    assert.ok(split < 0.6 * lightOf(plainPaths(gys, km), 0.05), `${km} km`);
  }
});

test('pulses of several photons lose one and are known; single ones are thinned out and are not', () => {
  const paths = splittingPaths(gys, 100, 0.48);
  assert.deepEqual([paths(1).isKnown, paths(2).isKnown, paths(3).isKnown], [false, true, true]);
  assert.deepEqual([paths(1).photons, paths(2).photons, paths(3).photons], [1, 1, 2]);
  assert.equal(paths(1).passes, 0);
  assert.ok(paths(2).passes > 0 && paths(2).passes <= 1);
});
