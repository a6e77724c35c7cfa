/**
 * The field of 2^16 elements as a tower: an element of 16 bits is a0 + a1 v over GF(2^8), that is b0 + b1 u over GF(2^4),
 * that polynomials in z; z^4 = z + 1, u^2 = u + z^3, v^2 = v + z^3 u. Lower bits first.
 *
 * In such a field products of many elements at once need tables of 16 entries only, which fit a vector.
 */
export function towerProduct(a: number, b: number): number {
  return pairProduct(a, b, 8, smallProduct256, Z3 << 4);
}

const Z3 = 8;

function smallProduct256(a: number, b: number): number {
  return pairProduct(a, b, 4, smallProduct16, Z3);
}

function smallProduct16(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 4; bit++) if (((b >> bit) & 1) === 1) product ^= a << bit;
  for (let bit = 6; bit >= 4; bit--) if (((product >> bit) & 1) === 1) product ^= 0b1_0011 << (bit - 4);
  return product;
}

/** (a0 + a1 w)(b0 + b1 w) with w^2 = w + c, the halves having so many bits. */
function pairProduct(a: number, b: number, bits: number, product: (a: number, b: number) => number, c: number): number {
  const mask = (1 << bits) - 1;
  const low = product(a & mask, b & mask);
  const high = product(a >> bits, b >> bits);
  const mixed = product((a ^ (a >> bits)) & mask, (b ^ (b >> bits)) & mask);
  return low ^ product(high, c) ^ ((mixed ^ low) << bits);
}

/** A Cantor basis: b_0 = 1, b_(i+1)^2 + b_(i+1) = b_i (Cantor, J. Comb. Theory A 50, 285 (1989)). */
export function towerCantorBasis(): readonly number[] {
  const rootOf = new Map<number, number>();
  // z^2 + z takes each of its values at z and at z + 1.
  for (let z = 0; z < 0x1_0000; z += 2) rootOf.set(towerProduct(z, z) ^ z, z);
  const basis = [1];
  while (basis.length < 16) basis.push(rootOf.get(basis.at(-1) ?? 0) ?? 0);
  return basis;
}

/** 1, y, y^2, ... y^15 for the y of the smallest number of which they are independent: polynomials in y of degree below 16. */
export function towerPowers(): readonly number[] {
  for (let y = 2; ; y++) {
    const powers = [1];
    while (powers.length < 16) powers.push(towerProduct(powers.at(-1) ?? 0, y));
    if (inverseMap(powers) !== undefined) return powers;
  }
}

/** The images of the 16 unit vectors under the inverse of a linear map, given its own; undefined where it has none. */
export function inverseMap(images: readonly number[]): readonly number[] | undefined {
  const rows = images.map((image, bit) => ({ image, source: 1 << bit }));
  for (let bit = 0; bit < 16; bit++) {
    const pivot = rows.findIndex(({ image }, index) => index >= bit && ((image >> bit) & 1) === 1);
    const row = rows[pivot];
    if (row === undefined) return undefined;
    rows[pivot] = rows[bit] ?? row;
    rows[bit] = row;
    for (const other of rows) {
      if (other === row || ((other.image >> bit) & 1) === 0) continue;
      other.image ^= row.image;
      other.source ^= row.source;
    }
  }
  return rows.map(({ source }) => source);
}
