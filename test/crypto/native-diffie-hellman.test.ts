import assert from 'node:assert/strict';
import test from 'node:test';
import type { DhPublicKey } from '../../src/crypto/index.ts';
import { NativeDiffieHellman } from '../../src/crypto/native-diffie-hellman.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

test('a public key object from elsewhere is imported by its bytes', () => {
  for (const name of ['X25519', 'X448'] as const) {
    const dh = new NativeDiffieHellman(name);
    const [alice, bob] = [dh.generate(), dh.generate()];
    const foreign: DhPublicKey = { algorithm: name, bytes: Uint8Array.from(bob.publicKey.bytes) };
    assert.equal(toHex(alice.diffieHellman(foreign).expose()), toHex(bob.diffieHellman(alice.publicKey).expose()));
  }
});

test('a foreign public key that lies about itself is refused', () => {
  const key = new NativeDiffieHellman('X25519').generate();
  assertRefused('CRYPTO_KEY_INVALID', () => key.diffieHellman({ algorithm: 'X25519', bytes: new Uint8Array(31) }));
  assertRefused('CRYPTO_KEY_INVALID', () => key.diffieHellman({ algorithm: 'X448', bytes: new Uint8Array(32) }));
});

test('secrets of the same pair are equal but separate, so that one may be wiped', () => {
  const dh = new NativeDiffieHellman('X25519');
  const [alice, bob] = [dh.generate(), dh.generate()];
  const [first, second] = [alice.diffieHellman(bob.publicKey), alice.diffieHellman(bob.publicKey)];
  first.wipe();
  assert.equal(toHex(second.expose()), toHex(bob.diffieHellman(alice.publicKey).expose()));
});
