import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SignatureName } from '../../src/crypto/index.ts';
import { pageBackend } from '../../src/crypto/page-backend.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { loadedBy } from './loaded-files.ts';
import { assertRefused } from './refusal.ts';

test('the backend of pages has all that the portable backend has but SLH-DSA, and loads no code for it', () => {
  assert.equal(pageBackend.name, portableBackend.name);
  for (const name of ['SLH-DSA-SHA2-128s', 'SLH-DSA-SHAKE-256f'] as const satisfies readonly SignatureName[]) {
    assertRefused('CRYPTO_UNSUPPORTED', () => pageBackend.signature(name));
    assert.equal(portableBackend.signature(name).name, name);
  }
  for (const name of ['ML-DSA-65', 'Ed448', 'MLDSA65-Ed25519-SHA512'] as const) {
    const key = pageBackend.signature(name).generate();
    const signature = key.sign(Uint8Array.of(1));
    const publicKey = portableBackend.signature(name).importPublicKey(key.publicKey.bytes);
    assert.equal(publicKey.verify(Uint8Array.of(1), signature), true, name);
  }
  const isSlhDsa = (url: string): boolean => /slh-dsa/u.test(url);
  assert.deepEqual(loadedBy('../../src/crypto/page-backend.ts').filter(isSlhDsa), []);
  assert.ok(loadedBy('../../src/crypto/portable-backend.ts').some(isSlhDsa), 'it would be seen');
});
