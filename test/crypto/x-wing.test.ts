import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { xWing, xWingSharedSecret } from '../../src/crypto/x-wing.ts';
import { backends } from './backends.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';
import { readVectors } from './vector-file.ts';

interface XWingCase {
  readonly seed: string;
  readonly pk: string;
  readonly ct: string;
  readonly ss: string;
}

const { tests } = readVectors('x-wing/xwing.json') as { tests: readonly XWingCase[] };

for (const backend of backends) {
  test(`${backend.name} X-Wing makes the keys and secrets of its draft`, (t) => {
    assert.ok(tests.length > 0);
    for (const { seed, pk, ct, ss } of tests) {
      const key = backend.kem('X-Wing').fromSeed(fromHex(seed));
      assert.equal(toHex(key.publicKey.bytes), pk);
      assert.equal(toHex(key.decapsulate(fromHex(ct)).expose()), ss);
    }
    t.diagnostic(`${tests.length} cases`);
  });
}

test('the combiner alone comes to the same secret from secrets of the parts', () => {
  const mlKem = nativeBackend.kem('ML-KEM-768').generate();
  const dh = nativeBackend.diffieHellman('X25519').generate();
  const ephemeral = nativeBackend.diffieHellman('X25519').generate();
  const { ciphertext, sharedSecret } = mlKem.publicKey.encapsulate();
  const dhSecret = dh.diffieHellman(ephemeral.publicKey);
  const label = new TextEncoder().encode(String.raw`\.//^\ `.trim());
  const secret = xWingSharedSecret(nativeBackend.hash('SHA3-256'), {
    mlKemSecret: sharedSecret.expose(),
    dhSecret: dhSecret.expose(),
    mlKemCiphertext: ciphertext,
    dhCiphertext: ephemeral.publicKey.bytes,
    mlKemPublicKey: mlKem.publicKey.bytes,
    dhPublicKey: dh.publicKey.bytes,
  });
  const expected = nativeBackend
    .hash('SHA3-256')
    .digest(sharedSecret.expose(), dhSecret.expose(), ephemeral.publicKey.bytes, dh.publicKey.bytes, label);
  assert.equal(toHex(secret.expose()), toHex(expected));
});

test('changing any input that the combiner hashes changes the secret', () => {
  const sha3 = nativeBackend.hash('SHA3-256');
  const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
  const inputs = {
    mlKemSecret: bytes(1),
    dhSecret: bytes(2),
    mlKemCiphertext: bytes(3),
    dhCiphertext: bytes(4),
    mlKemPublicKey: bytes(5),
    dhPublicKey: bytes(6),
  };
  const hashed = ['mlKemSecret', 'dhSecret', 'dhCiphertext', 'dhPublicKey'] as const;
  const changed = hashed.map((name) => toHex(xWingSharedSecret(sha3, { ...inputs, [name]: bytes(9) }).expose()));
  assert.equal(new Set([...changed, toHex(xWingSharedSecret(sha3, inputs).expose())]).size, hashed.length + 1);
});

test('X-Wing is built on its own parts only', () => {
  const parts = {
    mlKem: nativeBackend.kem('ML-KEM-1024'),
    dh: nativeBackend.diffieHellman('X25519'),
    sha3: nativeBackend.hash('SHA3-256'),
    shake256: (bytes: number) => new Uint8Array(bytes),
    random: nativeBackend.random,
  };
  assertRefused('ASSERTION_FAILED', () => xWing(parts));
  const mlKem = nativeBackend.kem('ML-KEM-768');
  assertRefused('ASSERTION_FAILED', () => xWing({ ...parts, mlKem, dh: nativeBackend.diffieHellman('X448') }));
  assertRefused('ASSERTION_FAILED', () => xWing({ ...parts, mlKem, sha3: nativeBackend.hash('SHA-256') }));
  assert.equal(xWing({ ...parts, mlKem }).name, 'X-Wing');
});
