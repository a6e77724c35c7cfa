// AssemblyScript, not TypeScript: compiled by tools/wasm.ts into src/crypto/sha512-kernel-module.ts.
//
// SHA-512 (FIPS 180-4), and HMAC (RFC 2104) and HKDF (RFC 5869) on it, of short texts. Nothing depends on data: no branch, no address.

// Where things lie in memory, in bytes.

/** The key of HMAC, the salt of HKDF. */
export const KEY_OFFSET: usize = 1024;
/** The text of a hash or a MAC, the input key of HKDF. Behind it is room for the padding. */
export const TEXT_OFFSET: usize = 2048;
/** The info of HKDF. */
export const INFO_OFFSET: usize = 5120;
/** What comes out: a digest, or up to `MAX_OUTPUT_BYTES` of HKDF. */
export const OUTPUT_OFFSET: usize = 6144;

/** The longest key: a block. */
export const MAX_KEY_BYTES: i32 = 128;
/** The longest text. */
export const MAX_TEXT_BYTES: i32 = 2048;
/** The longest info. */
export const MAX_INFO_BYTES: i32 = 512;
/** The longest output of HKDF. */
export const MAX_OUTPUT_BYTES: i32 = 256;

const BLOCK: i32 = 128;
const DIGEST: i32 = 64;

/** The message schedule with its constants: what the next sixteen rounds add. */
const SCHEDULE: usize = 0;
/** The state of a hash in the making. */
const STATE: usize = 640;
/** The states of HMAC's two hashes after the block that the key makes. */
const INNER: usize = 704;
const OUTER: usize = 768;
/** The output of HKDF before the present one, and what is hashed to get the next: `previous || info || counter`. */
const LINK: usize = 7168;
/** Everything that may have been secret. */
const SECRETS_END: usize = 8192;

/** FIPS 180-4 §4.2.3. */
const K: usize = memory.data<u64>([
  0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538, 0x59f111f1b605d019,
  0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
  0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3,
  0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65, 0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
  0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
  0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
  0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b, 0xa2bfe8a14cf10364, 0xa81a664bbc423001,
  0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
  0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb,
  0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
  0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c, 0xd186b8c721c0c207,
  0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
  0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a,
  0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
]);

/** FIPS 180-4 §5.3.5. */
const INITIAL: usize = memory.data<u64>([
  0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
  0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
]);

/** The digest of the text. What was read is overwritten with zeros. */
export function digest(textBytes: i32): void {
  memory.copy(STATE, INITIAL, DIGEST);
  absorb(TEXT_OFFSET, textBytes, 0);
  emit(OUTPUT_OFFSET);
  memory.fill(TEXT_OFFSET, 0, <usize>textBytes + 2 * BLOCK);
  memory.fill(SCHEDULE, 0, KEY_OFFSET);
}

/** HMAC of the text. What was read is overwritten with zeros. */
export function hmac(keyBytes: i32, textBytes: i32): void {
  setKey(KEY_OFFSET, keyBytes);
  mac(TEXT_OFFSET, textBytes, OUTPUT_OFFSET);
  wipe();
}

/** HKDF: extract, then expand. What was read is overwritten with zeros. */
export function hkdf(saltBytes: i32, inputBytes: i32, infoBytes: i32, outputBytes: i32): void {
  setKey(KEY_OFFSET, saltBytes);
  mac(TEXT_OFFSET, inputBytes, KEY_OFFSET);
  setKey(KEY_OFFSET, DIGEST);
  const info: usize = LINK + DIGEST;
  memory.copy(info, INFO_OFFSET, infoBytes);
  let counter: i32 = 0;
  for (let made: i32 = 0; made < outputBytes; made += DIGEST) {
    counter += 1;
    store<u8>(info + infoBytes, <u8>counter);
    // The first link has no output before it.
    const start: usize = counter == 1 ? info : LINK;
    mac(start, <i32>(info - start) + infoBytes + 1, LINK);
    memory.copy(OUTPUT_OFFSET + made, LINK, DIGEST);
  }
  wipe();
}

/** Overwrites everything but the output. */
function wipe(): void {
  memory.fill(SCHEDULE, 0, OUTPUT_OFFSET);
  memory.fill(LINK, 0, SECRETS_END - LINK);
}

/** The states after the key's block, for the inner and the outer hash. */
function setKey(key: usize, keyBytes: i32): void {
  memory.fill(key + keyBytes, 0, BLOCK - keyBytes);
  padKey(key, 0x3636363636363636);
  memory.copy(STATE, INITIAL, DIGEST);
  compress(key);
  memory.copy(INNER, STATE, DIGEST);
  padKey(key, 0x3636363636363636 ^ 0x5c5c5c5c5c5c5c5c);
  memory.copy(STATE, INITIAL, DIGEST);
  compress(key);
  memory.copy(OUTER, STATE, DIGEST);
}

function padKey(key: usize, pad: u64): void {
  for (let at: usize = 0; at < <usize>BLOCK; at += 8) store<u64>(key + at, load<u64>(key + at) ^ pad);
}

/** HMAC under the key that was set; the text is followed by its padding. */
function mac(text: usize, textBytes: i32, target: usize): void {
  memory.copy(STATE, INNER, DIGEST);
  absorb(text, textBytes, BLOCK);
  emit(target);
  memory.copy(STATE, OUTER, DIGEST);
  memory.copy(OUTER + DIGEST, target, DIGEST);
  absorb(OUTER + DIGEST, DIGEST, BLOCK);
  emit(target);
}

/** The last bytes of a message, `before` bytes of which were taken in already, and the padding, which is written behind them. */
function absorb(text: usize, textBytes: i32, before: i32): void {
  const whole = (textBytes + 17 + BLOCK - 1) & ~(BLOCK - 1);
  memory.fill(text + textBytes, 0, whole - textBytes);
  store<u8>(text + textBytes, 0x80);
  store<u64>(text + whole - 8, bswap<u64>(<u64>(before + textBytes) << 3));
  for (let at: i32 = 0; at < whole; at += BLOCK) compress(text + at);
}

function emit(target: usize): void {
  for (let at: usize = 0; at < <usize>DIGEST; at += 8) store<u64>(target + at, bswap<u64>(load<u64>(STATE + at)));
}

/**
 * FIPS 180-4 §6.4.2.
 *
 * The message schedule is made two words at a time: its last sixteen words are in `w0` to `w7`, and what a round adds of them, with its
 * constant, lies in memory. Each pair is renewed when its rounds are over, so that vectors and rounds keep the processor busy together.
 */
function compress(block: usize): void {
  let w0 = words(block, 0);
  let w1 = words(block, 16);
  let w2 = words(block, 32);
  let w3 = words(block, 48);
  let w4 = words(block, 64);
  let w5 = words(block, 80);
  let w6 = words(block, 96);
  let w7 = words(block, 112);
  v128.store(SCHEDULE, addend(w0, K, 0), 0);
  v128.store(SCHEDULE, addend(w1, K, 16), 16);
  v128.store(SCHEDULE, addend(w2, K, 32), 32);
  v128.store(SCHEDULE, addend(w3, K, 48), 48);
  v128.store(SCHEDULE, addend(w4, K, 64), 64);
  v128.store(SCHEDULE, addend(w5, K, 80), 80);
  v128.store(SCHEDULE, addend(w6, K, 96), 96);
  v128.store(SCHEDULE, addend(w7, K, 112), 112);
  let a = load<u64>(STATE);
  let b = load<u64>(STATE, 8);
  let c = load<u64>(STATE, 16);
  let d = load<u64>(STATE, 24);
  let e = load<u64>(STATE, 32);
  let f = load<u64>(STATE, 40);
  let g = load<u64>(STATE, 48);
  let h = load<u64>(STATE, 56);
  // After the last sixteen rounds nothing is renewed.
  for (let k: usize = K + BLOCK; k <= K + 640; k += BLOCK) {
    const isLast = k == K + 640;
    h += mixed(e, f, g) + load<u64>(SCHEDULE, 0);
    d += h;
    h += majority(a, b, c);
    g += mixed(d, e, f) + load<u64>(SCHEDULE, 8);
    c += g;
    g += majority(h, a, b);
    if (!isLast) {
      w0 = next(w0, w1, w4, w5, w7);
      v128.store(SCHEDULE, addend(w0, k, 0), 0);
    }
    f += mixed(c, d, e) + load<u64>(SCHEDULE, 16);
    b += f;
    f += majority(g, h, a);
    e += mixed(b, c, d) + load<u64>(SCHEDULE, 24);
    a += e;
    e += majority(f, g, h);
    if (!isLast) {
      w1 = next(w1, w2, w5, w6, w0);
      v128.store(SCHEDULE, addend(w1, k, 16), 16);
    }
    d += mixed(a, b, c) + load<u64>(SCHEDULE, 32);
    h += d;
    d += majority(e, f, g);
    c += mixed(h, a, b) + load<u64>(SCHEDULE, 40);
    g += c;
    c += majority(d, e, f);
    if (!isLast) {
      w2 = next(w2, w3, w6, w7, w1);
      v128.store(SCHEDULE, addend(w2, k, 32), 32);
    }
    b += mixed(g, h, a) + load<u64>(SCHEDULE, 48);
    f += b;
    b += majority(c, d, e);
    a += mixed(f, g, h) + load<u64>(SCHEDULE, 56);
    e += a;
    a += majority(b, c, d);
    if (!isLast) {
      w3 = next(w3, w4, w7, w0, w2);
      v128.store(SCHEDULE, addend(w3, k, 48), 48);
    }
    h += mixed(e, f, g) + load<u64>(SCHEDULE, 64);
    d += h;
    h += majority(a, b, c);
    g += mixed(d, e, f) + load<u64>(SCHEDULE, 72);
    c += g;
    g += majority(h, a, b);
    if (!isLast) {
      w4 = next(w4, w5, w0, w1, w3);
      v128.store(SCHEDULE, addend(w4, k, 64), 64);
    }
    f += mixed(c, d, e) + load<u64>(SCHEDULE, 80);
    b += f;
    f += majority(g, h, a);
    e += mixed(b, c, d) + load<u64>(SCHEDULE, 88);
    a += e;
    e += majority(f, g, h);
    if (!isLast) {
      w5 = next(w5, w6, w1, w2, w4);
      v128.store(SCHEDULE, addend(w5, k, 80), 80);
    }
    d += mixed(a, b, c) + load<u64>(SCHEDULE, 96);
    h += d;
    d += majority(e, f, g);
    c += mixed(h, a, b) + load<u64>(SCHEDULE, 104);
    g += c;
    c += majority(d, e, f);
    if (!isLast) {
      w6 = next(w6, w7, w2, w3, w5);
      v128.store(SCHEDULE, addend(w6, k, 96), 96);
    }
    b += mixed(g, h, a) + load<u64>(SCHEDULE, 112);
    f += b;
    b += majority(c, d, e);
    a += mixed(f, g, h) + load<u64>(SCHEDULE, 120);
    e += a;
    a += majority(b, c, d);
    if (!isLast) {
      w7 = next(w7, w0, w3, w4, w6);
      v128.store(SCHEDULE, addend(w7, k, 112), 112);
    }
  }
  store<u64>(STATE, load<u64>(STATE) + a);
  store<u64>(STATE, load<u64>(STATE, 8) + b, 8);
  store<u64>(STATE, load<u64>(STATE, 16) + c, 16);
  store<u64>(STATE, load<u64>(STATE, 24) + d, 24);
  store<u64>(STATE, load<u64>(STATE, 32) + e, 32);
  store<u64>(STATE, load<u64>(STATE, 40) + f, 40);
  store<u64>(STATE, load<u64>(STATE, 48) + g, 48);
  store<u64>(STATE, load<u64>(STATE, 56) + h, 56);
}

/** Two words of a block, which has them in big-endian order. */
// @ts-ignore: decorator
@inline
function words(block: usize, at: usize): v128 {
  const bytes = v128.load(block + at);
  return i8x16.shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
}

/** What two rounds add: their words and constants. */
// @ts-ignore: decorator
@inline
function addend(w: v128, constants: usize, at: usize): v128 {
  return i64x2.add(w, v128.load(constants + at));
}

/** The two words that follow on sixteen: `w[t] = w[t - 16] + sigma0(w[t - 15]) + w[t - 7] + sigma1(w[t - 2])`. */
// @ts-ignore: decorator
@inline
function next(w16: v128, w14: v128, w8: v128, w6: v128, w2: v128): v128 {
  const w15 = v128.shuffle<u64>(w16, w14, 1, 2);
  const w7 = v128.shuffle<u64>(w8, w6, 1, 2);
  const s0 = v128.xor(v128.xor(rotated(w15, 1), byteRotated(w15)), i64x2.shr_u(w15, 7));
  const s1 = v128.xor(v128.xor(rotated(w2, 19), rotated(w2, 61)), i64x2.shr_u(w2, 6));
  return i64x2.add(i64x2.add(w16, s0), i64x2.add(w7, s1));
}

// @ts-ignore: decorator
@inline
function rotated(w: v128, bits: i32): v128 {
  return v128.or(i64x2.shr_u(w, bits), i64x2.shl(w, 64 - bits));
}

/** Rotated by eight bits. */
// @ts-ignore: decorator
@inline
function byteRotated(w: v128): v128 {
  return i8x16.shuffle(w, w, 1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 15, 8);
}

// @ts-ignore: decorator
@inline
function mixed(e: u64, f: u64, g: u64): u64 {
  return (rotr(e, 14) ^ rotr(e, 18) ^ rotr(e, 41)) + (g ^ (e & (f ^ g)));
}

// @ts-ignore: decorator
@inline
function majority(a: u64, b: u64, c: u64): u64 {
  return (rotr(a, 28) ^ rotr(a, 34) ^ rotr(a, 39)) + ((a & b) | (c & (a | b)));
}
