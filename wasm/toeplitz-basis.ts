// AssemblyScript, not TypeScript: a part of wasm/toeplitz-kernel.ts.
//
// The change of basis of src/qkd/amplification/novel-basis.ts: steps of (half, gap), from blocks of 2^16 bytes down to those of 4.

/** Bytes of a polynomial. */
const SIZE: i32 = 65_536;

/** The halves and gaps of all steps in which vectors are added to vectors. */
const STEPS: usize = memory.data<u16>([
  32768, 128, 16384, 64, 8192, 32, 4096, 16, 2048, 8, 1024, 4, 512, 2, 256, 1, 32768, 2048, 16384, 1024, 8192, 512, 4096, 256,
  32768, 8192, 16384, 4096, 32768, 16384, 8192, 4096, 2048, 512, 1024, 256, 2048, 1024, 512, 256, 128, 8, 64, 4, 32, 2, 16, 1,
  128, 32, 64, 16, 128, 64, 32, 16,
]);
const STEP_COUNT: i32 = 28;

/** From powers of x to products of the subspace polynomials. */
export function toNovelBasis(bytes: usize): void {
  for (let step: i32 = 0; step < STEP_COUNT; step++) {
    const half: usize = load<u16>(STEPS + ((<usize>step) << 2));
    const gap: usize = load<u16>(STEPS + ((<usize>step) << 2), 2);
    for (let block = bytes; block < bytes + <usize>SIZE; block += 2 * half) {
      if (half == 16) addHalves(block);
      else {
        for (let at: usize = half; at > 0; at -= 16) addVector(block + gap + at - 16, block + half + at - 16);
      }
    }
  }
  for (let at = bytes; at < bytes + <usize>SIZE; at += 16) v128.store(at, toNovelWithin(v128.load(at)));
}

/** The inverse of `toNovelBasis`. */
export function fromNovelBasis(bytes: usize): void {
  for (let at = bytes; at < bytes + <usize>SIZE; at += 16) v128.store(at, fromNovelWithin(v128.load(at)));
  for (let step: i32 = STEP_COUNT - 1; step >= 0; step--) {
    const half: usize = load<u16>(STEPS + ((<usize>step) << 2));
    const gap: usize = load<u16>(STEPS + ((<usize>step) << 2), 2);
    for (let block = bytes; block < bytes + <usize>SIZE; block += 2 * half) {
      for (let at: usize = 0; at < half; at += 16) addVector(block + gap + at, block + half + at);
    }
  }
}

// @ts-ignore: decorator
@inline
function addVector(to: usize, from: usize): void {
  v128.store(to, v128.xor(v128.load(to), v128.load(from)));
}

/** The step of half 16 and gap 1: its first sum is in the way of a whole vector. */
// @ts-ignore: decorator
@inline
function addHalves(block: usize): void {
  store<u64>(block, load<u64>(block, 9) ^ load<u64>(block, 24), 9);
  store<u64>(block, load<u64>(block, 1) ^ load<u64>(block, 16), 1);
}

/** The steps (8, 2), (4, 1), (8, 4) and (2, 1). */
// @ts-ignore: decorator
@inline
function toNovelWithin(bytes: v128): v128 {
  let v = bytes;
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, -1, -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, 8, 9, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, 5, 6, 7, -1, -1, -1, -1, -1, 13, 14, 15, -1, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, 4, -1, -1, -1, -1, -1, -1, -1, 12, -1, -1, -1, -1, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, 12, 13, 14, 15, -1, -1, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, -1, -1, 8, 9, 10, 11, -1, -1, -1, -1, -1, -1, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, 3, -1, -1, -1, 7, -1, -1, -1, 11, -1, -1, -1, 15, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, 2, -1, -1, -1, 6, -1, -1, -1, 10, -1, -1, -1, 14, -1, -1)));
  return v;
}

// @ts-ignore: decorator
@inline
function fromNovelWithin(bytes: v128): v128 {
  let v = bytes;
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, 2, -1, -1, -1, 6, -1, -1, -1, 10, -1, -1, -1, 14, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, 3, -1, -1, -1, 7, -1, -1, -1, 11, -1, -1, -1, 15, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, -1, -1, 8, 9, 10, 11, -1, -1, -1, -1, -1, -1, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, 12, 13, 14, 15, -1, -1, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, 4, -1, -1, -1, -1, -1, -1, -1, 12, -1, -1, -1, -1, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, 5, 6, 7, -1, -1, -1, -1, -1, 13, 14, 15, -1, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, 8, 9, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)));
  v = v128.xor(v, v128.swizzle(v, i8x16(-1, -1, -1, -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1)));
  return v;
}
