import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  type AeadName,
  type CryptoBackend,
  type DhName,
  type HashName,
  type KemName,
  type SignatureName,
} from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { backends, nativeBackends, openSslBackend } from './backends.ts';
import { toHex } from './hex.ts';

/** How many random inputs in all; spread over the algorithms by weight. */
const inputs = Number(process.env['AGREEMENT_INPUTS'] ?? 200);
const seed = Number(process.env['SEED'] ?? 20_261_125);

/** Each native backend and the portable one in both parts. */
const directions: readonly (readonly [CryptoBackend, CryptoBackend])[] = nativeBackends.flatMap(
  (native): (readonly [CryptoBackend, CryptoBackend])[] => [
    [native, portableBackend],
    [portableBackend, native],
  ],
);

/** Without and with kernels and in noble's: all three give the same. */
function assertAlike(outcomes: readonly unknown[]): void {
  assert.equal(outcomes.length, backends.length);
  for (const outcome of outcomes) assert.deepEqual(outcome, outcomes[0]);
}

const bytesOf = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const anyBytes = fc.uint8Array({ maxLength: 500 });

let ran = 0;

/** Runs the property on its share of the inputs, at least once. */
function agree<T extends [unknown, ...unknown[]]>(
  share: number,
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  property: (...input: T) => void,
): void {
  const numRuns = Math.max(1, Math.round(inputs * share));
  ran += numRuns;
  fc.assert(fc.property(...arbitraries, property), { seed, numRuns });
}

const kemShares: Readonly<Record<KemName, number>> = {
  'ML-KEM-512': 0.03,
  'ML-KEM-768': 0.03,
  'ML-KEM-1024': 0.03,
  X25519: 0.01,
  X448: 0.01,
  'X-Wing': 0.02,
  'X25519+ML-KEM-512': 0.01,
  'X448+ML-KEM-1024': 0.01,
};

for (const [name, share] of Object.entries(kemShares) as [KemName, number][]) {
  test(`native and portable ${name} make the same keys and undo each other (seed ${seed})`, () => {
    agree<[Uint8Array]>(share, [bytesOf(openSslBackend.kem(name).seedBytes)], (keySeed) => {
      const keys = backends.map((backend) => backend.kem(name).fromSeed(keySeed));
      assert.equal(new Set(keys.map(({ publicKey }) => toHex(publicKey.bytes))).size, 1);
      for (const [sender] of directions) {
        const { bytes } = sender.kem(name).fromSeed(keySeed).publicKey;
        const { ciphertext, sharedSecret } = sender.kem(name).importPublicKey(bytes).encapsulate();
        for (const key of keys) assert.equal(toHex(key.decapsulate(ciphertext).expose()), toHex(sharedSecret.expose()));
      }
    });
  });

  test(`native and portable ${name} answer any ciphertext alike (seed ${seed})`, () => {
    const kem = openSslBackend.kem(name);
    agree<[Uint8Array, Uint8Array]>(
      share,
      [bytesOf(kem.seedBytes), bytesOf(kem.ciphertextBytes)],
      (keySeed, ciphertext) => {
        const outcomes = backends.map((backend) => {
          const key = backend.kem(name).fromSeed(keySeed);
          try {
            return toHex(key.decapsulate(ciphertext).expose());
          } catch (error) {
            return String(error);
          }
        });
        assertAlike(outcomes);
      },
    );
  });
}

for (const name of ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024', 'X-Wing'] as const) {
  test(`native and portable ${name} take and refuse the same public keys (seed ${seed})`, () => {
    const kem = openSslBackend.kem(name);
    const place = fc.nat({ max: kem.publicKeyBytes - 1 });
    agree<[Uint8Array, number, number]>(
      0.04,
      [bytesOf(kem.seedBytes), place, fc.nat({ max: 255 })],
      (keySeed, index, byte) => {
        const changed = Uint8Array.from(kem.fromSeed(keySeed).publicKey.bytes).with(index, byte);
        const outcomes = backends.map((backend) => {
          try {
            return toHex(backend.kem(name).importPublicKey(changed).bytes);
          } catch (error) {
            return (error as { code: string }).code;
          }
        });
        assertAlike(outcomes);
      },
    );
  });
}

for (const name of ['X25519', 'X448'] as const satisfies DhName[]) {
  test(`native and portable ${name} agree on any pair of keys (seed ${seed})`, () => {
    const { keyBytes } = openSslBackend.diffieHellman(name);
    agree<[Uint8Array, Uint8Array]>(0.02, [bytesOf(keyBytes), bytesOf(keyBytes)], (privateKey, peer) => {
      const outcomes = backends.map((backend) => {
        const dh = backend.diffieHellman(name);
        const key = dh.fromPrivateBytes(privateKey);
        return toHex(key.publicKey.bytes) + toHex(key.diffieHellman(dh.importPublicKey(peer)).expose());
      });
      assertAlike(outcomes);
    });
  });
}

const signatureShares: Readonly<Partial<Record<SignatureName, number>>> = {
  'ML-DSA-44': 0.02,
  'ML-DSA-65': 0.02,
  'ML-DSA-87': 0.02,
  Ed25519: 0.03,
  Ed448: 0.01,
  'MLDSA65-Ed25519-SHA512': 0.01,
  'MLDSA87-Ed448-SHAKE256': 0.01,
};

for (const [name, share] of Object.entries(signatureShares) as [SignatureName, number][]) {
  test(`native and portable ${name} make the same keys and take each other's signatures (seed ${seed})`, () => {
    const { secretBytes } = openSslBackend.signature(name);
    const contexts = name === 'Ed25519' ? fc.constant(new Uint8Array(0)) : fc.uint8Array({ maxLength: 255 });
    const input: [fc.Arbitrary<Uint8Array>, fc.Arbitrary<Uint8Array>, fc.Arbitrary<Uint8Array>, fc.Arbitrary<number>] =
      [bytesOf(secretBytes), anyBytes, contexts, fc.nat()];
    agree<[Uint8Array, Uint8Array, Uint8Array, number]>(share, input, (secret, message, context, place) => {
      for (const [signer, verifier] of directions) {
        const key = signer.signature(name).fromSecret(secret);
        const publicKey = verifier.signature(name).fromSecret(secret).publicKey;
        assert.equal(toHex(key.publicKey.bytes), toHex(publicKey.bytes));
        const signature = key.sign(message, context);
        assert.ok(publicKey.verify(message, signature, context));
        const changed = signature.with(place % signature.length, (signature[place % signature.length] ?? 0) ^ 1);
        assert.ok(!publicKey.verify(message, changed, context));
        assert.ok(!key.publicKey.verify(message, changed, context));
      }
    });
  });
}

test(`native and portable SLH-DSA-SHA2-128f take each other's signatures (seed ${seed})`, () => {
  const message = new TextEncoder().encode('message');
  for (const [signer, verifier] of directions) {
    const key = signer.signature('SLH-DSA-SHA2-128f').generate();
    const publicKey = verifier.signature('SLH-DSA-SHA2-128f').importPublicKey(key.publicKey.bytes);
    const signature = key.sign(message, message);
    assert.ok(publicKey.verify(message, signature, message));
    assert.ok(!publicKey.verify(message, signature));
    const same = verifier.signature('SLH-DSA-SHA2-128f').fromSecret(key.exportSecret().expose());
    assert.equal(toHex(same.publicKey.bytes), toHex(key.publicKey.bytes));
  }
});

for (const name of ['AES-256-GCM', 'ChaCha20-Poly1305'] as const satisfies AeadName[]) {
  test(`native and portable ${name} seal alike and open each other's data (seed ${seed})`, () => {
    agree<[Uint8Array, Uint8Array, Uint8Array, Uint8Array]>(
      0.1,
      [bytesOf(32), bytesOf(12), anyBytes, anyBytes],
      (keyBytes, nonce, plaintext, associatedData) => {
        const [native, portable] = [openSslBackend, portableBackend].map((backend) =>
          backend.aead(name).importKey(keyBytes),
        );
        assert.ok(native !== undefined && portable !== undefined);
        const sealed = native.seal(nonce, plaintext, associatedData);
        assert.equal(toHex(portable.seal(nonce, plaintext, associatedData)), toHex(sealed));
        assert.equal(toHex(portable.open(nonce, sealed, associatedData)), toHex(plaintext));
        assert.equal(toHex(native.open(nonce, sealed, associatedData)), toHex(plaintext));
      },
    );
  });
}

const hashNames = [
  'SHA-256',
  'SHA-384',
  'SHA-512',
  'SHA3-256',
  'SHA3-384',
  'SHA3-512',
  'BLAKE2s',
  'BLAKE2b',
] as const satisfies HashName[];

for (const name of hashNames) {
  test(`native and portable ${name}, HMAC and HKDF agree (seed ${seed})`, () => {
    const lengths = fc.integer({ min: 1, max: 255 * openSslBackend.hash(name).digestBytes });
    agree<[Uint8Array, Uint8Array, Uint8Array, number]>(
      0.03,
      [anyBytes, anyBytes, fc.uint8Array({ maxLength: 3_000 }), lengths],
      (key, salt, message, length) => {
        const outcomes = backends.map((backend) => {
          const hash = backend.hash(name);
          const outputs = [
            hash.digest(message),
            hash.digest(key, salt, message),
            hash.stream().update(key).update(message).digest(),
            hash.hmac(key, salt, message),
            hash.hkdf(key, salt, message, length),
          ];
          return outputs.map(toHex);
        });
        assertAlike(outcomes);
      },
    );
  });
}

test(`the backends agreed on the number of inputs that was asked for (seed ${seed})`, (t) => {
  t.diagnostic(`${ran} random inputs, seed ${seed}: native and portable agree`);
  assert.ok(ran >= inputs * 0.9);
});
