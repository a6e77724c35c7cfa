/**
 * Changes polynomials of degree below 2^16, a byte a coefficient, between powers of x and products of the subspace
 * polynomials s_k of a Cantor basis, in place: only exclusive-ors, four coefficients at once.
 *
 * Lin, Chung and Han, FOCS 2014, with the order of steps of Lin et al., IEEE Trans. Inf. Theory 62, 6284 (2016): expands
 * in s_8 = x^256 + x, then the digits in s_4 = x^16 + x, s_2 = x^4 + x and s_1 = x^2 + x, which are all sparse.
 */
export function toNovelBasis(coefficients: Uint8Array): void {
  const words = wordsOf(coefficients);
  for (const step of STEPS) addDownwards(words, step);
}

/** The inverse of {@link toNovelBasis}. */
export function fromNovelBasis(coefficients: Uint8Array): void {
  const words = wordsOf(coefficients);
  for (const step of REVERSED_STEPS) addUpwards(words, step);
}

/** One pass: the upper half of every block, of `half` coefficients, is added to the block, `gap` above its start. */
interface Step {
  readonly half: number;
  readonly gap: number;
}

const LOG_SIZE = 16;
const STEPS: readonly Step[] = stepsOf(LOG_SIZE, 0);
const REVERSED_STEPS: readonly Step[] = STEPS.toReversed();

/**
 * The steps for polynomials of degree below 2^logLength whose coefficients are rows of 2^logWidth entries.
 *
 * x^(t 2^k) = (x^t + x)^(2^k) + x^(2^k): the upper half of a block of 2 t 2^k rows is kept as the upper digit, and added
 * to the block again at row 2^k.
 */
function stepsOf(logLength: number, logWidth: number): readonly Step[] {
  if (logLength <= 1) return [];
  const low = 2 ** Math.ceil(Math.log2(logLength) - 1);
  const steps: Step[] = [];
  for (let k = logLength - low - 1; k >= 0; k--) {
    steps.push({ half: 2 ** (low + k + logWidth), gap: 2 ** (k + logWidth) });
  }
  return [...steps, ...stepsOf(logLength - low, logWidth + low), ...stepsOf(low, logWidth)];
}

function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** From the end of a block on, since what is added to the upper half itself is added once more. */
function addDownwards(words: Int32Array, { half, gap }: Step): void {
  if (half < 4) addWithinWords(words);
  else if (gap < 4) addShiftedDownwards(words, half / 4, 8 * gap);
  else addWordsDownwards(words, half / 4, gap / 4);
}

function addUpwards(words: Int32Array, { half, gap }: Step): void {
  if (half < 4) takeBackWithinWords(words);
  else if (gap < 4) addShiftedUpwards(words, half / 4, 8 * gap);
  else addWordsUpwards(words, half / 4, gap / 4);
}

function addWordsDownwards(words: Int32Array, half: number, gap: number): void {
  for (let start = 0; start < words.length; start += 2 * half) {
    for (let from = start + 2 * half - 1, to = start + half + gap - 1; from >= start + half; from--, to--) {
      words[to] = (words[to] ?? 0) ^ (words[from] ?? 0);
    }
  }
}

function addWordsUpwards(words: Int32Array, half: number, gap: number): void {
  for (let start = 0; start < words.length; start += 2 * half) {
    for (let from = start + half, to = start + gap; from < start + 2 * half; from++, to++) {
      words[to] = (words[to] ?? 0) ^ (words[from] ?? 0);
    }
  }
}

/** Gaps of less than a word: each word is added across the border of two. */
function addShiftedDownwards(words: Int32Array, half: number, bits: number): void {
  for (let start = 0; start < words.length; start += 2 * half) {
    for (let from = start + 2 * half - 1, to = start + half - 1; from >= start + half; from--, to--) {
      words[to + 1] = (words[to + 1] ?? 0) ^ ((words[from] ?? 0) >>> (32 - bits));
      words[to] = (words[to] ?? 0) ^ ((words[from] ?? 0) << bits);
    }
  }
}

function addShiftedUpwards(words: Int32Array, half: number, bits: number): void {
  for (let start = 0; start < words.length; start += 2 * half) {
    for (let from = start + half, to = start; from < start + 2 * half; from++, to++) {
      words[to] = (words[to] ?? 0) ^ ((words[from] ?? 0) << bits);
      words[to + 1] = (words[to + 1] ?? 0) ^ ((words[from] ?? 0) >>> (32 - bits));
    }
  }
}

/** Blocks of four coefficients: x^2 = s_1 + x, the third added to the second after the fourth to the third. */
function addWithinWords(words: Int32Array): void {
  for (let index = 0; index < words.length; index++) {
    let word = words[index] ?? 0;
    word ^= (word >>> 8) & 0x00ff_0000;
    word ^= (word >>> 8) & 0x0000_ff00;
    words[index] = word;
  }
}

function takeBackWithinWords(words: Int32Array): void {
  for (let index = 0; index < words.length; index++) {
    let word = words[index] ?? 0;
    word ^= (word >>> 8) & 0x0000_ff00;
    word ^= (word >>> 8) & 0x00ff_0000;
    words[index] = word;
  }
}
