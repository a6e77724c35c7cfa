import assert from 'node:assert/strict';
import test from 'node:test';
import { type AeadName, type CryptoBackend, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { CipherState } from '../../src/handshake/cipher-state.ts';
import { HeldSecret } from '../../src/handshake/held-secret.ts';
import type { NonceEncoding } from '../../src/handshake/nonce-counter.ts';
import { fromHex } from './handshake-pair.ts';

const EMPTY = new Uint8Array(0);
const KEY = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
const AD = Uint8Array.of(9, 8, 7);
const TEXT = new TextEncoder().encode('transport message');
const END = 2n ** 64n - 2n;

interface Cipher {
  readonly backend: CryptoBackend;
  readonly aead: AeadName;
  readonly nonceEncoding: NonceEncoding;
  /** Nonces of 2^32 and of 2^64 - 1. */
  readonly nonces: readonly [string, string];
}

const ciphers: readonly Cipher[] = [nativeBackend, portableBackend].flatMap((backend): Cipher[] => [
  {
    backend,
    aead: 'AES-256-GCM',
    nonceEncoding: 'big-endian',
    nonces: ['000000000000000100000000', '00000000ffffffffffffffff'],
  },
  {
    backend,
    aead: 'ChaCha20-Poly1305',
    nonceEncoding: 'little-endian',
    nonces: ['000000000000000001000000', '00000000ffffffffffffffff'],
  },
]);

function stateOf({ backend, aead, nonceEncoding }: Cipher, startCounter: bigint = 0n): CipherState {
  return CipherState.of({ aead: backend.aead(aead), nonceEncoding, secret: new HeldSecret(KEY.slice()), startCounter });
}

/** The AEAD itself, without a cipher state. */
function seal({ backend, aead }: Cipher, key: Uint8Array, nonce: string, text: Uint8Array, ad: Uint8Array): Uint8Array {
  return backend.aead(aead).importKey(key).seal(fromHex(nonce), text, ad);
}

for (const cipher of ciphers) {
  const name = `${cipher.aead} (${cipher.backend.name})`;

  test(`${name} seals message 2^32 under its nonce`, () => {
    const sealed = stateOf(cipher, 2n ** 32n).encrypt(AD, TEXT);
    assert.deepEqual(sealed, seal(cipher, KEY, cipher.nonces[0], TEXT, AD));
  });

  test(`${name} opens in order what was sealed in order, and counts both`, () => {
    const [sender, receiver] = [stateOf(cipher), stateOf(cipher)];
    for (let counter = 0n; counter < 300n; counter += 1n) {
      assert.equal(sender.counter, counter);
      assert.deepEqual(receiver.decrypt(AD, sender.encrypt(AD, TEXT)), TEXT);
    }
    assert.equal(receiver.counter, 300n);
  });

  test(`${name} does not count a message that fails, so that the right one still opens`, () => {
    const [sender, receiver] = [stateOf(cipher), stateOf(cipher)];
    const sealed = sender.encrypt(AD, TEXT);
    const forged = sealed.slice();
    forged[3] = (forged[3] ?? 0) ^ 1;
    const wrong = [forged, EMPTY, sealed.slice(1), sealed.slice(0, 15), sealed.slice(0, -1), new Uint8Array(99)];
    for (const unverified of wrong) {
      assert.throws(() => receiver.decrypt(AD, unverified), { code: 'CRYPTO_AUTHENTICATION_FAILED' });
      assert.equal(receiver.counter, 0n);
    }
    assert.throws(() => receiver.decrypt(EMPTY, sealed), { code: 'CRYPTO_AUTHENTICATION_FAILED' });
    assert.deepEqual(receiver.decrypt(AD, sealed), TEXT);
    assert.throws(() => receiver.decrypt(AD, sealed), { code: 'CRYPTO_AUTHENTICATION_FAILED' }, 'a replay');
  });

  test(`${name} takes message 2^64 - 2 as the last, in both directions and for good`, () => {
    const [sender, receiver] = [stateOf(cipher, END), stateOf(cipher, END)];
    const last = sender.encrypt(AD, TEXT);
    assert.deepEqual(receiver.decrypt(AD, last), TEXT);
    for (let call = 0; call < 3; call += 1) {
      assert.throws(() => sender.encrypt(AD, TEXT), { code: 'NONCE_EXHAUSTED' });
      assert.throws(() => receiver.decrypt(AD, last), { code: 'NONCE_EXHAUSTED' });
      sender.rekey();
    }
  });

  test(`${name} rekeys as Noise §4.2 says, and goes on counting`, () => {
    const [sender, receiver] = [stateOf(cipher), stateOf(cipher)];
    sender.encrypt(AD, TEXT);
    receiver.decrypt(AD, stateOf(cipher).encrypt(AD, TEXT));
    sender.rekey();
    receiver.rekey();
    assert.equal(sender.counter, 1n);
    const newKey = seal(cipher, KEY, cipher.nonces[1], new Uint8Array(32), EMPTY).slice(0, 32);
    const firstNonce = cipher.nonceEncoding === 'big-endian' ? '000000000000000000000001' : '000000000100000000000000';
    const sealed = sender.encrypt(AD, TEXT);
    assert.deepEqual(sealed, seal(cipher, newKey, firstNonce, TEXT, AD));
    assert.deepEqual(receiver.decrypt(AD, sealed), TEXT);
  });
}

const [sample] = ciphers;
assert.ok(sample);

test('a clone goes on by itself from the same point, used or not, and outlives the original', () => {
  const original = stateOf(sample, 41n);
  const unused = original.clone();
  const first = original.encrypt(AD, TEXT);
  const used = original.clone();
  const second = original.encrypt(AD, TEXT);
  original.wipe();
  assert.equal(unused.counter, 41n);
  assert.equal(used.counter, 42n);
  assert.deepEqual([unused.encrypt(AD, TEXT), unused.encrypt(AD, TEXT)], [first, second]);
  assert.deepEqual(used.encrypt(AD, TEXT), second);
});

test('a cipher state overwrites the key it was given when no copy holds it, and is of no use once wiped', () => {
  const key = KEY.slice();
  const { backend, aead, nonceEncoding } = sample;
  const state = CipherState.of({ aead: backend.aead(aead), nonceEncoding, secret: new HeldSecret(key) });
  const sealed = state.encrypt(AD, TEXT);
  const copy = state.clone();
  state.wipe();
  assert.deepEqual(key, KEY, 'the copy holds it still');
  copy.wipe();
  assert.deepEqual(key, new Uint8Array(32));
  assert.throws(() => state.encrypt(AD, TEXT), { code: 'SECRET_WIPED' });
  assert.throws(() => state.decrypt(AD, sealed), { code: 'SECRET_WIPED' });
  assert.throws(() => state.clone(), { code: 'SECRET_WIPED' });
});

test('a key of the wrong length is a defect', () => {
  const { backend, aead, nonceEncoding } = sample;
  const options = { aead: backend.aead(aead), nonceEncoding, secret: new HeldSecret(new Uint8Array(31)) };
  assert.throws(() => CipherState.of(options).encrypt(AD, TEXT), { code: 'ASSERTION_FAILED' });
});
