import assert from 'node:assert/strict';
import test from 'node:test';
import { cantorField } from '../../../src/qkd/amplification/cantor-field.ts';
import { fromNovelBasis, toNovelBasis } from '../../../src/qkd/amplification/novel-basis.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';

const SIZE = 65_536;

test('there and back again changes nothing', () => {
  const bytes = new SeededRandom('basis').fill(new Uint8Array(SIZE));
  const changed = bytes.slice();
  toNovelBasis(changed);
  assert.notDeepEqual(changed, bytes);
  fromNovelBasis(changed);
  assert.deepEqual(changed, bytes);
});

test('coefficient i belongs to the product of s_k over the bits k of i', () => {
  const { log, exp } = cantorField();
  const product = (a: number, b: number): number => exp[(log[a] ?? 0) + (log[b] ?? 0)] ?? 0;
  // A polynomial of few terms, evaluated in both bases at some elements; s_(k+1) = s_k^2 + s_k.
  const powers = [0, 1, 2, 3, 5, 17, 255, 256, 4097, 40_000, 65_535];
  const coefficients = new Uint8Array(SIZE);
  for (const power of powers) coefficients[power] = 1;
  toNovelBasis(coefficients);
  for (const x of [0, 1, 2, 777, 40_961]) {
    let expected = 0;
    for (const power of powers) {
      expected ^= power === 0 ? 1 : x === 0 ? 0 : (exp[((log[x] ?? 0) * power) % 65_535] ?? 0);
    }
    const subspace = [x];
    for (let k = 0; k < 15; k++) subspace.push(product(subspace[k] ?? 0, subspace[k] ?? 0) ^ (subspace[k] ?? 0));
    let found = 0;
    for (let index = 0; index < SIZE; index++) {
      if (coefficients[index] === 0) continue;
      let term = 1;
      for (let k = 0; k < 16; k++) if (((index >> k) & 1) === 1) term = product(term, subspace[k] ?? 0);
      found ^= term;
    }
    assert.equal(found, expected, `at ${x}`);
  }
});
