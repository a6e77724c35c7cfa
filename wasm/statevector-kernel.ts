// AssemblyScript, not TypeScript: compiled by tools/wasm.ts into src/quantum/statevector/kernel-module.ts.
//
// Does what src/quantum/statevector/plain-kernel.ts does, with the same arithmetic in the same order, so that both give
// the same bits. A complex number is one vector of two lanes: real part, imaginary part.

/** Bytes of an amplitude. */
const AMPLITUDE: usize = 16;
const STEP_WORDS: i32 = 16;
const FIRST_TARGET_WORD: i32 = 8;

// Where things lie in memory, in bytes. The amplitudes come last.

/** Where a block is gathered that does not lie in one piece. */
const SCRATCH_OFFSET: usize = 0;
/** Where the chunks of a block begin in the state: 32-bit indices. */
export const CHUNKS_OFFSET: usize = 0x20000;
/** The steps of a pass, 16 words of 32 bits each. */
export const STEPS_OFFSET: usize = 0x28000;
/** The numbers of all matrices of a pass. */
export const NUMBERS_OFFSET: usize = 0x38000;
/** Amplitudes that a matrix is about to replace. */
const OLD_OFFSET: usize = 0x78000;
/** Indices of those amplitudes. */
const PLACES_OFFSET: usize = 0x7a000;
/** The state. */
export const AMPLITUDES_OFFSET: usize = 0x80000;

/** Runs the steps that lie in memory on every block of a state of 2^qubits amplitudes. */
export function runPass(qubits: i32, windowQubits: i32, mask: i32, chunkQubits: i32, stepCount: i32): void {
  const blocks: i32 = 1 << (qubits - windowQubits);
  const chunks: i32 = 1 << (windowQubits - chunkQubits);
  const chunkBytes: usize = AMPLITUDE << chunkQubits;
  let base: i32 = 0;
  for (let block: i32 = 0; block < blocks; block++) {
    if (chunks == 1) {
      runSteps(AMPLITUDES_OFFSET + (<usize>base) * AMPLITUDE, base, windowQubits, stepCount);
    } else {
      for (let chunk: i32 = 0; chunk < chunks; chunk++) {
        memory.copy(SCRATCH_OFFSET + (<usize>chunk) * chunkBytes, chunkAddress(base, chunk), chunkBytes);
      }
      runSteps(SCRATCH_OFFSET, base, windowQubits, stepCount);
      for (let chunk: i32 = 0; chunk < chunks; chunk++) {
        memory.copy(chunkAddress(base, chunk), SCRATCH_OFFSET + (<usize>chunk) * chunkBytes, chunkBytes);
      }
    }
    base = ((base | mask) + 1) & ~mask;
  }
}

// @ts-ignore: decorator
@inline
function chunkAddress(base: i32, chunk: i32): usize {
  return AMPLITUDES_OFFSET + (<usize>(base | load<i32>(CHUNKS_OFFSET + ((<usize>chunk) << 2)))) * AMPLITUDE;
}

function runSteps(block: usize, base: i32, qubits: i32, stepCount: i32): void {
  for (let step: i32 = 0; step < stepCount; step++) {
    const at: usize = STEPS_OFFSET + (<usize>(step * STEP_WORDS)) * 4;
    if ((base & load<i32>(at, 20)) == load<i32>(at, 24)) runStep(block, at, qubits);
  }
}

function runStep(block: usize, at: usize, qubits: i32): void {
  const kind = load<i32>(at, 0);
  const targets = load<i32>(at, 4);
  const numbers: usize = NUMBERS_OFFSET + ((<usize>load<i32>(at, 8)) << 3);
  const controls = load<i32>(at, 16);
  let fixed = load<i32>(at, 12);
  for (let target: i32 = 0; target < targets; target++) fixed |= 1 << targetOf(at, target);
  // The lowest fixed bit ends a run of indices that follow each other.
  const runBits = min(ctz(fixed), qubits);
  const run: i32 = 1 << runBits;
  const runs: i32 = 1 << (qubits - popcnt(fixed) - runBits);
  const first = block + ((<usize>controls) << 4);
  const one = (<usize>(1 << targetOf(at, 0))) << 4;
  if (kind == 0) multiplyPairs(first, one, numbers, fixed, run, runs);
  else if (kind == 1) {
    scaleEach(first, numbers, fixed, run, runs);
    scaleEach(first + one, numbers + 16, fixed, run, runs);
  } else if (kind == 2) scaleEach(first + one, numbers, fixed, run, runs);
  else if (kind == 3) exchange(first, first + one, fixed, run, runs);
  else if (kind == 4) exchange(first + one, first + ((<usize>(1 << targetOf(at, 1))) << 4), fixed, run, runs);
  else multiplyDense(first, at, targets, numbers, fixed, run, runs);
}

// @ts-ignore: decorator
@inline
function targetOf(at: usize, index: i32): i32 {
  return load<i32>(at + ((<usize>(FIRST_TARGET_WORD + index)) << 2));
}

// @ts-ignore: decorator
@inline
function swapped(value: v128): v128 {
  return v128.shuffle<f64>(value, value, 1, 0);
}

/** The imaginary part of a factor, ready to be multiplied with swapped amplitudes: -im, im. */
// @ts-ignore: decorator
@inline
function turning(numbers: usize, offset: usize): v128 {
  const im = load<f64>(numbers + offset);
  return f64x2.replace_lane(f64x2.splat(im), 0, -im);
}

// @ts-ignore: decorator
@inline
function nextRun(free: i32, fixed: i32, run: i32): i32 {
  return ((free | fixed) + run) & ~fixed;
}

/** The matrix times one pair of amplitudes. */
// @ts-ignore: decorator
@inline
function multiplyPair(
  p: usize,
  q: usize,
  re00: v128,
  im00: v128,
  re01: v128,
  im01: v128,
  re10: v128,
  im10: v128,
  re11: v128,
  im11: v128,
): void {
  const a = v128.load(p);
  const b = v128.load(q);
  const sa = swapped(a);
  const sb = swapped(b);
  v128.store(
    p,
    f64x2.add(
      f64x2.add(f64x2.add(f64x2.mul(re00, a), f64x2.mul(im00, sa)), f64x2.mul(re01, b)),
      f64x2.mul(im01, sb),
    ),
  );
  v128.store(
    q,
    f64x2.add(
      f64x2.add(f64x2.add(f64x2.mul(re10, a), f64x2.mul(im10, sa)), f64x2.mul(re11, b)),
      f64x2.mul(im11, sb),
    ),
  );
}

function multiplyPairs(first: usize, one: usize, numbers: usize, fixed: i32, run: i32, runs: i32): void {
  const re00 = f64x2.splat(load<f64>(numbers));
  const im00 = turning(numbers, 8);
  const re01 = f64x2.splat(load<f64>(numbers, 16));
  const im01 = turning(numbers, 24);
  const re10 = f64x2.splat(load<f64>(numbers, 32));
  const im10 = turning(numbers, 40);
  const re11 = f64x2.splat(load<f64>(numbers, 48));
  const im11 = turning(numbers, 56);
  let free: i32 = 0;
  for (let index: i32 = 0; index < runs; index++) {
    let p = first + ((<usize>free) << 4);
    const end = p + ((<usize>run) << 4);
    if (run == 1) multiplyPair(p, p + one, re00, im00, re01, im01, re10, im10, re11, im11);
    else {
      while (p < end) {
        const q = p + one;
        multiplyPair(p, q, re00, im00, re01, im01, re10, im10, re11, im11);
        multiplyPair(p + 16, q + 16, re00, im00, re01, im01, re10, im10, re11, im11);
        p += 32;
      }
    }
    free = nextRun(free, fixed, run);
  }
}

function scaleEach(first: usize, numbers: usize, fixed: i32, run: i32, runs: i32): void {
  const re = f64x2.splat(load<f64>(numbers));
  const im = turning(numbers, 8);
  let free: i32 = 0;
  for (let index: i32 = 0; index < runs; index++) {
    let p = first + ((<usize>free) << 4);
    const end = p + ((<usize>run) << 4);
    while (p < end) {
      const a = v128.load(p);
      v128.store(p, f64x2.add(f64x2.mul(re, a), f64x2.mul(im, swapped(a))));
      p += AMPLITUDE;
    }
    free = nextRun(free, fixed, run);
  }
}

function exchange(left: usize, right: usize, fixed: i32, run: i32, runs: i32): void {
  const apart = right - left;
  let free: i32 = 0;
  for (let index: i32 = 0; index < runs; index++) {
    let p = left + ((<usize>free) << 4);
    const end = p + ((<usize>run) << 4);
    while (p < end) {
      const a = v128.load(p);
      v128.store(p, v128.load(p + apart));
      v128.store(p + apart, a);
      p += AMPLITUDE;
    }
    free = nextRun(free, fixed, run);
  }
}

function multiplyDense(first: usize, at: usize, targets: i32, numbers: usize, fixed: i32, run: i32, runs: i32): void {
  const size: i32 = 1 << targets;
  for (let row: i32 = 0; row < size; row++) {
    let place: i32 = 0;
    for (let index: i32 = 0; index < targets; index++) place |= ((row >> index) & 1) << targetOf(at, index);
    store<i32>(PLACES_OFFSET + ((<usize>row) << 2), place);
  }
  let free: i32 = 0;
  for (let index: i32 = 0; index < runs; index++) {
    let p = first + ((<usize>free) << 4);
    const end = p + ((<usize>run) << 4);
    while (p < end) {
      multiplyOne(p, size, numbers);
      p += AMPLITUDE;
    }
    free = nextRun(free, fixed, run);
  }
}

/** The matrix times the amplitudes whose places begin at `p`. */
function multiplyOne(p: usize, size: i32, numbers: usize): void {
  for (let row: i32 = 0; row < size; row++) {
    v128.store(OLD_OFFSET + ((<usize>row) << 4), v128.load(placeOf(p, row)));
  }
  let m = numbers;
  for (let row: i32 = 0; row < size; row++) {
    let sum = f64x2.splat(0);
    for (let column: i32 = 0; column < size; column++) {
      const old = v128.load(OLD_OFFSET + ((<usize>column) << 4));
      sum = f64x2.add(sum, f64x2.mul(f64x2.splat(load<f64>(m)), old));
      sum = f64x2.add(sum, f64x2.mul(turning(m, 8), swapped(old)));
      m += AMPLITUDE;
    }
    v128.store(placeOf(p, row), sum);
  }
}

// @ts-ignore: decorator
@inline
function placeOf(p: usize, row: i32): usize {
  return p + ((<usize>load<i32>(PLACES_OFFSET + ((<usize>row) << 2))) << 4);
}
