import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import test from 'node:test';
import { NativeAead } from '../../src/crypto/native-aead.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

const nonce = new Uint8Array(12);

for (const name of ['AES-256-GCM', 'ChaCha20-Poly1305'] as const) {
  const key = new NativeAead(name).importKey(new Uint8Array(32).fill(1));

  test(`${name} gives out nothing of a ciphertext that does not authenticate, although OpenSSL would`, () => {
    const sealed = key.seal(nonce, new Uint8Array(64).fill(0x41));
    const forged = sealed.with(70, (sealed[70] ?? 0) ^ 1);
    const cipherName = name.toLowerCase() as 'aes-256-gcm';
    const decipher = createDecipheriv(cipherName, new Uint8Array(32).fill(1), nonce, { authTagLength: 16 });
    decipher.setAuthTag(forged.subarray(64));
    assert.equal(decipher.update(forged.subarray(0, 64)).toString(), 'A'.repeat(64), 'OpenSSL has the text already');
    assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => key.open(nonce, forged));
  });

  test(`${name} takes only whole tags, although GCM has shorter ones`, () => {
    const sealed = key.seal(nonce, new Uint8Array(0));
    assert.equal(sealed.length, 16);
    for (const length of [0, 4, 8, 12, 15]) {
      assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => key.open(nonce, sealed.subarray(0, length)));
    }
  });

  test(`${name} leaves its inputs alone, and results do not share memory with them`, () => {
    const plaintext = new Uint8Array(32).fill(5);
    const sealed = key.seal(nonce, plaintext);
    const before = toHex(sealed);
    const opened = key.open(nonce, sealed);
    opened.fill(0);
    plaintext.fill(9);
    assert.equal(toHex(sealed), before);
    assert.equal(toHex(nonce), '00'.repeat(12));
    assert.equal(toHex(key.open(nonce, sealed)), '05'.repeat(32));
  });

  test(`${name} keeps results apart from each other, however small`, () => {
    const [first, second] = [key.seal(nonce, Uint8Array.of(1)), key.seal(nonce, Uint8Array.of(1))];
    const before = toHex(second);
    first.fill(0);
    assert.equal(toHex(second), before);
    const [openedFirst, openedSecond] = [key.open(nonce, second), key.open(nonce, second)];
    openedFirst.fill(0);
    assert.deepEqual([...openedSecond], [1]);
  });
}
