import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeRandom } from '../../src/crypto/native-random.ts';
import { toHex } from './hex.ts';

test('random bytes of every length fill the array that was given', () => {
  for (const length of [0, 1, 16, 511, 512, 513, 4096, 10_000]) {
    const target = new Uint8Array(length + 2);
    const middle = target.subarray(1, length + 1);
    assert.equal(nativeRandom.fill(middle), middle);
    assert.deepEqual([target[0], target[length + 1]], [0, 0]);
    // Of so many bytes two are alike by chance once in 2^256 times.
    if (length >= 32) assert.notEqual(toHex(middle.slice(0, 32)), toHex(new Uint8Array(32)));
  }
});

test('no byte of the store is handed out twice', () => {
  const seen = new Set<string>();
  const count = 4096;
  for (let index = 0; index < count; index++) seen.add(toHex(nativeRandom.fill(new Uint8Array(16 + (index % 33)))));
  assert.equal(seen.size, count);
});

test('what was handed out is spread evenly', () => {
  const bits = nativeRandom.fill(new Uint8Array(500)).length * 8;
  const rounds = 200;
  let ones = 0;
  for (let round = 0; round < rounds; round++) {
    for (const byte of nativeRandom.fill(new Uint8Array(500)))
      for (let bit = 0; bit < 8; bit++) ones += (byte >> bit) & 1;
  }
  // Six standard deviations: it fails by chance once in 5 * 10^8 times.
  const deviation = Math.abs(ones - (rounds * bits) / 2) / Math.sqrt((rounds * bits) / 4);
  assert.ok(deviation < 6, `${deviation} standard deviations`);
});
