import assert from 'node:assert/strict';
import test from 'node:test';
import { decoyClasses, photonsOfClass, SINGLE_PHOTONS } from '../../../src/qkd/link/pulse-classes.ts';

test('single photons are exactly that', () => {
  assert.deepEqual(SINGLE_PHOTONS.map(photonsOfClass), [[0, 1]]);
});

test('decoys are sent as often as their shares say, and vacuum has no photons', () => {
  const classes = decoyClasses(0.5, 0.1, { signal: 0.6, weak: 0.3, vacuum: 0.1 });
  assert.deepEqual(
    classes.map(({ name, probability, meanPhotons }) => [name, probability, meanPhotons]),
    [
      ['signal', 0.6, 0.5],
      ['weak', 0.3, 0.1],
      ['vacuum', 0.1, 0],
    ],
  );
  const [, , vacuum] = classes.map(photonsOfClass);
  assert.equal(vacuum?.[0], 1);
});
