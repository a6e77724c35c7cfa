import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { decodePhotons, encodePhotons } from '../../../src/qkd/session/photon-message.ts';

const records = {
  pulses: Float64Array.of(1, 5, 900),
  bases: Uint8Array.of(0, 3, 1),
  bits: Uint8Array.of(1, 0, 1),
};

test('what photons showed is read as it was written', () => {
  assert.deepEqual(decodePhotons(encodePhotons(records), 1000), records);
});

test('a cut or a contradiction is refused', () => {
  const good = encodePhotons(records);
  for (let length = 0; length < good.length; length++) {
    assert.throws(
      () => decodePhotons(good.subarray(0, length), 1000),
      (error) => isQForgeError(error, 'MALFORMED'),
    );
  }
  const other = encodePhotons({ ...records, bits: Uint8Array.of(1, 0) });
  assert.throws(
    () => decodePhotons(other, 1000),
    (error) => isQForgeError(error, 'MALFORMED'),
  );
});
