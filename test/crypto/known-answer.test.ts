import assert from 'node:assert/strict';
import test from 'node:test';
import { sha512 } from '@noble/hashes/sha2.js';
import { sha3_256 } from '@noble/hashes/sha3.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { utf8 } from '../../src/base/index.ts';
import {
  checkMlKemExpandedKey,
  fixedCoins,
  knownAnswerBackend,
  mlDsaExpandedKey,
  mlDsaPublicKey,
  mlDsaSign,
  mlDsaVerify,
  mlKemDecapsulate,
  mlKemExpandedKey,
  type SignatureInput,
  slhDsaKeys,
  slhDsaSign,
  slhDsaVerify,
} from '../../src/crypto/known-answer.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { flipped } from './damage.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index);

test('fixed coins come out in order, once', () => {
  const coins = fixedCoins(counted(5));
  assert.equal(toHex(coins.fill(new Uint8Array(2))), '0001');
  assertRefused('ARGUMENT_INVALID', () => coins.fill(new Uint8Array(4)));
  assert.equal(coins.remaining, 3);
  assert.equal(toHex(coins.fill(new Uint8Array(3))), '020304');
  assert.equal(coins.remaining, 0);
});

test('a combined KEM takes the coins of ML-KEM first, then those of the curve', () => {
  const { publicKey } = portableBackend.kem('X-Wing').fromSeed(counted(32));
  const coins = fixedCoins(counted(64));
  const { ciphertext } = knownAnswerBackend(coins).kem('X-Wing').importPublicKey(publicKey.bytes).encapsulate();
  assert.equal(coins.remaining, 0);
  const ephemeral = portableBackend.diffieHellman('X25519').fromPrivateBytes(counted(64).subarray(32));
  assert.equal(toHex(ciphertext.subarray(-32)), toHex(ephemeral.publicKey.bytes));
});

test('an expanded decapsulation key opens what its seed opens', () => {
  const seed = counted(64);
  const key = portableBackend.kem('ML-KEM-512').fromSeed(seed);
  const { ciphertext, sharedSecret } = key.publicKey.encapsulate();
  const expanded = mlKemExpandedKey('ML-KEM-512', seed);
  for (const sent of [ciphertext, flipped(ciphertext, 3)]) {
    const found = mlKemDecapsulate('ML-KEM-512', expanded, sent);
    assert.equal(toHex(found.expose()), toHex(key.decapsulate(sent).expose()));
  }
  assert.equal(toHex(mlKemDecapsulate('ML-KEM-512', expanded, ciphertext).expose()), toHex(sharedSecret.expose()));
  assertRefused('CRYPTO_LENGTH_INVALID', () => mlKemDecapsulate('ML-KEM-512', expanded, ciphertext.subarray(1)));
});

test('an expanded decapsulation key is checked as FIPS 203 asks, and for its range', () => {
  const name = 'ML-KEM-768';
  const expanded = mlKemExpandedKey(name, counted(64));
  checkMlKemExpandedKey(name, expanded);
  assertRefused('CRYPTO_LENGTH_INVALID', () => checkMlKemExpandedKey(name, expanded.subarray(1)));
  // dk = 1152 bytes of secret vector, 1184 of encapsulation key, 32 of hash, 32 of z.
  for (const index of [1152, 2335, 2336, 2367]) {
    assertRefused('CRYPTO_KEY_INVALID', () => checkMlKemExpandedKey(name, flipped(expanded, index)));
  }
  checkMlKemExpandedKey(name, flipped(expanded, 2399));
  const unreduced = Uint8Array.from(expanded);
  unreduced.set([0xff, 0xff, 0xff], 1149);
  // The hash covers the encapsulation key alone, so that only the range gives this key away.
  assert.equal(toHex(sha3_256(unreduced.subarray(1152, 2336))), toHex(unreduced.subarray(2336, 2368)));
  assertRefused('CRYPTO_KEY_INVALID', () => checkMlKemExpandedKey(name, unreduced));
});

const [message, context] = [utf8('message'), utf8('context')];
const inputs: readonly SignatureInput[] = [
  { kind: 'pure', message, context },
  { kind: 'pure', message, context: new Uint8Array(0) },
  { kind: 'pre-hash', message, context, hash: 'SHA2-256' },
  { kind: 'pre-hash', message, context, hash: 'SHAKE-128' },
  { kind: 'internal', message },
  { kind: 'mu', mu: counted(64) },
];

test('every kind of ML-DSA input is signed and verified as itself and as no other', () => {
  const expanded = mlDsaExpandedKey('ML-DSA-65', counted(32));
  const publicKey = mlDsaPublicKey('ML-DSA-65', expanded);
  assert.equal(toHex(publicKey), toHex(portableBackend.signature('ML-DSA-65').fromSecret(counted(32)).publicKey.bytes));
  for (const signed of inputs) {
    const signature = mlDsaSign('ML-DSA-65', expanded, signed, new Uint8Array(32));
    for (const input of inputs) {
      assert.equal(mlDsaVerify('ML-DSA-65', publicKey, input, signature), input === signed);
    }
  }
});

test('HashML-DSA is that of another implementation', () => {
  const expanded = mlDsaExpandedKey('ML-DSA-65', counted(32));
  const input: SignatureInput = { kind: 'pre-hash', message, context, hash: 'SHA2-512' };
  const hedge = counted(32);
  assert.equal(
    toHex(mlDsaSign('ML-DSA-65', expanded, input, hedge)),
    toHex(ml_dsa65.prehash(sha512).sign(message, expanded, { context, extraEntropy: hedge })),
  );
});

test('unfit ML-DSA inputs and keys are refused', () => {
  const expanded = mlDsaExpandedKey('ML-DSA-44', counted(32));
  const [hedge, input] = [new Uint8Array(32), { kind: 'internal', message } as const];
  assertRefused('CRYPTO_LENGTH_INVALID', () => mlDsaSign('ML-DSA-44', expanded.subarray(1), input, hedge));
  assertRefused('CRYPTO_LENGTH_INVALID', () => mlDsaSign('ML-DSA-44', expanded, input, new Uint8Array(31)));
  assertRefused('CRYPTO_LENGTH_INVALID', () => mlDsaSign('ML-DSA-44', expanded, { kind: 'mu', mu: hedge }, hedge));
  const tooLong: SignatureInput = { kind: 'pure', message, context: new Uint8Array(256) };
  assertRefused('ARGUMENT_INVALID', () => mlDsaSign('ML-DSA-44', expanded, tooLong, hedge));
  // The first coefficient of the short vectors, behind 128 bytes: three bits that may not be 5, 6 or 7.
  const outOfRange = Uint8Array.from(expanded).fill(0xff, 128, 129);
  assertRefused('CRYPTO_KEY_INVALID', () => mlDsaSign('ML-DSA-44', outOfRange, input, hedge));
  assertRefused('CRYPTO_KEY_INVALID', () => mlDsaPublicKey('ML-DSA-44', outOfRange));
});

test('SLH-DSA of chosen seeds signs with and without a hedge, and every kind of input as itself', () => {
  const name = 'SLH-DSA-SHA2-128f';
  const seeds = { skSeed: counted(16), skPrf: counted(32).subarray(16), pkSeed: counted(48).subarray(32) };
  const { privateKey, publicKey } = slhDsaKeys(name, seeds);
  assert.equal(toHex(privateKey.subarray(32)), toHex(publicKey));
  const internal = { kind: 'internal', message } as const;
  const plain = slhDsaSign(name, privateKey, internal, 'deterministic');
  // FIPS 205 §9.2: PK.seed stands in for the hedge.
  assert.equal(toHex(slhDsaSign(name, privateKey, internal, seeds.pkSeed)), toHex(plain));
  assert.notEqual(toHex(slhDsaSign(name, privateKey, internal, seeds.skPrf)), toHex(plain));
  assert.ok(slhDsaVerify(name, publicKey, internal, plain));
  assert.ok(!slhDsaVerify(name, publicKey, { kind: 'pure', message, context }, plain));
  assert.ok(!slhDsaVerify(name, publicKey, { kind: 'pre-hash', message, context, hash: 'SHA2-256' }, plain));
  const pure = slhDsaSign(name, privateKey, { kind: 'pure', message, context }, 'deterministic');
  assert.ok(portableBackend.signature(name).importPublicKey(publicKey).verify(message, pure, context));
  assertRefused('CRYPTO_LENGTH_INVALID', () => slhDsaKeys(name, { ...seeds, skPrf: counted(15) }));
  assertRefused('CRYPTO_LENGTH_INVALID', () => slhDsaSign(name, privateKey, internal, counted(15)));
});
