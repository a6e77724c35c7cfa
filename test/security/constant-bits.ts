/** Binary expansions of famous constants, by exact integer arithmetic: what SP 800-22 tests its tests with. */

interface Split {
  readonly p: bigint;
  readonly q: bigint;
  readonly t: bigint;
}

/** The first bits of pi, the integer part included: Chudnovsky's series by binary splitting. */
export function piBits(count: number): Uint8Array {
  const digits = BigInt(count + 64);
  const terms = Math.ceil(count / 47) + 2;
  const { q, t } = chudnovsky(0n, BigInt(terms));
  const root = squareRoot(10_005n << (2n * digits));
  return firstBits((426_880n * root * q) / t, count);
}

function chudnovsky(a: bigint, b: bigint): Split {
  if (b - a === 1n) {
    if (a === 0n) return { p: 1n, q: 1n, t: 13_591_409n };
    const p = (6n * a - 5n) * (2n * a - 1n) * (6n * a - 1n);
    const term = p * (13_591_409n + 545_140_134n * a);
    return { p, q: (a ** 3n * 640_320n ** 3n) / 24n, t: a % 2n === 0n ? term : -term };
  }
  const middle = (a + b) / 2n;
  const [low, high] = [chudnovsky(a, middle), chudnovsky(middle, b)];
  return { p: low.p * high.p, q: low.q * high.q, t: low.t * high.q + low.p * high.t };
}

/** The first bits of e, the integer part included: the sum of 1/n! by binary splitting. */
export function eBits(count: number): Uint8Array {
  let terms = 2;
  for (let logarithm = 0; logarithm < count + 64; terms += 1) logarithm += Math.log2(terms);
  const { p, q } = factorials(0n, BigInt(terms));
  return firstBits(((p + q) << BigInt(count + 64)) / q, count);
}

function factorials(a: bigint, b: bigint): { readonly p: bigint; readonly q: bigint } {
  if (b - a === 1n) return { p: 1n, q: b };
  const middle = (a + b) / 2n;
  const [low, high] = [factorials(a, middle), factorials(middle, b)];
  return { p: low.p * high.q + high.p, q: low.q * high.q };
}

/** Newton's method, from a power of two above. */
function squareRoot(value: bigint): bigint {
  let guess = 1n << BigInt(Math.ceil(value.toString(16).length * 2) + 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

function firstBits(value: bigint, count: number): Uint8Array {
  const hex = value.toString(16);
  const text = Array.from(hex, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  return Uint8Array.from(text.slice(text.indexOf('1')).slice(0, count), Number);
}
