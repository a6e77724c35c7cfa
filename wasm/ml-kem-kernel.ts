// AssemblyScript, not TypeScript: compiled by tools/wasm.ts into src/crypto/ml-kem-kernel-module.ts.
//
// ML-KEM-768 (FIPS 203) in vectors of eight coefficients, on SHA-3 (FIPS 202) of two texts at a time. No branch and no address depends
// on secrets: only the sampling of the public matrix branches, on public bytes.

import { absorb, copyLanes, makeRoundConstants } from './keccak-pair';
import {
  addMessage,
  compress10,
  compress4,
  decode12,
  decompress10,
  decompress4,
  encode12,
  takeMessage,
} from './ml-kem-encodings';
import {
  CIPHERTEXT_BYTES,
  CIPHERTEXT_OFFSET,
  COINS,
  ENCODED,
  HASH,
  JOINT,
  MATRIX,
  MESSAGE_OFFSET,
  NOISE,
  NOISE_V,
  POLYNOMIAL,
  PUBLIC_BYTES,
  PUBLIC_OFFSET,
  Q,
  R,
  SECOND_CIPHERTEXT,
  SECRET_BYTES,
  SECRET_OFFSET,
  SEED_OFFSET,
  SHARED_OFFSET,
  T,
  U,
  V,
  VECTOR,
  WORK,
  WORK_END,
  Z,
} from './ml-kem-memory';
import { addReduced, invert, makeRoots, multiplyRow, prepareForms, reduced, transformVector } from './ml-kem-ring';
import { expandMatrix, sampleNoisePair } from './ml-kem-sampling';

export {
  SEED_OFFSET,
  MESSAGE_OFFSET,
  SHARED_OFFSET,
  PUBLIC_OFFSET,
  CIPHERTEXT_OFFSET,
  SECRET_OFFSET,
  EXPANDED_OFFSET,
  PUBLIC_BYTES,
  CIPHERTEXT_BYTES,
  SECRET_BYTES,
  EXPANDED_BYTES,
} from './ml-kem-memory';

/** Fills the tables: once, before anything else. */
export function init(): void {
  makeRoots();
  makeRoundConstants();
}

/** A key pair from `d` and `z` in the seed: public key, secret and expanded form. The seed is overwritten. */
export function generate(): void {
  memory.copy(Z, SEED_OFFSET + 32, 32);
  memory.copy(JOINT, SEED_OFFSET, 32);
  store<u8>(JOINT, 3, 32);
  absorb(JOINT, 33, 72, 0x06);
  copyLanes(COINS, 8);
  memory.copy(PUBLIC_OFFSET + 3 * ENCODED, COINS, 32);
  expandMatrix(COINS);
  // s and e.
  sampleNoisePair(COINS + 32, 0, SECRET_OFFSET, SECRET_OFFSET + POLYNOMIAL);
  sampleNoisePair(COINS + 32, 2, SECRET_OFFSET + 2 * POLYNOMIAL, NOISE);
  sampleNoisePair(COINS + 32, 4, NOISE + POLYNOMIAL, NOISE + 2 * POLYNOMIAL);
  transformVector(SECRET_OFFSET);
  transformVector(NOISE);
  prepareForms(SECRET_OFFSET);
  for (let row: usize = 0; row < 3; row++) {
    multiplyRow(MATRIX + row * VECTOR, POLYNOMIAL, T + row * POLYNOMIAL);
    addReduced(T + row * POLYNOMIAL, NOISE + row * POLYNOMIAL);
    encode12(T + row * POLYNOMIAL, PUBLIC_OFFSET + row * ENCODED);
  }
  hashPublicKey();
  memory.fill(SEED_OFFSET, 0, 64);
  wipe();
}

/** Whether every coefficient of the encoded public key is reduced: FIPS 203 §7.2. */
export function isReduced(): i32 {
  let excess: i32 = 0;
  for (let at: usize = PUBLIC_OFFSET; at < PUBLIC_OFFSET + 3 * ENCODED; at += 3) {
    const bits = load<u16>(at) | ((<u32>load<u8>(at, 2)) << 16);
    excess |= (<i32>(Q - 1) - <i32>(bits & 0xfff)) | (<i32>(Q - 1) - <i32>(bits >> 12));
  }
  return excess >= 0 ? 1 : 0;
}

/** Expands the encoded public key. */
export function expand(): void {
  for (let row: usize = 0; row < 3; row++) decode12(PUBLIC_OFFSET + row * ENCODED, T + row * POLYNOMIAL);
  expandMatrix(PUBLIC_OFFSET + 3 * ENCODED);
  hashPublicKey();
  wipe();
}

/** A ciphertext of the expanded public key, and its shared secret, from the message, which is overwritten. */
export function encapsulate(): void {
  memory.copy(JOINT, MESSAGE_OFFSET, 32);
  deriveCoins();
  encrypt(CIPHERTEXT_OFFSET);
  memory.copy(SHARED_OFFSET, COINS, 32);
  memory.fill(MESSAGE_OFFSET, 0, 32);
  wipe();
}

/** The shared secret behind the ciphertext; another one if it is not what the private key's owner would have made of it. */
export function decapsulate(): void {
  decrypt();
  deriveCoins();
  encrypt(SECOND_CIPHERTEXT);
  let difference = v128.splat<u64>(0);
  for (let at: usize = 0; at < <usize>CIPHERTEXT_BYTES; at += 16) {
    difference = v128.or(difference, v128.xor(v128.load(CIPHERTEXT_OFFSET + at), v128.load(SECOND_CIPHERTEXT + at)));
  }
  // J: FIPS 203 §4.1. The working space has room for it now.
  memory.copy(R, Z, 32);
  memory.copy(R + 32, CIPHERTEXT_OFFSET, CIPHERTEXT_BYTES);
  absorb(R, 32 + CIPHERTEXT_BYTES, 136, 0x1f);
  copyLanes(SHARED_OFFSET, 4);
  const differs = v128.any_true(difference) ? 1 : 0;
  const mask = v128.splat<u64>(<u64>differs - 1);
  for (let at: usize = 0; at < 32; at += 16) {
    v128.store(SHARED_OFFSET + at, v128.bitselect(v128.load(COINS + at), v128.load(SHARED_OFFSET + at), mask));
  }
  wipe();
}

function wipe(): void {
  memory.fill(WORK, 0, WORK_END - WORK);
}

/** Overwrites everything of a private key. */
export function forget(): void {
  memory.fill(SEED_OFFSET, 0, 96);
  memory.fill(SHARED_OFFSET, 0, 32);
  memory.fill(SECRET_OFFSET, 0, SECRET_BYTES);
}

// What FIPS 203 §5 and §6 have for these.

/** H(public key) */
function hashPublicKey(): void {
  absorb(PUBLIC_OFFSET, PUBLIC_BYTES, 136, 0x06);
  copyLanes(HASH, 4);
}

/** (K, r) = G(message || H(public key)), of the message that lies in `JOINT`. */
function deriveCoins(): void {
  memory.copy(JOINT + 32, HASH, 32);
  absorb(JOINT, 64, 72, 0x06);
  copyLanes(COINS, 8);
}

/** K-PKE.Encrypt of the message that lies in `JOINT`, with the coins. */
function encrypt(ciphertext: usize): void {
  const coins = COINS + 32;
  sampleNoisePair(coins, 0, R, R + POLYNOMIAL);
  sampleNoisePair(coins, 2, R + 2 * POLYNOMIAL, NOISE);
  sampleNoisePair(coins, 4, NOISE + POLYNOMIAL, NOISE + 2 * POLYNOMIAL);
  sampleNoisePair(coins, 6, NOISE_V, V);
  transformVector(R);
  prepareForms(R);
  for (let row: usize = 0; row < 3; row++) {
    const u = U + row * POLYNOMIAL;
    multiplyRow(MATRIX + row * POLYNOMIAL, VECTOR, u);
    invert(u);
    addReduced(u, NOISE + row * POLYNOMIAL);
    compress10(u, ciphertext + row * 320);
  }
  multiplyRow(T, POLYNOMIAL, V);
  invert(V);
  addMessage(NOISE_V);
  addReduced(V, NOISE_V);
  compress4(V, ciphertext + 960);
}

/** K-PKE.Decrypt of the ciphertext: leaves the message in `JOINT`. */
function decrypt(): void {
  for (let row: usize = 0; row < 3; row++) decompress10(CIPHERTEXT_OFFSET + row * 320, R + row * POLYNOMIAL);
  transformVector(R);
  prepareForms(R);
  multiplyRow(SECRET_OFFSET, POLYNOMIAL, V);
  invert(V);
  decompress4(CIPHERTEXT_OFFSET + 960, NOISE_V);
  for (let at: usize = 0; at < POLYNOMIAL; at += 16) {
    v128.store(V + at, reduced(i16x8.sub(v128.load(NOISE_V + at), v128.load(V + at))));
  }
  takeMessage();
}
