import assert from 'node:assert/strict';
import test from 'node:test';
import { Detections } from '../../../src/qkd/link/detections.ts';
import { decoyClasses, SINGLE_PHOTONS } from '../../../src/qkd/link/pulse-classes.ts';
import { observeLink } from '../../../src/qkd/session/link-observation.ts';

function detectionsOf(
  ...list: readonly (readonly [
    pulseClass: number,
    aliceBasis: number,
    aliceBit: number,
    bobBasis: number,
    bobBit: number,
  ])[]
): Detections {
  const detections = new Detections();
  detections.pulses = 100;
  for (const [pulse, [pulseClass, aliceBasis, aliceBit, bobBasis, bobBit]] of list.entries()) {
    detections.add({ pulse, pulseClass, aliceBasis, aliceBit, bobBasis, bobBit, isKnown: pulse === 0, photons: 1 });
  }
  return detections;
}

test('sifted bits, errors and what a listener knows are counted', () => {
  const found = observeLink('bb84', SINGLE_PHOTONS, detectionsOf([0, 0, 1, 0, 1], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1]));
  assert.deepEqual(found, {
    pulses: 100,
    detections: 3,
    gain: 0.03,
    sifted: 2,
    errors: 1,
    qber: 0.5,
    knownToListener: 1,
    chsh: undefined,
  });
});

test('of decoy links the signal alone is looked at', () => {
  const classes = decoyClasses(0.5, 0.1, { signal: 0.5, weak: 0.3, vacuum: 0.2 });
  const found = observeLink('bb84-decoy', classes, detectionsOf([0, 0, 1, 0, 1], [1, 0, 1, 0, 0], [2, 0, 0, 0, 1]));
  assert.deepEqual([found.detections, found.gain, found.sifted, found.errors], [3, 0.02, 1, 0]);
});

test('nothing detected: no error rate', () => {
  assert.equal(observeLink('bb84', SINGLE_PHOTONS, detectionsOf()).qber, undefined);
});

test('pairs at the angles of the CHSH sum are added up', () => {
  const found = observeLink(
    'e91',
    SINGLE_PHOTONS,
    detectionsOf([0, 0, 1, 1, 1], [0, 0, 1, 3, 0], [0, 2, 0, 1, 0], [0, 2, 1, 3, 1]),
  );
  assert.equal(found.chsh, 4);
  assert.equal(found.sifted, 0);
});
