import assert from 'node:assert/strict';
import test from 'node:test';
import { SecretBytes, utf8 } from '../../src/base/index.ts';
import { CryptoProtocols, cipherSuites, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { backends } from './backends.ts';
import { damagedCopies, flipped } from './damage.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

const plaintext = utf8('attack at dawn');
const associatedData = utf8('header');

function freshKey(): SecretBytes {
  return SecretBytes.take(nativeBackend.random.fill(new Uint8Array(32)));
}

test('algorithm agility: the preferred suite of level high is the default, and another is a look-up away', () => {
  const protocols = new CryptoProtocols(nativeBackend);
  assert.equal(protocols.suite.id, 0x0201);
  assert.deepEqual(protocols.supportedSuites, cipherSuites);
  assert.equal(protocols.withSuite('maximum').suite.id, 0x0301);
  assert.equal(protocols.withSuite('standard').suite.id, 0x0101);
  for (const suite of protocols.supportedSuites) {
    assert.equal(protocols.withSuite(suite.id).suite, suite);
    assert.equal(protocols.withSuite(suite.name).suite, suite);
  }
  assertRefused('SUITE_UNKNOWN', () => protocols.withSuite('none'));
  assert.equal(protocols.suite.id, 0x0201, 'the first instance is as it was');
});

for (const backend of backends) {
  const protocols = new CryptoProtocols(backend);

  test(`multi-algorithm encryption: every suite of the ${backend.name} backend decrypts its own data only`, () => {
    const key = freshKey();
    for (const suite of protocols.supportedSuites) {
      const envelope = protocols.withSuite(suite.id).encrypt(key, plaintext, associatedData);
      for (const other of protocols.supportedSuites) {
        const decrypt = (): Uint8Array => protocols.withSuite(other.id).decrypt(key, envelope, associatedData);
        if (other === suite) assert.equal(toHex(decrypt()), toHex(plaintext));
        else assertRefused('SUITE_MISMATCH', decrypt);
      }
      const routed = protocols.withSuite(protocols.suiteOf(envelope).id);
      assert.equal(toHex(routed.decrypt(key, envelope, associatedData)), toHex(plaintext));
    }
  });

  test(`data relabelled as another suite's does not decrypt with the ${backend.name} backend`, () => {
    const key = freshKey();
    for (const suite of protocols.supportedSuites) {
      const envelope = protocols.withSuite(suite.id).encrypt(key, plaintext);
      for (const other of protocols.supportedSuites.filter((candidate) => candidate !== suite)) {
        const relabelled = envelope.with(1, other.id >> 8).with(2, other.id & 0xff);
        assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => protocols.withSuite(other.id).decrypt(key, relabelled));
      }
    }
  });

  test(`post-quantum operations work under every suite of the ${backend.name} backend`, () => {
    for (const suite of protocols.supportedSuites) {
      const under = protocols.withSuite(suite.id);
      const { publicKey, privateKey } = under.generateKemKeyPair();
      for (const form of [publicKey, publicKey.bytes]) {
        const { ciphertext, sharedSecret } = under.encapsulate(form);
        assert.ok(backend.equalSecrets(under.decapsulate(privateKey, ciphertext).expose(), sharedSecret.expose()));
      }
      const signingKey = under.generateSigningKey();
      const signature = under.sign(signingKey, plaintext, associatedData);
      for (const form of [signingKey.publicKey, signingKey.publicKey.bytes]) {
        assert.ok(under.verify(form, plaintext, signature, associatedData));
        assert.ok(!under.verify(form, plaintext, signature));
        assert.ok(!under.verify(form, flipped(plaintext, 0), signature, associatedData));
      }
      assert.equal(
        toHex(under.hash(plaintext, plaintext)),
        toHex(backend.hash(suite.hash).digest(plaintext, plaintext)),
      );
    }
  });

  test(`invalid keys are refused by the ${backend.name} backend before anything is done with them`, () => {
    for (const length of [0, 16, 24, 31, 33, 64]) {
      const key = SecretBytes.take(new Uint8Array(length).fill(1));
      assertRefused('CRYPTO_LENGTH_INVALID', () => protocols.encrypt(key, plaintext));
      assertRefused('CRYPTO_LENGTH_INVALID', () => protocols.decrypt(key, plaintext));
    }
    const zeros = SecretBytes.take(new Uint8Array(32));
    assertRefused('CRYPTO_KEY_INVALID', () => protocols.encrypt(zeros, plaintext));
    assertRefused('CRYPTO_KEY_INVALID', () => protocols.decrypt(zeros, plaintext));

    const { publicKey } = protocols.generateKemKeyPair();
    assertRefused('CRYPTO_LENGTH_INVALID', () => protocols.encapsulate(publicKey.bytes.subarray(1)));
    // FIPS 203 §7.2: the first two coefficients are 0xfff, over the modulus.
    assertRefused('CRYPTO_KEY_INVALID', () => protocols.encapsulate(Uint8Array.from(publicKey.bytes).fill(0xff, 0, 3)));
    // RFC 7748 §6: the curve's part is a low-order point.
    assertRefused('CRYPTO_KEY_INVALID', () => protocols.encapsulate(Uint8Array.from(publicKey.bytes).fill(0, 1184)));
    assertRefused('CRYPTO_KEY_INVALID', () => protocols.encapsulate(new Uint8Array(publicKey.bytes.length)));
    assertRefused('CRYPTO_LENGTH_INVALID', () => protocols.verify(new Uint8Array(3), plaintext, plaintext));
  });

  test(`keys of another suite are refused by the ${backend.name} backend, not misused`, () => {
    const other = protocols.withSuite('maximum');
    const [kemKeys, otherKemKeys] = [protocols.generateKemKeyPair(), other.generateKemKeyPair()];
    const [signingKey, otherSigningKey] = [protocols.generateSigningKey(), other.generateSigningKey()];
    const signature = signingKey.sign(plaintext);
    assertRefused('CRYPTO_KEY_INVALID', () => protocols.encapsulate(otherKemKeys.publicKey));
    assertRefused('CRYPTO_LENGTH_INVALID', () => protocols.encapsulate(otherKemKeys.publicKey.bytes));
    const { ciphertext } = protocols.encapsulate(kemKeys.publicKey);
    assertRefused('CRYPTO_KEY_INVALID', () => protocols.decapsulate(otherKemKeys.privateKey, ciphertext));
    assertRefused('CRYPTO_LENGTH_INVALID', () => other.decapsulate(otherKemKeys.privateKey, ciphertext));
    assertRefused('CRYPTO_KEY_INVALID', () => protocols.sign(otherSigningKey, plaintext));
    assertRefused('CRYPTO_KEY_INVALID', () => protocols.verify(otherSigningKey.publicKey, plaintext, signature));
    assertRefused('CRYPTO_LENGTH_INVALID', () =>
      protocols.verify(otherSigningKey.publicKey.bytes, plaintext, signature),
    );
  });

  test(`malformed data is refused by the ${backend.name} backend wherever it was changed`, () => {
    const key = freshKey();
    const envelope = protocols.encrypt(key, plaintext, associatedData);
    for (const { how, bytes } of damagedCopies(envelope)) {
      assert.throws(() => protocols.decrypt(key, bytes, associatedData), { name: 'QForgeError' }, how);
    }
    assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => protocols.decrypt(freshKey(), envelope, associatedData));
    assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => protocols.decrypt(key, envelope));
    assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => protocols.decrypt(key, envelope, plaintext));
  });

  test(`a byte moved between associated data and header is noticed by the ${backend.name} backend`, () => {
    const key = freshKey();
    const envelope = protocols.encrypt(key, plaintext, Uint8Array.of(1, 2));
    for (const other of [Uint8Array.of(1), Uint8Array.of(1, 2, 0), Uint8Array.of(0, 1, 2), Uint8Array.of(2, 1)]) {
      assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => protocols.decrypt(key, envelope, other));
    }
  });

  test(`a derived key depends on secret, info and salt with the ${backend.name} backend`, () => {
    const secret = SecretBytes.copyOf(new Uint8Array(32).fill(1));
    const keys = [
      protocols.deriveKey(secret, utf8('a')),
      protocols.deriveKey(secret, utf8('b')),
      protocols.deriveKey(secret, utf8('a'), utf8('salt')),
      protocols.deriveKey(SecretBytes.copyOf(new Uint8Array(32).fill(2)), utf8('a')),
      protocols.withSuite('standard').deriveKey(secret, utf8('a')),
    ];
    assert.equal(new Set(keys.map((key) => toHex(key.expose()))).size, keys.length);
    assert.ok(keys.every(({ length }) => length === 32));
    const again = protocols.deriveKey(secret, utf8('a'));
    assert.equal(toHex(again.expose()), toHex(protocols.deriveKey(secret, utf8('a'), new Uint8Array(0)).expose()));
  });
}

test('nonces never repeat in a run of twenty thousand messages, and equal messages never look alike', () => {
  const protocols = new CryptoProtocols(nativeBackend);
  const key = freshKey();
  const nonces = new Set<string>();
  const ciphertexts = new Set<string>();
  for (let message = 0; message < 20_000; message++) {
    const envelope = protocols.encrypt(key, plaintext);
    nonces.add(toHex(envelope.subarray(3, 35)));
    ciphertexts.add(toHex(envelope.subarray(35)));
  }
  assert.deepEqual([nonces.size, ciphertexts.size], [20_000, 20_000]);
});

test('a wiped key or secret refuses every use', () => {
  const protocols = new CryptoProtocols(nativeBackend);
  const key = freshKey();
  const envelope = protocols.encrypt(key, plaintext);
  const { publicKey } = protocols.generateKemKeyPair();
  const { sharedSecret } = protocols.encapsulate(publicKey);
  key.wipe();
  sharedSecret.wipe();
  assertRefused('SECRET_WIPED', () => protocols.encrypt(key, plaintext));
  assertRefused('SECRET_WIPED', () => protocols.decrypt(key, envelope));
  assertRefused('SECRET_WIPED', () => protocols.deriveKey(sharedSecret, utf8('info')));
});

test('crypto integration: encapsulate, derive, encrypt and sign on one backend, undo it on the other', () => {
  for (const [sender, recipient] of [
    [nativeBackend, portableBackend],
    [portableBackend, nativeBackend],
  ] as const) {
    for (const { id } of cipherSuites) {
      const alice = new CryptoProtocols(sender).withSuite(id);
      const bob = new CryptoProtocols(recipient).withSuite(id);
      const bobKeys = bob.generateKemKeyPair();
      const aliceSigning = alice.generateSigningKey();

      const { ciphertext, sharedSecret } = alice.encapsulate(bobKeys.publicKey.bytes);
      const envelope = alice.encrypt(alice.deriveKey(sharedSecret, utf8('mail')), plaintext, ciphertext);
      const context = alice.hash(ciphertext);
      const signature = alice.sign(aliceSigning, envelope, context);

      assert.ok(!bob.verify(aliceSigning.publicKey.bytes, envelope, signature));
      assert.ok(bob.verify(aliceSigning.publicKey.bytes, envelope, signature, bob.hash(ciphertext)));
      const key = bob.deriveKey(bob.decapsulate(bobKeys.privateKey, ciphertext), utf8('mail'));
      assert.equal(toHex(bob.decrypt(key, envelope, ciphertext)), toHex(plaintext));

      // Another ciphertext leads to another secret, which only the envelope tells.
      const wrong = bob.deriveKey(bob.decapsulate(bobKeys.privateKey, flipped(ciphertext, 3)), utf8('mail'));
      assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => bob.decrypt(wrong, envelope, ciphertext));
    }
  }
});
