import assert from 'node:assert/strict';
import test from 'node:test';
import {
  exportPrivateBytes,
  exportPublicBytes,
  generatePrivateKeyObject,
  importPrivateKeyObject,
  importPublicKeyObject,
  type NativeKeyKind,
  plainBytes,
} from '../../src/crypto/native-key-objects.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

const mlKem: NativeKeyKind = { algorithm: 'ML-KEM-768', keyType: 'ml-kem-768', privateFormat: 'raw-seed' };
const x25519: NativeKeyKind = { algorithm: 'X25519', keyType: 'x25519', privateFormat: 'raw-private' };

test('a generated key survives export and import', () => {
  for (const kind of [mlKem, x25519]) {
    const key = generatePrivateKeyObject(kind);
    const again = importPrivateKeyObject(kind, exportPrivateBytes(kind, key).expose());
    assert.ok(again.equals(key));
    assert.equal(again.asymmetricKeyType, kind.keyType);
  }
});

test('what OpenSSL refuses becomes a typed error without its words', () => {
  for (const kind of [mlKem, x25519]) {
    for (const length of [0, 1, 31, 63, 1183, 1185, 5_000]) {
      assertRefused('CRYPTO_KEY_INVALID', () => importPublicKeyObject(kind, new Uint8Array(length)));
      assertRefused('CRYPTO_KEY_INVALID', () => importPrivateKeyObject(kind, new Uint8Array(length)));
    }
  }
});

test('public bytes are what was imported', () => {
  const point = new Uint8Array(32).fill(9);
  assert.equal(toHex(exportPublicBytes(importPublicKeyObject(x25519, point))), toHex(point));
});

test('plain bytes are a view of the same memory, with the slices of any other Uint8Array', () => {
  const buffer = Buffer.from([1, 2, 3, 4]).subarray(1, 3);
  const plain = plainBytes(buffer);
  assert.deepEqual([...plain], [2, 3]);
  buffer[0] = 9;
  assert.equal(plain[0], 9);
  plain.slice().fill(0);
  assert.deepEqual([...plain], [9, 3]);
});
