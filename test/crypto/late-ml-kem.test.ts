import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kem, KemPrivateKey, KemPublicKey } from '../../src/crypto/index.ts';
import { KernelMlKem } from '../../src/crypto/kernel-ml-kem.ts';
import { LateKernel } from '../../src/crypto/late-kernel.ts';
import { LateMlKem } from '../../src/crypto/late-ml-kem.ts';
import { type MlKemKernel, mlKemKernel } from '../../src/crypto/ml-kem-kernel.ts';
import { NativeMlKem } from '../../src/crypto/native-kem.ts';
import { nativeRandom } from '../../src/crypto/native-random.ts';
import { toHex } from './hex.ts';

const openSsl = new NativeMlKem('ML-KEM-768');
const kernel = new KernelMlKem(mlKemKernel() as MlKemKernel, nativeRandom, openSsl);
const CALLS_BEFORE = 4;

/** Counts the public keys that it is given. */
class CountingMlKem extends KernelMlKem {
  imports = 0;

  override importPublicKey(unverified: Uint8Array): KemPublicKey {
    this.imports += 1;
    return super.importPublicKey(unverified);
  }
}

function lateMlKem(): LateMlKem {
  const parts = { primitive: 'ML-KEM-768', callsBefore: CALLS_BEFORE, compile: () => kernel, isSound: () => true };
  return new LateMlKem(openSsl, new LateKernel<Kem>(parts));
}

const kindOf = (key: KemPrivateKey): string => key.constructor.name;

test('keys are OpenSSL’s at first and the kernel’s later, and those that last are always OpenSSL’s', () => {
  const kem = lateMlKem();
  const seed = nativeRandom.fill(new Uint8Array(kem.seedBytes));
  const lasting = kindOf(kem.lastingFromSeed(seed));
  const kinds = Array.from({ length: CALLS_BEFORE + 2 }, () => kindOf(kem.fromSeed(seed)));
  assert.deepEqual(new Set(kinds.slice(0, CALLS_BEFORE)), new Set([lasting]));
  assert.deepEqual(new Set(kinds.slice(CALLS_BEFORE)), new Set(['KernelPrivateKey']));
  assert.equal(kindOf(kem.lastingFromSeed(seed)), lasting);
});

test('what was made before the change works with what was made after it, each way', () => {
  const kem = lateMlKem();
  const before = kem.generate();
  const beforeImported = kem.importPublicKey(before.publicKey.bytes);
  for (let call = 0; call < CALLS_BEFORE; call += 1) kem.generate();
  const after = kem.fromSeed(before.exportSeed().expose());
  assert.notEqual(kindOf(after), kindOf(before));
  const afterImported = kem.importPublicKey(before.publicKey.bytes);
  for (const publicKey of [before.publicKey, beforeImported, after.publicKey, afterImported]) {
    assert.equal(toHex(publicKey.bytes), toHex(before.publicKey.bytes));
    const { ciphertext, sharedSecret } = publicKey.encapsulate();
    for (const key of [before, after]) {
      assert.equal(toHex(key.decapsulate(ciphertext).expose()), toHex(sharedSecret.expose()));
    }
  }
});

test('a key that was imported before the change is encapsulated to by the kernel after it', () => {
  const counting = new CountingMlKem(mlKemKernel() as MlKemKernel, nativeRandom, openSsl);
  const parts = { primitive: 'ML-KEM-768', callsBefore: 1, compile: () => counting, isSound: () => true };
  const kem = new LateMlKem(openSsl, new LateKernel<Kem>(parts));
  const key = openSsl.generate();
  const imported = kem.importPublicKey(key.publicKey.bytes);
  imported.encapsulate();
  assert.equal(counting.imports, 0);
  kem.generate();
  for (let turn = 0; turn < 3; turn += 1) {
    const { ciphertext, sharedSecret } = imported.encapsulate();
    assert.equal(toHex(key.decapsulate(ciphertext).expose()), toHex(sharedSecret.expose()));
  }
  assert.deepEqual([counting.imports, imported.algorithm], [1, 'ML-KEM-768']);
});
