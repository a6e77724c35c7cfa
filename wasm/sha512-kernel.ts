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

/** The message schedule: 80 words. */
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

/** FIPS 180-4 §6.4.2. */
function compress(block: usize): void {
  for (let at: usize = 0; at < <usize>BLOCK; at += 8) store<u64>(SCHEDULE + at, bswap<u64>(load<u64>(block + at)));
  for (let at: usize = SCHEDULE + BLOCK; at < SCHEDULE + 640; at += 8) {
    const w2 = load<u64>(at - 16);
    const w15 = load<u64>(at - 120);
    const s0 = rotr(w15, 1) ^ rotr(w15, 8) ^ (w15 >> 7);
    const s1 = rotr(w2, 19) ^ rotr(w2, 61) ^ (w2 >> 6);
    store<u64>(at, s1 + load<u64>(at - 56) + s0 + load<u64>(at - 128));
  }
  let a = load<u64>(STATE);
  let b = load<u64>(STATE, 8);
  let c = load<u64>(STATE, 16);
  let d = load<u64>(STATE, 24);
  let e = load<u64>(STATE, 32);
  let f = load<u64>(STATE, 40);
  let g = load<u64>(STATE, 48);
  let h = load<u64>(STATE, 56);
  for (let at: usize = 0; at < 640; at += 64) {
    h += mixed(e, f, g) + load<u64>(SCHEDULE + at) + load<u64>(K + at);
    d += h;
    h += majority(a, b, c);
    g += mixed(d, e, f) + load<u64>(SCHEDULE + at, 8) + load<u64>(K + at, 8);
    c += g;
    g += majority(h, a, b);
    f += mixed(c, d, e) + load<u64>(SCHEDULE + at, 16) + load<u64>(K + at, 16);
    b += f;
    f += majority(g, h, a);
    e += mixed(b, c, d) + load<u64>(SCHEDULE + at, 24) + load<u64>(K + at, 24);
    a += e;
    e += majority(f, g, h);
    d += mixed(a, b, c) + load<u64>(SCHEDULE + at, 32) + load<u64>(K + at, 32);
    h += d;
    d += majority(e, f, g);
    c += mixed(h, a, b) + load<u64>(SCHEDULE + at, 40) + load<u64>(K + at, 40);
    g += c;
    c += majority(d, e, f);
    b += mixed(g, h, a) + load<u64>(SCHEDULE + at, 48) + load<u64>(K + at, 48);
    f += b;
    b += majority(c, d, e);
    a += mixed(f, g, h) + load<u64>(SCHEDULE + at, 56) + load<u64>(K + at, 56);
    e += a;
    a += majority(b, c, d);
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
