import assert from 'node:assert/strict';
import test from 'node:test';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { countDifferences, sampleBits } from '../../../src/qkd/post-processing/test-sample.ts';
import { assertBinomial } from '../closeness.ts';
import { noisyKeys } from '../noisy-keys.ts';

test('the sample has its size, and what is left keeps its order', () => {
  const places = Uint8Array.from({ length: 200 }, (_, index) => index);
  for (const size of [0, 1, 40, 200]) {
    const { test, key } = sampleBits(places, size, new Uint8Array(16));
    assert.equal(test.length, size);
    assert.deepEqual(
      [...test, ...key].toSorted((a, b) => a - b),
      Array.from(places),
    );
    assert.deepEqual(key, key.toSorted());
  }
});

test('both ends choose the same places from the same seed, others from another', () => {
  const { right, noisy, errors } = noisyKeys(new SeededRandom('sample'), 5000, 0.1);
  const seed = new SeededRandom('public').fill(new Uint8Array(16));
  const [alice, bob] = [sampleBits(right, 1000, seed), sampleBits(noisy, 1000, seed)];
  assert.equal(countDifferences(alice.test, bob.test) + countDifferences(alice.key, bob.key), errors);
  assert.notDeepEqual(sampleBits(right, 1000, new Uint8Array(16)).test, alice.test);
});

test('every place is as likely as the others', () => {
  const counts = Array.from({ length: 10 }, () => 0);
  const places = Uint8Array.from({ length: 10 }, (_, index) => index);
  const random = new SeededRandom('places');
  for (let run = 0; run < 5000; run++) {
    for (const place of sampleBits(places, 3, random.fill(new Uint8Array(16))).test) {
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  for (const [place, count] of counts.entries()) assertBinomial(count, 5000, 0.3, `place ${place}`);
});
