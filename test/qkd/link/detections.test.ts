import assert from 'node:assert/strict';
import test from 'node:test';
import { type Detection, Detections } from '../../../src/qkd/link/detections.ts';

/** A detection whose every field depends on its number. */
const numbered = (index: number): Detection => ({
  pulse: index * 1e6,
  pulseClass: index % 3,
  aliceBasis: index % 2,
  aliceBit: (index >> 1) % 2,
  bobBasis: (index >> 2) % 4,
  bobBit: (index >> 3) % 2,
  isKnown: index % 5 === 0,
  photons: index % 300,
});

test('columns hold what was added, past every growth', () => {
  const detections = new Detections();
  for (let index = 0; index < 5000; index++) detections.add(numbered(index));
  assert.equal(detections.length, 5000);
  for (let index = 0; index < 5000; index++) {
    const { photons, ...wanted } = numbered(index);
    assert.deepEqual(
      {
        pulse: detections.pulseAt(index),
        pulseClass: detections.classAt(index),
        aliceBasis: detections.aliceBasisAt(index),
        aliceBit: detections.aliceBitAt(index),
        bobBasis: detections.bobBasisAt(index),
        bobBit: detections.bobBitAt(index),
        isKnown: detections.isKnownAt(index),
      },
      wanted,
    );
    assert.equal(detections.photonsAt(index), Math.min(photons, 255));
  }
});
