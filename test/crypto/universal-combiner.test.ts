import assert from 'node:assert/strict';
import test from 'node:test';
import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { concatBytes, utf8 } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { universalKem, universalSharedSecret } from '../../src/crypto/universal-combiner.ts';
import { backends } from './backends.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

const combinations = [
  { name: 'X25519+ML-KEM-512', dh: 'X25519', mlKem: 'ML-KEM-512' },
  { name: 'X448+ML-KEM-1024', dh: 'X448', mlKem: 'ML-KEM-1024' },
] as const;

for (const backend of backends) {
  for (const { name, dh: dhName, mlKem: mlKemName } of combinations) {
    test(`${backend.name} ${name} expands its seed and hashes everything, as its docstring says`, () => {
      const seed = Uint8Array.from({ length: 32 }, (_, index) => index);
      const label = utf8(`qforge KEM ${name}`);
      const [mlKem, dh] = [backend.kem(mlKemName), backend.diffieHellman(dhName)];
      const expanded = shake256(concatBytes(seed, label), { dkLen: 64 + dh.keyBytes });
      const mlKemKey = mlKem.fromSeed(expanded.subarray(0, 64));
      const dhKey = dh.fromPrivateBytes(expanded.subarray(64));

      const key = backend.kem(name).fromSeed(seed);
      const publicKey = concatBytes(mlKemKey.publicKey.bytes, dhKey.publicKey.bytes);
      assert.equal(toHex(key.publicKey.bytes), toHex(publicKey));

      const { ciphertext, sharedSecret } = key.publicKey.encapsulate();
      const mlKemSecret = mlKemKey.decapsulate(ciphertext.subarray(0, mlKem.ciphertextBytes)).expose();
      const dhSecret = dhKey.diffieHellman(dh.importPublicKey(ciphertext.subarray(mlKem.ciphertextBytes))).expose();
      const expected = sha3_256(concatBytes(mlKemSecret, dhSecret, ciphertext, publicKey, label));
      assert.equal(toHex(sharedSecret.expose()), toHex(expected));
    });
  }
}

test('changing any input of the combiner changes the secret', () => {
  const sha3 = nativeBackend.hash('SHA3-256');
  const label = utf8('label');
  const names = [
    'mlKemSecret',
    'dhSecret',
    'mlKemCiphertext',
    'dhCiphertext',
    'mlKemPublicKey',
    'dhPublicKey',
  ] as const;
  const inputs = Object.fromEntries(names.map((name, index) => [name, new Uint8Array(8).fill(index)])) as Record<
    (typeof names)[number],
    Uint8Array
  >;
  const outputs = names.map((name) =>
    toHex(universalSharedSecret(sha3, label, { ...inputs, [name]: new Uint8Array(8).fill(99) }).expose()),
  );
  outputs.push(toHex(universalSharedSecret(sha3, label, inputs).expose()));
  outputs.push(toHex(universalSharedSecret(sha3, utf8('other'), inputs).expose()));
  assert.equal(new Set(outputs).size, names.length + 2);
});

test('only the pairs that have a name are built', () => {
  const parts = {
    mlKem: nativeBackend.kem('ML-KEM-1024'),
    dh: nativeBackend.diffieHellman('X25519'),
    sha3: nativeBackend.hash('SHA3-256'),
    shake256: (bytes: number) => new Uint8Array(bytes),
    random: nativeBackend.random,
  };
  assertRefused('ASSERTION_FAILED', () => universalKem(parts));
  const named = { ...parts, dh: nativeBackend.diffieHellman('X448') };
  assertRefused('ASSERTION_FAILED', () => universalKem({ ...named, sha3: nativeBackend.hash('SHA-512') }));
  assert.equal(universalKem(named).name, 'X448+ML-KEM-1024');
});
