import assert from 'node:assert/strict';
import test from 'node:test';
import { SecretBytes } from '../../src/base/index.ts';
import type { CryptoBackend, DiffieHellman, Kem, KemPublicKey } from '../../src/crypto/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { nativeShake256 } from '../../src/crypto/native-hash.ts';
import { xWing } from '../../src/crypto/x-wing.ts';
import { toHex } from './hex.ts';

/** X-Wing of a backend in which one part gives a secret that everybody knows. */
function xWingWithBrokenPart(broken: 'mlKem' | 'dh', backend: CryptoBackend): Kem {
  const knownSecret = (): SecretBytes => SecretBytes.take(new Uint8Array(32));
  const mlKem = backend.kem('ML-KEM-768');
  const dh = backend.diffieHellman('X25519');
  const brokenPublicKey = (key: KemPublicKey): KemPublicKey => ({
    algorithm: key.algorithm,
    bytes: key.bytes,
    encapsulate: () => ({ ...key.encapsulate(), sharedSecret: knownSecret() }),
  });
  const brokenMlKem: Kem = {
    ...lengthsOf(mlKem),
    generate: () => mlKem.generate(),
    fromSeed: (seed) => {
      const key = mlKem.fromSeed(seed);
      return {
        algorithm: key.algorithm,
        publicKey: brokenPublicKey(key.publicKey),
        decapsulate: knownSecret,
        exportSeed: () => key.exportSeed(),
      };
    },
    importPublicKey: (bytes) => brokenPublicKey(mlKem.importPublicKey(bytes)),
  };
  const brokenKey = (key: ReturnType<DiffieHellman['generate']>) => ({
    algorithm: key.algorithm,
    publicKey: key.publicKey,
    diffieHellman: knownSecret,
    exportPrivateBytes: () => key.exportPrivateBytes(),
  });
  const brokenDh: DiffieHellman = {
    name: dh.name,
    keyBytes: dh.keyBytes,
    generate: () => brokenKey(dh.generate()),
    fromPrivateBytes: (bytes) => brokenKey(dh.fromPrivateBytes(bytes)),
    importPublicKey: (bytes) => dh.importPublicKey(bytes),
  };
  return xWing({
    mlKem: broken === 'mlKem' ? brokenMlKem : mlKem,
    dh: broken === 'dh' ? brokenDh : dh,
    sha3: backend.hash('SHA3-256'),
    shake256: nativeShake256,
    random: backend.random,
  });
}

function lengthsOf({ name, publicKeyBytes, seedBytes, ciphertextBytes, sharedSecretBytes }: Kem) {
  return { name, publicKeyBytes, seedBytes, ciphertextBytes, sharedSecretBytes };
}

for (const broken of ['mlKem', 'dh'] as const) {
  test(`the secret stays fresh when the ${broken} part gives away its own`, () => {
    const kem = xWingWithBrokenPart(broken, nativeBackend);
    const key = kem.generate();
    const [first, second] = [key.publicKey.encapsulate(), key.publicKey.encapsulate()];
    assert.equal(toHex(key.decapsulate(first.ciphertext).expose()), toHex(first.sharedSecret.expose()));
    assert.notEqual(toHex(first.sharedSecret.expose()), toHex(second.sharedSecret.expose()));
    // Both differ in what the sound part brings, not only in the ciphertexts that are hashed along.
    const stranger = kem.generate();
    assert.notEqual(toHex(stranger.decapsulate(first.ciphertext).expose()), toHex(first.sharedSecret.expose()));
  });
}

test('the seed comes from the source of randomness that was handed in', () => {
  const backend = nativeBackend;
  const kem = xWing({
    mlKem: backend.kem('ML-KEM-768'),
    dh: backend.diffieHellman('X25519'),
    sha3: backend.hash('SHA3-256'),
    shake256: nativeShake256,
    random: { fill: (target) => (target.fill(0x11), target) },
  });
  assert.equal(toHex(kem.generate().exportSeed().expose()), '11'.repeat(32));
});

test('a key that was made keeps nothing of the seed buffer', () => {
  const seed = new Uint8Array(32).fill(1);
  const key = nativeBackend.kem('X-Wing').fromSeed(seed);
  const before = toHex(key.publicKey.bytes);
  seed.fill(0);
  assert.equal(toHex(key.exportSeed().expose()), '01'.repeat(32));
  assert.equal(toHex(nativeBackend.kem('X-Wing').fromSeed(key.exportSeed().expose()).publicKey.bytes), before);
});
