import assert from 'node:assert/strict';
import test from 'node:test';
import { format, inspect } from 'node:util';
import { nativeBackend } from '../../src/crypto/index.ts';
import { backends } from './backends.ts';
import { toHex } from './hex.ts';

for (const backend of backends) {
  test(`the ${backend.name} backend compares secrets by value, and tells lengths apart`, () => {
    const secret = Uint8Array.from({ length: 32 }, (_, index) => index);
    assert.ok(backend.equalSecrets(secret, Uint8Array.from(secret)));
    assert.ok(!backend.equalSecrets(secret, secret.with(31, 0)));
    assert.ok(!backend.equalSecrets(secret, secret.with(0, 1)));
    assert.ok(!backend.equalSecrets(secret, secret.subarray(1)));
    assert.ok(backend.equalSecrets(new Uint8Array(0), new Uint8Array(0)));
  });

  test(`the ${backend.name} backend fills exactly the bytes that it was given`, () => {
    const whole = new Uint8Array(3_000);
    const target = whole.subarray(1_000, 2_000);
    assert.equal(backend.random.fill(target), target);
    assert.ok(whole.subarray(0, 1_000).every((byte) => byte === 0));
    assert.ok(whole.subarray(2_000).every((byte) => byte === 0));
    // A thousand random bytes hold about 250 different values; fewer than 200 has a chance below 2^-60.
    assert.ok(new Set(target).size > 200);
  });

  test(`keys of the ${backend.name} backend show no secret in inspection, JSON or text`, () => {
    const kemKey = backend.kem('ML-KEM-768').generate();
    const combined = backend.kem('X-Wing').generate();
    const dhKey = backend.diffieHellman('X25519').generate();
    const signingKey = backend.signature('ML-DSA-65').generate();
    const aeadKey = backend.aead('AES-256-GCM').importKey(new Uint8Array(32).fill(0xab));
    const secrets = [
      kemKey.exportSeed().expose(),
      combined.exportSeed().expose(),
      dhKey.exportPrivateBytes().expose(),
      signingKey.exportSecret().expose(),
      new Uint8Array(32).fill(0xab),
    ];
    for (const key of [kemKey, combined, dhKey, signingKey, aeadKey]) {
      const options = { depth: null, showHidden: true, maxArrayLength: null, breakLength: Number.POSITIVE_INFINITY };
      const shown = [inspect(key, options), JSON.stringify(key), format('%s %j', key, key)].join(' ');
      for (const secret of secrets) {
        for (const spelling of [
          toHex(secret),
          Buffer.from(secret).toString('base64'),
          [...secret].join(', '),
          [...secret].join(','),
        ]) {
          assert.ok(!shown.includes(spelling.slice(0, 24)), `${key.algorithm} shows a secret`);
        }
      }
    }
  });
}

test('bytes from the native backend are plain, so that slices are copies', () => {
  const key = nativeBackend.kem('ML-KEM-512').generate();
  const { ciphertext } = key.publicKey.encapsulate();
  const aeadKey = nativeBackend.aead('AES-256-GCM').importKey(new Uint8Array(32));
  const sealed = aeadKey.seal(new Uint8Array(12), new Uint8Array(100));
  const signature = nativeBackend.signature('Ed25519').generate().sign(sealed);
  const hash = nativeBackend.hash('SHA-256');
  const outputs = [
    key.publicKey.bytes,
    ciphertext,
    sealed,
    aeadKey.open(new Uint8Array(12), sealed),
    signature,
    hash.digest(sealed),
    hash.stream().digest(),
    hash.hmac(sealed, sealed),
    hash.hkdf(sealed, sealed, sealed, 32),
  ];
  for (const bytes of outputs) assert.equal(Object.getPrototypeOf(bytes), Uint8Array.prototype);
});
