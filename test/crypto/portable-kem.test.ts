import assert from 'node:assert/strict';
import test from 'node:test';
import { concatBytes } from '../../src/base/index.ts';
import { fixedCoins } from '../../src/crypto/known-answer.ts';
import { PortableMlKem } from '../../src/crypto/portable-kem.ts';
import { portableRandom } from '../../src/crypto/portable-random.ts';
import { flipped } from './damage.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';
import { readVectors } from './vector-file.ts';

interface Groups<T> {
  readonly testGroups: readonly { readonly parameterSet: PortableMlKem['name']; readonly tests: readonly T[] }[];
}

const keyGeneration = readVectors('acvp/ml-kem-keygen.json') as Groups<{ d: string; z: string; ek: string }>;
const bothWays = readVectors('acvp/ml-kem-encapdecap.json') as Groups<Record<'ek' | 'm' | 'c' | 'k', string>>;

for (const { parameterSet, tests } of keyGeneration.testGroups) {
  test(`portable ${parameterSet} makes the published key of a seed drawn from its source`, () => {
    for (const { d, z, ek } of tests) {
      const coins = fixedCoins(concatBytes(fromHex(d), fromHex(z)));
      const key = new PortableMlKem(parameterSet, coins).generate();
      assert.equal(coins.remaining, 0);
      assert.equal(toHex(key.publicKey.bytes).toUpperCase(), ek);
      assert.equal(toHex(key.exportSeed().expose()).toUpperCase(), d + z);
    }
    assert.ok(tests.length > 0);
  });
}

for (const { parameterSet, tests } of bothWays.testGroups.slice(0, 3)) {
  test(`portable ${parameterSet} encapsulates as published with coins drawn from its source`, () => {
    for (const { ek, m, c, k } of tests) {
      const coins = fixedCoins(fromHex(m));
      const made = new PortableMlKem(parameterSet, coins).importPublicKey(fromHex(ek)).encapsulate();
      assert.equal(coins.remaining, 0);
      assert.equal(toHex(made.ciphertext).toUpperCase(), c);
      assert.equal(toHex(made.sharedSecret.expose()).toUpperCase(), k);
    }
    assert.ok(tests.length > 0);
  });
}

test('portable ML-KEM checks encapsulation keys before anything is done with them', () => {
  const kem = new PortableMlKem('ML-KEM-768', portableRandom);
  const { bytes } = kem.generate().publicKey;
  assertRefused('CRYPTO_LENGTH_INVALID', () => kem.importPublicKey(bytes.subarray(1)));
  const unreduced = Uint8Array.from(bytes);
  unreduced.set([0xff, 0xff, 0xff], 1149);
  assertRefused('CRYPTO_KEY_INVALID', () => kem.importPublicKey(unreduced));
  // The matrix seed behind the vector may be anything.
  const otherMatrix = Uint8Array.from(bytes).fill(0xff, 1152);
  assert.equal(kem.importPublicKey(otherMatrix).encapsulate().ciphertext.length, 1088);
});

test('portable ML-KEM rejects implicitly, and the same way each time', () => {
  const key = new PortableMlKem('ML-KEM-512', portableRandom).generate();
  const { ciphertext, sharedSecret } = key.publicKey.encapsulate();
  const rejected = toHex(key.decapsulate(flipped(ciphertext, 100)).expose());
  assert.notEqual(rejected, toHex(sharedSecret.expose()));
  assert.equal(toHex(key.decapsulate(flipped(ciphertext, 100)).expose()), rejected);
  assertRefused('CRYPTO_LENGTH_INVALID', () => key.decapsulate(ciphertext.subarray(1)));
});
