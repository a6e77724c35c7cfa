import assert from 'node:assert/strict';
import test from 'node:test';
import { Detections } from '../../../src/qkd/link/detections.ts';
import { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { aliceRecordsOf, bobRecordsOf } from '../../../src/qkd/post-processing/end-records.ts';
import { assertBinomial } from '../closeness.ts';

const START = 1000;
const detections = new Detections();
detections.pulses = 100;
for (const [index, pulse] of [1003, 1007, 1099].entries()) {
  detections.add({
    pulse,
    pulseClass: index,
    aliceBasis: index % 2,
    aliceBit: 1,
    bobBasis: (index + 1) % 2,
    bobBit: index % 2,
    isKnown: false,
    photons: 1,
  });
}
const random = new RandomNumbers(new SeededRandom('records'));

test('Bob knows what he measured, and nothing else', () => {
  assert.deepEqual(bobRecordsOf(detections, START), {
    pulses: Float64Array.of(3, 7, 99),
    bases: Uint8Array.of(1, 0, 1),
    bits: Uint8Array.of(0, 1, 0),
  });
});

test('Alice knows every pulse that was detected', () => {
  const records = aliceRecordsOf(detections, START, random);
  assert.equal(records.pulses, 100);
  assert.deepEqual(records.pulseAt(3), { pulseClass: 0, basis: 0, bit: 1 });
  assert.deepEqual(records.pulseAt(7), { pulseClass: 1, basis: 1, bit: 1 });
  assert.deepEqual(records.pulseAt(99), { pulseClass: 2, basis: 0, bit: 1 });
});

test('pulses that Bob only claims have bits of which he knows nothing', () => {
  const records = aliceRecordsOf(detections, START, random);
  let ones = 0;
  for (let claim = 0; claim < 4000; claim++) ones += records.pulseAt(50).bit;
  assertBinomial(ones, 4000, 0.5, 'bits');
});
