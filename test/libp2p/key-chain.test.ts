import assert from 'node:assert/strict';
import { hkdfSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { SecretBytes } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { KeyChain, RECORDS_PER_KEY } from '../../src/libp2p/key-chain.ts';

const SECRET = new Uint8Array(32).fill(7);
const PLAINTEXT = new Uint8Array(3);

function derived(secret: Uint8Array, label: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha512', secret, new Uint8Array(64), label, 32));
}

/** What a key and a nonce make of the plaintext, by the backend alone. */
function sealedBy(key: Uint8Array, record: number): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(8, record);
  return nativeBackend.aead('AES-256-GCM').sealOnce(key, nonce, PLAINTEXT);
}

function sealNext(chain: KeyChain): Uint8Array {
  const { key, nonce } = chain.current;
  const sealed = key.seal(nonce, PLAINTEXT);
  chain.advance();
  return sealed;
}

describe('the keys of one direction', () => {
  test('are those of the specification, each with nonces of its own', () => {
    const chain = new KeyChain(SecretBytes.copyOf(SECRET), nativeBackend, 3);
    const next = derived(SECRET, 'qforge libp2p next v1');
    const keys = [SECRET, next].map((secret) => derived(secret, 'qforge libp2p key v1'));
    for (const key of keys) {
      for (const record of [0, 1, 2]) assert.deepEqual(sealNext(chain), sealedBy(key, record));
    }
  });

  test('are the same until a record has used them', () => {
    const chain = new KeyChain(SecretBytes.copyOf(SECRET), nativeBackend);
    const { key } = chain.current;
    assert.equal(chain.current.key, key);
    assert.deepEqual(chain.current.nonce, new Uint8Array(12));
    chain.advance();
    assert.deepEqual(chain.current.nonce, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
  });

  test('are gone once they are disposed of', () => {
    const secret = SecretBytes.copyOf(SECRET);
    const chain = new KeyChain(secret, nativeBackend);
    sealNext(chain);
    chain[Symbol.dispose]();
    assert.throws(() => chain.current, { code: 'SECRET_WIPED' });
    assert.throws(() => secret.expose(), { code: 'SECRET_WIPED' });
  });

  test('take no more records than one key may', () => {
    assert.throws(() => new KeyChain(SecretBytes.copyOf(SECRET), nativeBackend, RECORDS_PER_KEY + 1));
    assert.ok(RECORDS_PER_KEY * (131_072 / 16) <= 2 ** 32, 'at most 2^32 blocks under one key');
  });
});
