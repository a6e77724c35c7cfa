import assert from 'node:assert/strict';
import test from 'node:test';
import { inverseMap, towerCantorBasis, towerPowers, towerProduct } from '../../../src/qkd/amplification/tower-field.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';

const random = new SeededRandom('tower');
const element = (): number => new DataView(random.fill(new Uint8Array(2)).buffer).getUint16(0);

test('products are those of a field: they commute, associate and distribute, and 1 changes nothing', () => {
  for (let round = 0; round < 2000; round++) {
    const [a, b, c] = [element(), element(), element()];
    assert.equal(towerProduct(a, b), towerProduct(b, a));
    assert.equal(towerProduct(towerProduct(a, b), c), towerProduct(a, towerProduct(b, c)));
    assert.equal(towerProduct(a, b ^ c), towerProduct(a, b) ^ towerProduct(a, c));
    assert.equal(towerProduct(a, 1), a);
  }
});

test('some element has all 65,535 others but zero as its powers, so that nothing but zero lacks an inverse', () => {
  const orderOf = (generator: number): number => {
    let [power, order] = [generator, 1];
    for (; power !== 1 && order < 0x1_0000; order++) power = towerProduct(power, generator);
    return order;
  };
  let generator = 2;
  while (orderOf(generator) !== 0xffff) generator++;
  assert.ok(generator < 0x1_0000);
});

test('the floors of the tower are as they are described', () => {
  const [z, u, v] = [1 << 1, 1 << 4, 1 << 8];
  const z3 = towerProduct(z, towerProduct(z, z));
  assert.equal(towerProduct(z, z3), z ^ 1);
  assert.equal(towerProduct(u, u), u ^ z3);
  assert.equal(towerProduct(v, v), v ^ towerProduct(z3, u));
});

test('the basis is a Cantor basis: b_0 = 1, b_(i+1)^2 + b_(i+1) = b_i', () => {
  const basis = towerCantorBasis();
  assert.equal(basis[0], 1);
  for (let bit = 0; bit < 15; bit++) {
    const next = basis[bit + 1] ?? 0;
    assert.equal(towerProduct(next, next) ^ next, basis[bit]);
  }
  assert.ok(inverseMap(basis) !== undefined, 'its elements are independent');
});

test('powers of y are powers, and the inverse map takes each back to its place', () => {
  const powers = towerPowers();
  for (const [index, power] of powers.slice(1).entries()) {
    assert.equal(power, towerProduct(powers[index] ?? 0, powers[1] ?? 0));
  }
  const inverse = inverseMap(powers) ?? [];
  for (const [index, power] of powers.entries()) {
    let source = 0;
    for (const [bit, image] of inverse.entries()) if (((power >> bit) & 1) === 1) source ^= image;
    assert.equal(source, 1 << index);
  }
});

test('a map that loses something has no inverse', () => {
  assert.equal(
    inverseMap(Array.from({ length: 16 }, (_, bit) => (bit === 3 ? 0b11 : bit === 5 ? 0b11 : 1 << bit))),
    undefined,
  );
});
