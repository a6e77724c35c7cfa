import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import type { Kem } from '../../src/crypto/index.ts';
import { NativeDiffieHellman } from '../../src/crypto/native-diffie-hellman.ts';
import { NativeHash, nativeShake256 } from '../../src/crypto/native-hash.ts';
import { NativeMlKem } from '../../src/crypto/native-kem.ts';
import { NativeSignatureScheme } from '../../src/crypto/native-signature.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { backendOf, type Primitives } from '../../src/crypto/primitive-backend.ts';
import { assertRefused } from './refusal.ts';

/** OpenSSL's primitives, and the names that they were asked for. */
function watchedPrimitives(): { readonly primitives: Primitives; readonly asked: string[] } {
  const asked: string[] = [];
  const note = <Name extends string, Made>(make: (name: Name) => Made): ((name: Name) => Made) => {
    return (name) => {
      asked.push(name);
      return make(name);
    };
  };
  const primitives: Primitives = {
    name: 'native',
    random: portableBackend.random,
    mlKem: note((name) => new NativeMlKem(name)),
    diffieHellman: note((name) => new NativeDiffieHellman(name)),
    mlDsa: note((name) => new NativeSignatureScheme(name)),
    slhDsa: note((name) => new NativeSignatureScheme(name)),
    edDsa: note((name) => new NativeSignatureScheme(name)),
    aead: (name) => portableBackend.aead(name),
    hash: note((name) => new NativeHash(name)),
    shake256: nativeShake256,
    equalSecrets: (a, b) => portableBackend.equalSecrets(a, b),
  };
  return { primitives, asked };
}

/** What a KEM of each backend makes of the other's ciphertexts, from the same seed. */
function assertSameKem(one: Kem, other: Kem): void {
  const seed = Uint8Array.from({ length: one.seedBytes }, (_, index) => index);
  const { ciphertext, sharedSecret } = one.fromSeed(seed).publicKey.encapsulate();
  assert.deepEqual(other.fromSeed(seed).decapsulate(ciphertext).expose(), sharedSecret.expose());
}

test('hybrids and composites are made of the primitives that were handed in, and of no other', () => {
  const cases = [
    ['X448', ['SHA-512', 'X448']],
    ['X-Wing', ['ML-KEM-768', 'SHA3-256', 'X25519']],
    ['X25519+ML-KEM-512', ['ML-KEM-512', 'SHA3-256', 'X25519']],
    ['X448+ML-KEM-1024', ['ML-KEM-1024', 'SHA3-256', 'X448']],
  ] as const;
  for (const [name, parts] of cases) {
    const { primitives, asked } = watchedPrimitives();
    assertSameKem(backendOf(primitives).kem(name), portableBackend.kem(name));
    assert.deepEqual(asked.toSorted(), parts, name);
  }
  const { primitives, asked } = watchedPrimitives();
  backendOf(primitives).signature('MLDSA87-Ed448-SHAKE256');
  assert.deepEqual(asked.toSorted(), ['Ed448', 'ML-DSA-87', 'SHA-512']);
});

test('an implementation may have another ML-KEM for hybrids', () => {
  const { primitives, asked } = watchedPrimitives();
  const parts: string[] = [];
  const mlKemPart: Primitives['mlKem'] = (name) => {
    parts.push(name);
    return new NativeMlKem(name);
  };
  const backend = backendOf({ ...primitives, mlKemPart });
  backend.kem('X-Wing');
  assert.deepEqual(parts, ['ML-KEM-768']);
  assert.ok(!asked.includes('ML-KEM-768'));
  backend.kem('ML-KEM-768');
  assert.ok(asked.includes('ML-KEM-768'));
});

test('where no algorithm may be used, every look-up says so, and nothing is made', () => {
  const { primitives, asked } = watchedPrimitives();
  let usable = false;
  const backend = backendOf({
    ...primitives,
    requireUsable: () => {
      if (!usable) throw new QForgeError('RUNTIME_TOO_OLD', { found: 'an old one', needed: 'a new one' });
    },
  });
  for (let round = 0; round < 2; round += 1) {
    assertRefused('RUNTIME_TOO_OLD', () => backend.kem('X-Wing'));
    assertRefused('RUNTIME_TOO_OLD', () => backend.hash('SHA-256'));
    assertRefused('RUNTIME_TOO_OLD', () => backend.aead('AES-256-GCM'));
    assertRefused('RUNTIME_TOO_OLD', () => backend.diffieHellman('X25519'));
    assertRefused('RUNTIME_TOO_OLD', () => backend.signature('ML-DSA-65'));
  }
  assert.deepEqual(asked, []);
  usable = true;
  assert.equal(backend.hash('SHA-256').name, 'SHA-256');
});
