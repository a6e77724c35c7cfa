/** Numbers of the field of AES, modulo x^8 + x^4 + x^3 + x + 1. FIPS 197 §4.2 */
function product(x: number, y: number): number {
  let sum = 0;
  for (let bit = 0, shifted = x; bit < 8; bit++) {
    if ((y >> bit) & 1) sum ^= shifted;
    shifted = (shifted << 1) ^ (shifted & 0x80 ? 0x11b : 0);
  }
  return sum;
}

function power(x: number, exponent: number): number {
  return exponent === 0 ? 1 : product(x, power(x, exponent - 1));
}

const inverse = (x: number): number => power(x, 254);

/** The linear part of the S-box. FIPS 197 §5.1.1 */
function linearPart(x: number): number {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) {
    const sum = [0, 4, 5, 6, 7].reduce((bits, step) => bits ^ (x >> ((bit + step) % 8)), 0);
    out |= (sum & 1) << bit;
  }
  return out;
}

const SIXTEEN: readonly number[] = Array.from({ length: 16 }, (_, value) => value);
/** 1/0. */
const INFINITE = 0x80;

/**
 * The tables of wasm/aes-256.ts, in its order, from one of the conjugates `z` with z + z^16 = 1 and a generator of the field of 16 elements.
 *
 * Everything is computed in the field of 256 elements; a four-bit number stands for a sum of powers of the generator.
 */
export function vectorPermuteTables(z: number, generator: number): readonly (readonly number[])[] {
  const conjugate = power(z, 16);
  const a = inverse(product(z, conjugate));
  const element = (nibble: number): number =>
    [0, 1, 2, 3].reduce((sum, bit) => ((nibble >> bit) & 1 ? sum ^ power(generator, bit) : sum), 0);
  const nibbleOf = new Map(SIXTEEN.map((nibble) => [element(nibble), nibble]));
  const nibble = (value: number): number => nibbleOf.get(value) ?? Number.NaN;

  const byteOf = new Map<number, number>();
  for (let byte = 0; byte < 256; byte++) {
    const [i, k] = [element(byte >> 4), element(byte & 15)];
    byteOf.set(product(i, z) ^ product(i ^ k, conjugate), byte);
  }
  const byte = (value: number): number => byteOf.get(value) ?? Number.NaN;

  /** The inverse of the element whose u and t have these inverses, and the linear part of the S-box of it. */
  const boxed = (u: number, t: number): number => {
    const i = product(inverse(a), product(1 ^ a, u) ^ t);
    const j = product(inverse(a), u ^ product(1 ^ a, t));
    return linearPart(product(i, conjugate) ^ product(j, z));
  };
  const overNibbles = (of: (value: number) => number, atZero: number): readonly number[] =>
    SIXTEEN.map((value) => (value === 0 ? atZero : of(element(value))));
  const ofU = overNibbles((value) => boxed(inverse(value), 0), 0);
  const ofT = overNibbles((value) => boxed(0, inverse(value)), 0);
  const twice = (value: number): number => byte(product(2, value));
  return [
    SIXTEEN.map((value) => byte(value)),
    SIXTEEN.map((value) => byte(value << 4)),
    overNibbles((value) => nibble(inverse(value)), INFINITE),
    overNibbles((value) => nibble(product(a, inverse(value))), INFINITE),
    ofU.map(byte),
    ofT.map(byte),
    ofU.map(twice),
    ofT.map(twice),
    ofU,
    ofT,
  ];
}
