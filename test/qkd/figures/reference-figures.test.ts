import assert from 'node:assert/strict';
import test from 'node:test';
import { referenceFigures } from '../../../src/qkd/figures/reference-figures.ts';
import { assertClose } from '../closeness.ts';

const found = new Map(referenceFigures().map(({ section, name, value }) => [`${section} / ${name}`, value]));

/** What papers and textbooks give, to the digits they give. */
const PUBLISHED: Readonly<Record<string, readonly [value: number, relative: number]>> = {
  'largest error rate / BB84, 1 - 2h(Q) = 0': [0.110_03, 1e-4],
  'largest error rate / BB84, f = 1.16': [0.0981, 1e-3],
  'largest error rate / BB84, f = 1.22': [0.0942, 1e-3],
  'largest error rate / BB84, noise added by one end': [0.1241, 1e-3],
  'largest error rate / six states': [0.1262, 1e-3],
  'largest error rate / SARG04, one photon': [0.0969, 1e-3],
  'largest error rate / SARG04, one photon, noise added by one end': [0.1095, 1e-3],
  'largest error rate / CHSH sum above 2': [0.1464, 1e-3],
  'largest error rate / device-independent': [0.0715, 1e-3],
  'CHSH sum / E91, no errors': [2 * Math.SQRT2, 1e-12],
  'CHSH sum / E91, Q = 5 %': [2 * Math.SQRT2 * 0.9, 1e-12],
  'CHSH sum / E91, half of the pairs intercepted': [2 * Math.SQRT2 * 0.75, 1e-12],
  'CHSH sum / E91, all pairs intercepted': [Math.SQRT2, 1e-12],
  'CHSH sum / device-independent threshold': [2.424, 1e-3],
  'error rate when all is intercepted / BB84': [0.25, 1e-12],
  'error rate when all is intercepted / six states': [1 / 3, 1e-12],
  'error rate when all is intercepted / SARG04': [1 / 3, 1e-12],
  'sifted share / SARG04, ideal': [0.25, 1e-12],
  'sifted share / SARG04, all intercepted': [0.375, 1e-12],
  'decoy states, GYS link / best signal': [0.479, 1e-3],
  'decoy states, GYS link: reach / infinite decoys, mu = 0.48': [142.02, 1e-4],
  'decoy states, GYS link: reach / vacuum + weak, nu = 0.05': [140.62, 1e-4],
  'decoy states, GYS link: reach / no decoys, best mu': [40.21, 1e-3],
  'decoy states, GYS link: infinite / 0 km': [2.555e-3, 1e-3],
  'decoy states, GYS link: infinite / 20 km': [9.625e-4, 1e-3],
  'decoy states, GYS link: infinite / 100 km': [1.718e-5, 1e-3],
  'decoy states, GYS link: infinite / 140 km': [2.46e-7, 3e-3],
  'decoy states, GYS link: vacuum+weak / 0 km': [2.414e-3, 1e-3],
  'decoy states, GYS link: vacuum+weak / 20 km': [9.078e-4, 1e-3],
  'decoy states, GYS link: vacuum+weak / 100 km': [1.602e-5, 1e-3],
  'decoy states, GYS link: vacuum+weak / 140 km': [7.38e-8, 1e-3],
  'finite keys, Tomamichel 2012 / n = 1e5, k = 1e4, Q = 2 %': [47_055, 1e-4],
  'finite keys, Tomamichel 2012 / n = 1e6, k = 1e5, Q = 5 %': [332_552, 1e-5],
  'finite keys, Tomamichel 2012 / n = 1e7, k = 1e6, Q = 5 %': [3_769_369, 1e-5],
  'finite keys, Lim 2014 / 0 km, N = 1e9': [5_454_055, 1e-6],
  'finite keys, Lim 2014 / 50 km, N = 1e10': [5_144_676, 1e-6],
  'finite keys, Lim 2014 / 100 km, N = 1e12': [68_768_401, 1e-6],
};

for (const [name, [value, relative]] of Object.entries(PUBLISHED)) {
  test(name, () => {
    assertClose(found.get(name) ?? Number.NaN, value, relative, name);
  });
}

test('every figure is compared', () => {
  assert.deepEqual(
    [...found.keys()].toSorted((a, b) => a.localeCompare(b)),
    Object.keys(PUBLISHED).toSorted((a, b) => a.localeCompare(b)),
  );
});
