import assert from 'node:assert/strict';
import test from 'node:test';
import { rateAt } from '../../apps/dashboard/src/models/key-rate-curve.ts';
import { measuredLinks } from '../../apps/dashboard/src/models/measured-links.ts';

test('a link lies at its length with its measured rate, beside what the formula gives there', () => {
  const alice = { peer: 'alice', lengthKm: 25, lossDb: 10, pulseRateHz: 5e8, keyRateBitsPerSecond: 1000 };
  const { drawn, unknown } = measuredLinks([alice, { ...alice, peer: 'dave', pulseRateHz: undefined }], 'bb84', 1e9);
  assert.deepEqual(unknown, []);
  const expected = rateAt('bb84', 25, 5e8, 10).bitsPerSecond;
  assert.deepEqual(drawn[0], { peer: 'alice', km: 25, bitsPerSecond: 1000, expectedBitsPerSecond: expected });
  assert.ok(Math.abs((drawn[1]?.expectedBitsPerSecond ?? 0) / expected - 2) < 1e-9);
});

test('a link of unknown length or rate is named and not drawn', () => {
  const { drawn, unknown } = measuredLinks(
    [
      { peer: 'bob', keyRateBitsPerSecond: 5 },
      { peer: 'carol', lengthKm: 3 },
    ],
    'bb84-decoy',
    1e9,
  );
  assert.deepEqual([drawn, unknown], [[], ['bob', 'carol']]);
});

test('beyond the end of the curve nothing is expected, and what was measured still counts', () => {
  const far = { peer: 'far', lengthKm: 390, keyRateBitsPerSecond: 3 };
  assert.deepEqual(measuredLinks([far], 'bb84-decoy', 1e9).drawn, [
    { peer: 'far', km: 390, bitsPerSecond: 3, expectedBitsPerSecond: 0 },
  ]);
});
