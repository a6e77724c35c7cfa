import assert from 'node:assert/strict';
import test from 'node:test';
import { keyOrder, keyPlaces } from '../../../src/qkd/cascade/key-permutation.ts';
import { assertBinomial } from '../closeness.ts';

const SEED = new Uint8Array(16);

test('orders are permutations, and places invert them, with short words and with long ones', () => {
  for (const length of [0, 1, 2, 1000, 65_536, 65_537]) {
    const order = keyOrder(length, 3, SEED);
    assert.deepEqual(
      Array.from(order).toSorted((a, b) => a - b),
      Array.from({ length }, (_, index) => index),
    );
    const places = keyPlaces(order);
    for (let place = 0; place < length; place += 97) assert.equal(places[order[place] ?? 0], place);
  }
});

test('the order depends on the pass and on the seed, and on nothing else', () => {
  assert.deepEqual(keyOrder(100, 1, SEED), keyOrder(100, 1, SEED));
  assert.notDeepEqual(keyOrder(100, 1, SEED), keyOrder(100, 2, SEED));
  assert.notDeepEqual(keyOrder(100, 1, SEED), keyOrder(100, 1, SEED.with(0, 1)));
});

test('every bit comes to every place alike', () => {
  const counts = new Map<string, number>();
  for (let pass = 0; pass < 6000; pass++) {
    for (const [place, bit] of keyOrder(5, pass, SEED).entries()) {
      counts.set(`${bit} at ${place}`, (counts.get(`${bit} at ${place}`) ?? 0) + 1);
    }
  }
  assert.equal(counts.size, 25);
  for (const [name, count] of counts) assertBinomial(count, 6000, 1 / 5, name);
});
