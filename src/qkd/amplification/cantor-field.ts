/** Elements of the field: all values of 16 bits. */
export const FIELD_SIZE = 65_536;

const ORDER = FIELD_SIZE - 1;
/** y^16 + y^12 + y^3 + y + 1, of which y is a generator. */
const MODULUS = 0x1_100b;

/**
 * The field of 2^16 elements, its elements written in a Cantor basis: bit i stands for b_i, with b_0 = 1 and
 * b_(i+1)^2 + b_(i+1) = b_i (Cantor, J. Comb. Theory A 50, 285 (1989)).
 *
 * In this basis the twiddle factors of the additive Fourier transform are the indices themselves.
 */
export interface CantorField {
  /** Logarithm of an element; that of zero leads `exp` to zero, whatever is added. */
  readonly log: Uint32Array;
  /** Power of the generator, for sums of two logarithms. */
  readonly exp: Uint16Array;
  /** The element that a polynomial in y of degree below 16 is, by its coefficients. */
  readonly fromPolynomial: Uint16Array;
  /** The inverse of `fromPolynomial`. */
  readonly toPolynomial: Uint16Array;
}

let field: CantorField | undefined;

/** The field; its tables are made on first use. */
export function cantorField(): CantorField {
  return (field ??= makeField());
}

function makeField(): CantorField {
  const powers = polynomialPowers();
  const toPolynomial = linearMap(cantorBasis(powers));
  const fromPolynomial = new Uint16Array(FIELD_SIZE);
  for (let element = 0; element < FIELD_SIZE; element++) fromPolynomial[toPolynomial[element] ?? 0] = element;
  // Beyond the sums of two logarithms of elements lies the zone of zero, reached through the logarithm of zero only.
  const exp = new Uint16Array(4 * ORDER + 1);
  const log = new Uint32Array(FIELD_SIZE).fill(2 * ORDER);
  for (let power = 0; power < ORDER; power++) {
    const element = fromPolynomial[powers[power] ?? 0] ?? 0;
    exp[power] = element;
    exp[power + ORDER] = element;
    log[element] = power;
  }
  return { log, exp, fromPolynomial, toPolynomial };
}

/** Powers of y as polynomials. */
function polynomialPowers(): Uint16Array {
  const powers = new Uint16Array(ORDER);
  let value = 1;
  for (let power = 0; power < ORDER; power++) {
    powers[power] = value;
    value <<= 1;
    if (value >= FIELD_SIZE) value ^= MODULUS;
  }
  return powers;
}

/** The basis, as polynomials. */
function cantorBasis(powers: Uint16Array): readonly number[] {
  // A root of z^2 + z = value, for every value that has one.
  const rootOf = new Uint16Array(FIELD_SIZE);
  for (let power = 0; power < ORDER; power++) {
    const z = powers[power] ?? 0;
    rootOf[z ^ (powers[(2 * power) % ORDER] ?? 0)] = z;
  }
  const basis = [1];
  while (basis.length < 16) basis.push(rootOf[basis.at(-1) ?? 0] ?? 0);
  return basis;
}

/** The sum of some vectors for every choice of them. */
function linearMap(vectors: readonly number[]): Uint16Array {
  const sums = new Uint16Array(1 << vectors.length);
  for (const [bit, vector] of vectors.entries()) {
    for (let low = 0; low < 1 << bit; low++) sums[(1 << bit) | low] = (sums[low] ?? 0) ^ vector;
  }
  return sums;
}
