import assert from 'node:assert/strict';
import test from 'node:test';
import { PermutedKey } from '../../../src/qkd/cascade/permuted-key.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { noisyKeys } from '../noisy-keys.ts';

const { right } = noisyKeys(new SeededRandom('permuted'), 300, 0);

test('parities are those of the bits at the places', () => {
  const key = new PermutedKey(right.slice(), new Uint8Array(16));
  for (const pass of [0, 1, 5]) {
    for (const [start, end] of [
      [0, 0],
      [0, 300],
      [17, 63],
    ] as const) {
      let parity = 0;
      for (let place = start; place < end; place++) parity ^= key.bits[key.bitAt(pass, place)] ?? 0;
      assert.equal(key.parity(pass, start, end), parity);
    }
    for (const place of [0, 150, 299]) assert.equal(key.placeOf(pass, key.bitAt(pass, place)), place);
  }
});

test('the first pass is in order', () => {
  const key = new PermutedKey(right.slice(), new Uint8Array(16));
  assert.equal(key.bitAt(0, 42), 42);
  assert.equal(key.placeOf(0, 42), 42);
});

test('a flip changes every parity around it', () => {
  const key = new PermutedKey(right.slice(), new Uint8Array(16));
  const before = [0, 1, 2].map((pass) => key.parity(pass, 0, 300));
  key.flip(7);
  assert.deepEqual(
    [0, 1, 2].map((pass) => key.parity(pass, 0, 300)),
    before.map((parity) => parity ^ 1),
  );
  assert.equal(key.length, 300);
});
